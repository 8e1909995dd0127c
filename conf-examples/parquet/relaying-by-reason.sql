-- SPDX-License-Identifier: Apache-2.0
--
-- Relaying that was granted, by server and reason. Only Debug records say it.
SELECT host, reason, count(*) AS granted, min(local) AS first, max(local) AS last
FROM read_parquet('mailenable/*/*/*.parquet', hive_partitioning = true)
WHERE outcome = 'granted'
GROUP BY host, reason
ORDER BY granted DESC, host, reason;
