-- SPDX-License-Identifier: Apache-2.0
--
-- Relaying that was refused, day by day. The Debug record of a refusal is left out: its row says the same.
SELECT CAST(local AS DATE) AS day, count(*) AS attempts, count(DISTINCT client_ip) AS clients
FROM read_parquet('mailenable/*/*/*.parquet', hive_partitioning = true)
WHERE event = 'relay-denied' AND log <> 'debug'
GROUP BY day
ORDER BY day;
