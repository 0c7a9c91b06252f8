-- Sandboxes: asked for, built, built anew (lib/records/sandbox.h).

-- sandbox_row_begin: exec
-- Makes the row if there is none, and holds it.
-- in: entity_id u64
INSERT INTO sandboxes (entity_id) VALUES (:entity_id)
ON DUPLICATE KEY UPDATE state = state

-- sandbox_row_select: one
-- in: entity_id u64
-- out: state text, realm_id u64?, asked_at time?, began_at time?, built_at time?, reset_at time?, current_realm u64?
SELECT s.state, s.realm_id, s.asked_at, s.began_at, s.built_at, s.reset_at, r.id AS current_realm
FROM sandboxes s
LEFT JOIN realms r ON r.entity_id = s.entity_id AND r.current_mode = 'test'
WHERE s.entity_id = :entity_id

-- sandbox_row_update: exec
-- in: entity_id u64, state text, realm_id u64?, asked_at time?, began_at time?, built_at time?, reset_at time?
UPDATE sandboxes SET state = :state, realm_id = :realm_id, asked_at = :asked_at,
	began_at = :began_at, built_at = :built_at, reset_at = :reset_at
WHERE entity_id = :entity_id

-- sandbox_rows_waiting: many
-- crosses tenants: the operator's list of what waits for approval
-- out: entity_id u64, asked_at time?
SELECT s.entity_id, s.asked_at FROM sandboxes s WHERE s.state = 'waiting' ORDER BY s.asked_at

-- sandbox_employees: one
-- How many are in the realm being filled, for who waits for it.
-- in: realm_id u64
-- out: employees u64
SELECT COUNT(*) AS employees FROM employees e WHERE e.realm_id = :realm_id

-- sandbox_realm_insert: exec
-- in: entity_id u64, now time
INSERT INTO realms (entity_id, mode, state, created_at)
VALUES (:entity_id, 'test', 'building', :now)

-- sandbox_realm_newest: one
-- The one just inserted, in its transaction.
-- in: entity_id u64
-- out: id u64
SELECT r.id FROM realms r WHERE r.entity_id = :entity_id AND r.mode = 'test'
	AND r.state = 'building' ORDER BY r.id DESC LIMIT 1

-- sandbox_realm_retire: exec
-- A realm that was being built and nobody will use.
-- in: entity_id u64, id u64
UPDATE realms SET state = 'retired'
WHERE entity_id = :entity_id AND id = :id AND mode = 'test' AND state = 'building'

-- sandbox_realm_retire_current: exec
-- in: entity_id u64
UPDATE realms SET state = 'retired'
WHERE entity_id = :entity_id AND mode = 'test' AND state = 'current'

-- sandbox_realm_take: exec
-- in: entity_id u64, id u64
UPDATE realms SET state = 'current'
WHERE entity_id = :entity_id AND id = :id AND mode = 'test' AND state = 'building'

-- sandbox_realms_retired: many
-- crosses tenants: daily work empties what no company uses any more
-- in: most u64
-- out: entity_id u64, id u64
SELECT r.entity_id, r.id FROM realms r WHERE r.mode = 'test' AND r.state = 'retired'
ORDER BY r.id LIMIT :most

-- sandbox_realm_delete: exec
-- in: entity_id u64, id u64
DELETE FROM realms WHERE entity_id = :entity_id AND id = :id AND mode = 'test' AND state = 'retired'
