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
-- out: id u64, code text, name text, time_zone text, currency text, state text, require_login bool, require_if_match bool, key_days_max u64?, key_unused_days u64?, key_approval bool, key_addresses bool, live_per_minute u64?, live_burst u64?, test_per_minute u64?, test_burst u64?, version u64, created_at time, live_realm u64?, test_realm u64?
SELECT e.id, e.code, e.name, e.time_zone, e.currency, e.state, e.require_login,
	e.require_if_match, e.key_days_max, e.key_unused_days, e.key_approval, e.key_addresses,
	e.live_per_minute, e.live_burst, e.test_per_minute, e.test_burst, e.version,
	e.created_at,
	l.id AS live_realm, t.id AS test_realm
FROM entities e
LEFT JOIN realms l ON l.entity_id = e.id AND l.current_mode = 'live'
LEFT JOIN realms t ON t.entity_id = e.id AND t.current_mode = 'test'
WHERE e.id = :entity_id

-- entity_row_hold: one
-- in: entity_id u64
-- out: version u64
SELECT e.version FROM entities e WHERE e.id = :entity_id FOR UPDATE

-- entity_row_set: exec
-- in: entity_id u64, name text, time_zone text, state text, require_login bool, require_if_match bool, key_days_max u64?, key_unused_days u64?, key_approval bool, key_addresses bool, live_per_minute u64?, live_burst u64?, test_per_minute u64?, test_burst u64?, now time
UPDATE entities SET name = :name, time_zone = :time_zone, state = :state,
	require_login = :require_login, require_if_match = :require_if_match,
	key_days_max = :key_days_max, key_unused_days = :key_unused_days,
	key_approval = :key_approval, key_addresses = :key_addresses,
	live_per_minute = :live_per_minute, live_burst = :live_burst,
	test_per_minute = :test_per_minute, test_burst = :test_burst,
	version = version + 1, updated_at = :now
WHERE id = :entity_id

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

