-- SPDX-License-Identifier: Apache-2.0
--
-- Clients that failed to log in: how often, to how many accounts, from when to when.
SELECT client_ip AS client, count(*) AS attempts, count(DISTINCT lower("user")) AS accounts,
    min(local) AS first, max(local) AS last
FROM read_parquet('mailenable/*/*/*.parquet', hive_partitioning = true)
WHERE event = 'auth-failure'
GROUP BY client
ORDER BY attempts DESC, client;
