-- Companies and their realms.

-- entity_row_insert: exec
-- crosses tenants: makes the tenant
-- in: code text, name text, time_zone text, currency text, now time
INSERT INTO entities (code, name, time_zone, currency, created_at, updated_at)
VALUES (:code, :name, :time_zone, :currency, :now, :now)

-- entity_row_id: one
-- crosses tenants: finds the tenant by its code
-- in: code text
-- out: id u64
SELECT e.id FROM entities e WHERE e.code = :code

-- entity_row_select: one
-- in: entity_id u64
-- out: id u64, code text, name text, time_zone text, currency text, state text, require_login bool, require_if_match bool, created_at time, live_realm u64?, test_realm u64?
SELECT e.id, e.code, e.name, e.time_zone, e.currency, e.state, e.require_login,
	e.require_if_match, e.created_at, l.id AS live_realm, t.id AS test_realm
FROM entities e
LEFT JOIN realms l ON l.entity_id = e.id AND l.current_mode = 'live'
LEFT JOIN realms t ON t.entity_id = e.id AND t.current_mode = 'test'
WHERE e.id = :entity_id

-- entity_rows_select: many
-- crosses tenants: the operator's list of companies
-- out: id u64
SELECT e.id FROM entities e ORDER BY e.id

-- realm_row_insert: exec
-- in: entity_id u64, mode text, now time
INSERT INTO realms (entity_id, mode, state, created_at) VALUES (:entity_id, :mode, 'current', :now)

-- realm_row_current: one
-- in: entity_id u64, mode text
-- out: id u64
SELECT r.id FROM realms r WHERE r.entity_id = :entity_id AND r.current_mode = :mode

