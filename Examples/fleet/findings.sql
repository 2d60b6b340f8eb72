-- Queries the findings of all pools. vfaudit audit … --output fleet/ writes fleet/findings.jsonl.
--
--   duckdb -c ".read findings.sql"

CREATE OR REPLACE VIEW findings AS
  SELECT * FROM read_json('fleet/findings.jsonl', format = 'newline_delimited');

-- Rules that fail, by the number of pools: a rule that fails in all pools needs one common decision.
SELECT severity, rule, count(DISTINCT pool_uuid) AS pools, count(*) AS findings
FROM findings
WHERE waived_until IS NULL
GROUP BY severity, rule
ORDER BY list_position(['error', 'warning', 'note'], severity), pools DESC, rule;

-- Running VMs that are affected by errors, with their pools.
SELECT vm, pool, count(*) AS errors
FROM (SELECT pool, unnest(running_vms) AS vm, severity FROM findings)
WHERE severity = 'error'
GROUP BY vm, pool
ORDER BY errors DESC, pool, vm;
