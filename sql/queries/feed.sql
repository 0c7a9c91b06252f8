-- Reading the change feed. Rows are numbered in commit order, so whoever has read up to a
-- number never misses one below it.

-- feed_rows_select: many
-- in: realm_id u64, after u64, most u64
-- out: seq u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?
SELECT c.seq, c.at, c.resource, c.record_id, c.operation, c.version, c.fields, c.caller_kind,
	c.caller_id
FROM changes c WHERE c.realm_id = :realm_id AND c.seq > :after
ORDER BY c.seq LIMIT :most

-- feed_rows_limited: many
-- The same for a limited key, and whether it reached the record that a change took away: a
-- dimension that does not limit it is not asked.
-- in: realm_id u64, after u64, most u64, entity_id u64, key_id uuid, population text, departments bool, locations bool, unions bool
-- out: seq u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?, has_left bool
SELECT c.seq, c.at, c.resource, c.record_id, c.operation, c.version, c.fields, c.caller_kind,
	c.caller_id,
	(IFNULL(c.left_creator_key_id = :key_id, FALSE) OR (
		(NOT :departments OR EXISTS (SELECT 1 FROM key_population p
			WHERE p.entity_id = :entity_id AND p.key_id = :key_id
			AND p.realm_id = :realm_id AND p.population = :population
			AND p.dimension = 'departments' AND p.value = c.left_department_id))
		AND (NOT :locations OR EXISTS (SELECT 1 FROM key_population p
			WHERE p.entity_id = :entity_id AND p.key_id = :key_id
			AND p.realm_id = :realm_id AND p.population = :population
			AND p.dimension = 'locations' AND p.value = c.left_location_id))
		AND (NOT :unions OR EXISTS (SELECT 1 FROM key_population p
			WHERE p.entity_id = :entity_id AND p.key_id = :key_id
			AND p.realm_id = :realm_id AND p.population = :population
			AND p.dimension = 'unions' AND p.value = c.left_union_id))
	)) AS has_left
FROM changes c WHERE c.realm_id = :realm_id AND c.seq > :after
ORDER BY c.seq LIMIT :most
