-- Sessions of the portal.

-- session_row_insert: exec
-- in: digest digest, id uuid, entity_id u64, user_id uuid, now time, address bytes, agent text
INSERT INTO sessions (digest, id, entity_id, user_id, created_at, seen_at, address, agent)
VALUES (:digest, :id, :entity_id, :user_id, :now, :now, :address, :agent)

-- session_row_resume: one
-- A session that neither idled since before `seen_after` nor began before `created_after`.
-- crosses tenants: a session names its company; nothing else is known yet
-- in: digest digest, seen_after time, created_after time
-- out: entity_id u64, entity_code text, entity_name text, entity_state text, time_zone text, user_id uuid,
--      user_name text, role text, seen_at time, id uuid?, stepped_up_at time?, look text?, shortcuts bool
SELECT s.entity_id, e.code AS entity_code, e.name AS entity_name, e.state AS entity_state,
	COALESCE(u.time_zone, e.time_zone) AS time_zone, s.user_id, u.name AS user_name, u.role,
	s.seen_at, s.id, s.stepped_up_at, u.look, u.shortcuts
FROM sessions s
JOIN users u ON u.entity_id = s.entity_id AND u.id = s.user_id
JOIN entities e ON e.id = s.entity_id
WHERE s.digest = :digest AND s.seen_at > :seen_after AND s.created_at > :created_after
	AND u.state = 'active' AND e.state <> 'closed'

-- session_row_seen: exec
-- in: entity_id u64, digest digest, now time
UPDATE sessions SET seen_at = :now WHERE entity_id = :entity_id AND digest = :digest

-- session_row_step_up: exec
-- Under a new digest, so that a cookie read before is worth nothing after.
-- in: entity_id u64, digest digest, fresh digest, now time
UPDATE sessions SET digest = :fresh, stepped_up_at = :now
WHERE entity_id = :entity_id AND digest = :digest

-- session_rows_of_user: many
-- in: entity_id u64, user_id uuid, seen_after time, created_after time
-- out: id uuid?, created_at time, seen_at time, address bytes, agent text
SELECT s.id, s.created_at, s.seen_at, s.address, s.agent FROM sessions s
WHERE s.entity_id = :entity_id AND s.user_id = :user_id AND s.seen_at > :seen_after
	AND s.created_at > :created_after
ORDER BY s.seen_at DESC LIMIT 100

-- session_row_end_by_id: exec
-- in: entity_id u64, user_id uuid, id uuid
DELETE FROM sessions WHERE entity_id = :entity_id AND user_id = :user_id AND id = :id

-- session_row_end: exec
-- crosses tenants: whoever holds the cookie ends what it opens
-- in: digest digest
DELETE FROM sessions WHERE digest = :digest

-- session_rows_end_of_user: exec
-- All but the one that is kept; none if nil.
-- in: entity_id u64, user_id uuid, kept uuid
DELETE FROM sessions
WHERE entity_id = :entity_id AND user_id = :user_id AND (id IS NULL OR id <> :kept)

-- session_rows_sweep: exec
-- Those that nobody can resume any more, some at a time.
-- crosses tenants: daily work of the whole installation
-- in: seen_before time, created_before time, most u64
DELETE FROM sessions WHERE seen_at <= :seen_before OR created_at <= :created_before LIMIT :most
