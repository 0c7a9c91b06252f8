-- Reading the change feed. Rows are numbered in commit order, so whoever has read up to a
-- number never misses one below it.

-- feed_rows: many
-- in: realm_id u64, after u64, most u64
-- out: seq u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?
SELECT c.seq, c.at, c.resource, c.record_id, c.operation, c.version, c.fields, c.caller_kind,
	c.caller_id
FROM changes c WHERE c.realm_id = :realm_id AND c.seq > :after
ORDER BY c.seq LIMIT :most
