# SPDX-License-Identifier: Apache-2.0
#
# Documents, and configurations to copy: what of them is installed.

# Section 8: the reader is the administrator of a daemon, and rsyslogd(8) is the page it belongs to.
dist_man_MANS += \
	doc/mmmailenable.8
nobase_dist_doc_DATA += \
	CHANGELOG.md \
	CONTRIBUTING.md \
	LICENSE \
	README.md \
	SECURITY.md \
	doc/conversations.md \
	doc/counters.md \
	doc/ecs.md \
	doc/events.md \
	doc/field-reference.md \
	doc/fields.json \
	doc/fields.md \
	doc/mailenable-deny.md \
	doc/mailenable-logs.md \
	doc/parameters.md \
	doc/performance.md \
	doc/robustness.md \
	doc/watching.md \
	doc/windows.md

# --- configurations to copy -------------------------------------------------------------------------------------------

nobase_dist_doc_DATA += \
	conf-examples/README.md \
	conf-examples/abused-account/README.md \
	conf-examples/alert/README.md \
	conf-examples/blocklist/README.md \
	conf-examples/blocklist/allow.txt \
	conf-examples/blocklist/offenders.py \
	conf-examples/brute-force-auth/README.md \
	conf-examples/central/README.md \
	conf-examples/crowdsec/README.md \
	conf-examples/crowdsec/acquis.d/mailenable.yaml \
	conf-examples/crowdsec/parsers/s01-parse/mailenable.yaml \
	conf-examples/crowdsec/parsers/s02-enrich/mailenable-allow.yaml \
	conf-examples/crowdsec/scenarios/mailenable.yaml \
	conf-examples/denied-relaying/README.md \
	conf-examples/detection/README.md \
	conf-examples/detection/elastic.ndjson \
	conf-examples/detection/opensearch/account_from_many_addresses.json \
	conf-examples/detection/opensearch/account_in_many_networks.json \
	conf-examples/detection/opensearch/brute_force_by_account.json \
	conf-examples/detection/opensearch/brute_force_by_client.json \
	conf-examples/detection/opensearch/client_tries_many_accounts.json \
	conf-examples/detection/opensearch/guess_that_succeeded.json \
	conf-examples/detection/opensearch/logging_stopped.json \
	conf-examples/detection/opensearch/mass_sending_after_login.json \
	conf-examples/detection/opensearch/open_relay.json \
	conf-examples/detection/opensearch/relay_by_local_sender.json \
	conf-examples/detection/opensearch/unreadable_rows.json \
	conf-examples/detection/sigma/account_from_many_addresses.yml \
	conf-examples/detection/sigma/account_in_many_networks.yml \
	conf-examples/detection/sigma/base_auth_failure.yml \
	conf-examples/detection/sigma/base_auth_success.yml \
	conf-examples/detection/sigma/base_record.yml \
	conf-examples/detection/sigma/base_sent_after_login.yml \
	conf-examples/detection/sigma/brute_force_by_account.yml \
	conf-examples/detection/sigma/brute_force_by_client.yml \
	conf-examples/detection/sigma/client_tries_many_accounts.yml \
	conf-examples/detection/sigma/guess_that_succeeded.yml \
	conf-examples/detection/sigma/logging_stopped.yml \
	conf-examples/detection/sigma/mass_sending_after_login.yml \
	conf-examples/detection/sigma/open_relay.yml \
	conf-examples/detection/sigma/relay_by_local_sender.yml \
	conf-examples/detection/sigma/unreadable_rows.yml \
	conf-examples/elasticsearch/README.md \
	conf-examples/elasticsearch/ilm-policy.json \
	conf-examples/elasticsearch/index-template.json \
	conf-examples/elasticsearch/ingest-pipeline-opensearch.json \
	conf-examples/elasticsearch/ingest-pipeline.json \
	conf-examples/elasticsearch/ism-policy.json \
	conf-examples/elasticsearch/queries/accounts-by-addresses.json \
	conf-examples/elasticsearch/queries/accounts-in-many-networks.json \
	conf-examples/elasticsearch/queries/attempts-per-hour.json \
	conf-examples/elasticsearch/queries/bounces-by-sender.json \
	conf-examples/elasticsearch/queries/denied-by-reason-and-client.json \
	conf-examples/elasticsearch/queries/failed-logins-by-country.json \
	conf-examples/elasticsearch/queries/granted-by-local-sender.json \
	conf-examples/elasticsearch/queries/guess-that-succeeded.json \
	conf-examples/elasticsearch/queries/logins-after-failures.json \
	conf-examples/elasticsearch/queries/open-relay-ever-seen.json \
	conf-examples/elasticsearch/queries/refused-by-cause.json \
	conf-examples/elasticsearch/queries/sent-after-login.json \
	conf-examples/elasticsearch/queries/silent-servers.json \
	conf-examples/elasticsearch/queries/tried-accounts.json \
	conf-examples/elasticsearch/queries/users-of-an-open-relay.json \
	conf-examples/elasticsearch/role-opensearch.json \
	conf-examples/elasticsearch/role.json \
	conf-examples/fail2ban/README.md \
	conf-examples/fail2ban/filter.d/mailenable.conf \
	conf-examples/fail2ban/jail.d/mailenable.conf \
	conf-examples/kafka/README.md \
	conf-examples/kafka/consumer.conf \
	conf-examples/metrics/README.md \
	conf-examples/metrics/mailenable.rules.test.yml \
	conf-examples/metrics/mailenable.rules.yml \
	conf-examples/minimal/README.md \
	conf-examples/nftables/README.md \
	conf-examples/nftables/mailenable.nft \
	conf-examples/parquet/README.md \
	conf-examples/parquet/bounced-by-recipient.sql \
	conf-examples/parquet/failed-logins-by-client.sql \
	conf-examples/parquet/logins-by-account.sql \
	conf-examples/parquet/refused-by-day.sql \
	conf-examples/parquet/relaying-by-reason.sql \
	conf-examples/parquet/to-parquet.sql \
	conf-examples/senders/README.md \
	conf-examples/senders/filebeat/filebeat.yml \
	conf-examples/senders/filebeat/logstash.conf \
	conf-examples/senders/filebeat/rsyslog.conf \
	conf-examples/senders/fluent-bit/fluent-bit.conf \
	conf-examples/senders/nxlog/nxlog.conf \
	conf-examples/senders/otel-collector/otel-collector.yaml \
	conf-examples/senders/rsyslog-agent/settings.md \
	conf-examples/senders/rsyslog/forward.conf \
	conf-examples/senders/share.conf \
	conf-examples/senders/snare/settings.md \
	conf-examples/senders/syslog-ng-agent/settings.md \
	conf-examples/senders/syslog-ng/syslog-ng.conf \
	conf-examples/senders/vector/vector.yaml \
	conf-examples/site/00-global.conf \
	conf-examples/site/00-modules.conf \
	conf-examples/site/README.md \
	conf-examples/site/accounts.conf \
	conf-examples/site/accounts.rule \
	conf-examples/site/alert.conf \
	conf-examples/site/alert.rule \
	conf-examples/site/archive.conf \
	conf-examples/site/archive.rule \
	conf-examples/site/blocklist.conf \
	conf-examples/site/blocklist.rule \
	conf-examples/site/counters.conf \
	conf-examples/site/denied.conf \
	conf-examples/site/denied.rule \
	conf-examples/site/elasticsearch.conf \
	conf-examples/site/elasticsearch.rule \
	conf-examples/site/failed-logins.conf \
	conf-examples/site/failed-logins.rule \
	conf-examples/site/kafka.conf \
	conf-examples/site/kafka.rule \
	conf-examples/site/listeners.conf \
	conf-examples/site/mailenable.conf \
	conf-examples/site/nftables.conf \
	conf-examples/site/nftables.rule \
	conf-examples/site/offenders.conf \
	conf-examples/site/offenders.rule \
	conf-examples/site/tls.conf.example \
	conf-examples/site/watch-blocklist.conf \
	conf-examples/site/watch-blocklist.rule \
	conf-examples/site/watch-nftables.conf \
	conf-examples/site/watch-nftables.rule \
	conf-examples/site/watch.conf \
	conf-examples/site/watch.rule \
	conf-examples/watch/README.md \
	conf-examples/watch/filter.d/mailenable-watch.conf \
	conf-examples/watch/jail.d/mailenable-watch.conf

# Programs: executable where they are installed. Those that configurations start are also where these name them.
programsdir = $(docdir)
nobase_dist_programs_SCRIPTS = \
	$(dist_helpers_SCRIPTS) \
	conf-examples/elasticsearch/backfill.py \
	conf-examples/elasticsearch/setup.sh \
	conf-examples/senders/certificates.sh
helpersdir = $(prefix)/lib/rsyslog-mmmailenable
dist_helpers_SCRIPTS = \
	conf-examples/alert/alert.py \
	conf-examples/blocklist/blocklist.py \
	conf-examples/kafka/trim-queues.sh \
	conf-examples/mailenable-deny/merge-deny \
	conf-examples/metrics/metrics.py \
	conf-examples/nftables/nft_bans.py
# What they import, which is no program.
dist_helpers_DATA = conf-examples/blocklist/offenders.py
