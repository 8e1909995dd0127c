-- SPDX-License-Identifier: Apache-2.0
--
-- Logins that were accepted, by account, and from how many addresses they came.
SELECT lower("user") AS account, count(*) AS logins, count(DISTINCT client_ip) AS clients,
    min(local) AS first, max(local) AS last
FROM read_parquet('mailenable/*/*/*.parquet', hive_partitioning = true)
WHERE event = 'auth-success'
GROUP BY account
ORDER BY logins DESC, account;
