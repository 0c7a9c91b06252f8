-- What the API does around the catalog's generated statements: the check at the start of a
-- write, the change feed, rules that span rows, and what the system keeps by itself.

-- write_begin_guarded: one
-- Inside the transaction: the credential stands, and what its company has settled.
-- in: entity_id u64, digest digest, stamp u64
-- out: time_zone text, currency text, require_if_match bool
SELECT e.time_zone, e.currency, e.require_if_match
FROM entities e
JOIN credentials c ON c.entity_id = e.id
JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
WHERE e.id = :entity_id AND c.digest = :digest AND k.stamp = :stamp AND k.state = 'active'
	AND c.ended_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > UTC_TIMESTAMP(6))
	AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6))

-- write_begin_system: one
-- in: entity_id u64
-- out: time_zone text, currency text, require_if_match bool
SELECT e.time_zone, e.currency, e.require_if_match FROM entities e WHERE e.id = :entity_id

-- entity_show: one
-- The company as the API shows it, if the credential stands.
-- in: entity_id u64, digest digest, stamp u64
-- out: code text, name text, time_zone text, currency text, state text, require_login bool, require_if_match bool, version u64, created_at time, updated_at time
SELECT e.code, e.name, e.time_zone, e.currency, e.state, e.require_login, e.require_if_match,
	e.version, e.created_at, e.updated_at
FROM entities e
JOIN credentials c ON c.entity_id = e.id
JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
WHERE e.id = :entity_id AND c.digest = :digest AND k.stamp = :stamp AND k.state = 'active'
	AND c.ended_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > UTC_TIMESTAMP(6))
	AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6))

-- change_seq_raise: exec
-- The last act but the inserts below: the row's lock makes the order of numbers that of commits.
-- in: entity_id u64, realm_id u64, count u64
UPDATE realms SET change_seq = change_seq + :count
WHERE entity_id = :entity_id AND id = :realm_id AND state = 'current'

-- change_seq_read: one
-- in: entity_id u64, realm_id u64
-- out: change_seq u64
SELECT r.change_seq FROM realms r WHERE r.entity_id = :entity_id AND r.id = :realm_id

-- change_insert_last: exec
-- The one change of a transaction, under the number that was just raised.
-- in: entity_id u64, realm_id u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?
INSERT INTO changes (realm_id, seq, at, resource, record_id, operation, version, fields,
	caller_kind, caller_id)
SELECT r.id, r.change_seq, :at, :resource, :record_id, :operation, :version, :fields,
	:caller_kind, :caller_id
FROM realms r WHERE r.entity_id = :entity_id AND r.id = :realm_id

-- change_insert: bulk
-- in: realm_id u64, seq u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?
INSERT INTO changes (realm_id, seq, at, resource, record_id, operation, version, fields,
	caller_kind, caller_id)
VALUES (:realm_id, :seq, :at, :resource, :record_id, :operation, :version, :fields,
	:caller_kind, :caller_id)

-- realm_rule_raise: exec
-- Whoever changes rows under a rule that spans them writes this row first, and so goes alone.
-- in: realm_id u64, rule text
UPDATE realm_rules SET n = n + 1 WHERE realm_id = :realm_id AND rule = :rule

-- department_path: many
-- The department and those above it, the nearest first; no further than `most` steps.
-- in: realm_id u64, id uuid, most u64
-- out: id uuid, depth u64
WITH RECURSIVE path (id, parent, depth) AS (
	SELECT d.id, d.parent_department_id, 1 FROM departments d
	WHERE d.realm_id = :realm_id AND d.id = :id
	UNION ALL
	SELECT d.id, d.parent_department_id, p.depth + 1 FROM path p
	JOIN departments d ON d.realm_id = :realm_id AND d.id = p.parent
	WHERE p.depth < :most
)
SELECT path.id, path.depth FROM path ORDER BY path.depth

-- department_height: one
-- Levels of the tree from the department down, itself included.
-- in: realm_id u64, id uuid, most u64
-- out: height u64
WITH RECURSIVE tree (id, depth) AS (
	SELECT d.id, 1 FROM departments d WHERE d.realm_id = :realm_id AND d.id = :id
	UNION ALL
	SELECT d.id, t.depth + 1 FROM tree t
	JOIN departments d ON d.realm_id = :realm_id AND d.parent_department_id = t.id
	WHERE t.depth < :most
)
SELECT MAX(tree.depth) AS height FROM tree

-- supervisor_path: many
-- The employee and those above, the nearest first; no further than `most` steps.
-- in: realm_id u64, id uuid, most u64
-- out: id uuid, depth u64
WITH RECURSIVE path (id, above, depth) AS (
	SELECT e.id, e.supervisor_employee_id, 1 FROM employees e
	WHERE e.realm_id = :realm_id AND e.id = :id
	UNION ALL
	SELECT e.id, e.supervisor_employee_id, p.depth + 1 FROM path p
	JOIN employees e ON e.realm_id = :realm_id AND e.id = p.above
	WHERE p.depth < :most
)
SELECT path.id, path.depth FROM path ORDER BY path.depth

-- employment_period_insert: bulk
-- in: realm_id u64, id uuid, employee_id uuid, starts_on date, ends_on date?, now time
INSERT INTO employment_periods (realm_id, id, employee_id, starts_on, ends_on, created_at,
	updated_at)
VALUES (:realm_id, :id, :employee_id, :starts_on, :ends_on, :now, :now)

-- employment_periods_delete: exec
-- in: realm_id u64, employee_id uuid
DELETE FROM employment_periods WHERE realm_id = :realm_id AND employee_id = :employee_id

-- email_primary_lock: many
-- The person's primary addresses but this one.
-- in: realm_id u64, person_id uuid, id uuid
-- out: id uuid, version u64
SELECT a.id, a.version FROM email_addresses a
WHERE a.realm_id = :realm_id AND a.person_id = :person_id AND a.is_primary AND a.id <> :id
FOR UPDATE

-- email_primary_unset: exec
-- in: realm_id u64, id uuid, now time
UPDATE email_addresses
SET is_primary = FALSE, version = version + 1,
	updated_at = IF(updated_at >= :now, updated_at + INTERVAL 1 MICROSECOND, :now)
WHERE realm_id = :realm_id AND id = :id
