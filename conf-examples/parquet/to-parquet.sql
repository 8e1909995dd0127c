-- SPDX-License-Identifier: Apache-2.0
--
-- The objects of `mailenable-report --format jsonl`, from mailenable.jsonl, into Parquet files by year and month below
-- mailenable/, which is written anew. `local` is the time on the server's own clock; `moment` is absent in the hour
-- that comes twice.
COPY (
    SELECT *,
        try_cast(left(time, 19) AS TIMESTAMP) AS local,
        CASE WHEN length(time) > 19 THEN try_cast(time AS TIMESTAMPTZ) END AS moment,
        coalesce(left(time, 4), 'undated') AS year,
        coalesce(substr(time, 6, 2), '') AS month
    FROM read_json('mailenable.jsonl', format = 'newline_delimited', columns = {
            host: 'VARCHAR', log: 'VARCHAR', service: 'VARCHAR', event: 'VARCHAR', time: 'VARCHAR',
            outcome: 'VARCHAR', reason: 'VARCHAR', risk: 'VARCHAR', decided_by: 'VARCHAR', code: 'VARCHAR',
            level: 'VARCHAR', text: 'VARCHAR', client_ip: 'VARCHAR', address: 'VARCHAR',
            address_kind: 'VARCHAR', sender: 'VARCHAR', recipient: 'VARCHAR', message_id: 'VARCHAR',
            connection: 'BIGINT', direction: 'VARCHAR', command: 'VARCHAR', argument: 'VARCHAR',
            reply: 'VARCHAR', reply_code: 'BIGINT', bytes_sent: 'BIGINT', bytes_received: 'BIGINT',
            user: 'VARCHAR', postoffice: 'VARCHAR', mailbox: 'VARCHAR', authenticated: 'BOOLEAN',
            helo: 'VARCHAR', subject: 'VARCHAR', offence: 'VARCHAR', client_failures: 'BIGINT',
            network_failures: 'BIGINT', account_failures: 'BIGINT', account_clients: 'BIGINT',
            after_failures: 'BIGINT', correlated_by: 'VARCHAR', explanation: 'VARCHAR', anomalies: 'VARCHAR[]'
    })
) TO 'mailenable' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (year, month), OVERWRITE);
