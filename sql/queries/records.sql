-- What the API does around the catalog's generated statements: the check at the start of a
-- write, the change feed, rules that span rows, and what the system keeps by itself.

-- write_begin_guarded: one
-- Inside the transaction: the credential stands, and what its company has settled.
-- in: entity_id u64, key_id uuid, stamp u64, until time
-- out: time_zone text, currency text, require_if_match bool
SELECT e.time_zone, e.currency, e.require_if_match
FROM entities e
JOIN api_keys k ON k.entity_id = e.id
WHERE e.id = :entity_id AND k.id = :key_id AND k.stamp = :stamp AND k.state = 'active'
	AND :until > UTC_TIMESTAMP(6)

-- write_begin_system: one
-- in: entity_id u64
-- out: time_zone text, currency text, require_if_match bool
SELECT e.time_zone, e.currency, e.require_if_match FROM entities e WHERE e.id = :entity_id

-- entity_show: one
-- The company as the API shows it, if the credential stands.
-- in: entity_id u64, key_id uuid, stamp u64, until time
-- out: code text, name text, time_zone text, currency text, state text, require_login bool, require_if_match bool, version u64, created_at time, updated_at time
SELECT e.code, e.name, e.time_zone, e.currency, e.state, e.require_login, e.require_if_match,
	e.version, e.created_at, e.updated_at
FROM entities e
JOIN api_keys k ON k.entity_id = e.id
WHERE e.id = :entity_id AND k.id = :key_id AND k.stamp = :stamp AND k.state = 'active'
	AND :until > UTC_TIMESTAMP(6)

-- change_seq_raise: exec
-- The last act but the inserts below: the row's lock makes the order of numbers that of commits.
-- in: entity_id u64, realm_id u64, count u64
UPDATE realms SET change_seq = change_seq + :count
WHERE entity_id = :entity_id AND id = :realm_id AND state <> 'retired'

-- change_seq_read: one
-- in: entity_id u64, realm_id u64
-- out: change_seq u64
SELECT r.change_seq FROM realms r WHERE r.entity_id = :entity_id AND r.id = :realm_id

-- change_insert_last: exec
-- The one change of a transaction, under the number that was just raised.
-- in: entity_id u64, realm_id u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?,
--     left_department_id uuid?, left_location_id uuid?, left_union_id uuid?, left_creator_key_id uuid?
INSERT INTO changes (realm_id, seq, at, resource, record_id, operation, version, fields,
	caller_kind, caller_id, left_department_id, left_location_id, left_union_id,
	left_creator_key_id)
SELECT r.id, r.change_seq, :at, :resource, :record_id, :operation, :version, :fields,
	:caller_kind, :caller_id, :left_department_id, :left_location_id, :left_union_id,
	:left_creator_key_id
FROM realms r WHERE r.entity_id = :entity_id AND r.id = :realm_id

-- change_insert: bulk
-- in: realm_id u64, seq u64, at time, resource text, record_id uuid, operation text, version u64, fields text, caller_kind text, caller_id uuid?,
--     left_department_id uuid?, left_location_id uuid?, left_union_id uuid?, left_creator_key_id uuid?
INSERT INTO changes (realm_id, seq, at, resource, record_id, operation, version, fields,
	caller_kind, caller_id, left_department_id, left_location_id, left_union_id,
	left_creator_key_id)
VALUES (:realm_id, :seq, :at, :resource, :record_id, :operation, :version, :fields,
	:caller_kind, :caller_id, :left_department_id, :left_location_id, :left_union_id,
	:left_creator_key_id)

-- realm_rule_raise: exec
-- Whoever changes rows under a rule that spans them writes this row first, and so goes alone.
-- The first in a realm makes it.
-- in: realm_id u64, rule text
INSERT INTO realm_rules (realm_id, rule, n) VALUES (:realm_id, :rule, 0)
ON DUPLICATE KEY UPDATE n = n + 1

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

-- employment_period_insert: bulk
-- in: realm_id u64, id uuid, employee_id uuid, starts_on date, ends_on date?, now time
INSERT INTO employment_periods (realm_id, id, employee_id, starts_on, ends_on, created_at,
	updated_at)
VALUES (:realm_id, :id, :employee_id, :starts_on, :ends_on, :now, :now)

-- employment_periods_delete: exec
-- in: realm_id u64, employee_id uuid
DELETE FROM employment_periods WHERE realm_id = :realm_id AND employee_id = :employee_id

-- union_local_scope: one
-- The union of a local, which stays what it is until COMMIT.
-- in: realm_id u64, id uuid
-- out: union_id uuid
SELECT l.union_id FROM union_locals l WHERE l.realm_id = :realm_id AND l.id = :id
LOCK IN SHARE MODE

-- union_class_scope: one
-- in: realm_id u64, id uuid
-- out: union_id uuid, union_local_id uuid?
SELECT c.union_id, c.union_local_id FROM union_classes c
WHERE c.realm_id = :realm_id AND c.id = :id
LOCK IN SHARE MODE

-- cost_code_scope: one
-- in: realm_id u64, id uuid
-- out: job_id uuid?
SELECT c.job_id FROM cost_codes c WHERE c.realm_id = :realm_id AND c.id = :id
LOCK IN SHARE MODE

-- rate_code_overlaps: one
-- Other spells of the code that share a day with these.
-- in: realm_id u64, id uuid, code text, from_day date, to_day date
-- out: n u64
SELECT COUNT(*) AS n FROM rate_codes r
WHERE r.realm_id = :realm_id AND r.code = :code AND r.id <> :id
	AND r.effective_from <= :to_day
	AND (r.effective_to IS NULL OR r.effective_to >= :from_day)

-- time_off_overlaps: one
-- Other granted spells of the employee that share half a day with these: one may end at noon
-- where the next begins.
-- in: realm_id u64, id uuid, employee_id uuid, starts_on date, start_half bool, ends_on date, end_half bool
-- out: n u64
SELECT COUNT(*) AS n FROM time_off t
WHERE t.realm_id = :realm_id AND t.employee_id = :employee_id AND t.id <> :id
	AND t.status IN ('approved', 'taken')
	AND (t.starts_on < :ends_on
		OR (t.starts_on = :ends_on AND NOT (t.start_half AND :end_half)))
	AND (t.ends_on > :starts_on
		OR (t.ends_on = :starts_on AND NOT (t.end_half AND :start_half)))

-- sealed_realms: many
-- Every realm, retired ones too: what is sealed there is sealed anew with all else.
-- crosses tenants: secrets are the operator's, and rotation goes through all companies
-- in: after u64, most u64
-- out: entity_id u64, realm_id u64
SELECT r.entity_id, r.id AS realm_id FROM realms r WHERE r.id > :after ORDER BY r.id LIMIT :most

-- sealed_realms_count: one
-- crosses tenants: how far rotation has come through all companies
-- out: realms u64
SELECT CAST(COUNT(*) AS UNSIGNED) AS realms FROM realms r
