-- SPDX-License-Identifier: Apache-2.0
--
-- What other servers refused or put off, by recipient.
SELECT recipient, count(*) AS attempts, count(*) FILTER (event = 'delivery-failed') AS failed,
    any_value(reply ORDER BY local DESC) AS reply
FROM read_parquet('mailenable/*/*/*.parquet', hive_partitioning = true)
WHERE event IN ('delivery-failed', 'delivery-deferred')
GROUP BY recipient
ORDER BY attempts DESC, recipient;
