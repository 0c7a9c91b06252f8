-- People of the portal.

-- user_row_insert: exec
-- in: entity_id u64, id uuid, email text, name text, role text, password_hash text?, password_alone bool, now time
INSERT INTO users (entity_id, id, email, name, role, password_hash, password_alone, created_at, updated_at)
VALUES (:entity_id, :id, :email, :name, :role, :password_hash, :password_alone, :now, :now)

-- user_row_by_email: one
-- crosses tenants: an address belongs to one user of the whole installation, who names the company
-- in: email text
-- out: entity_id u64, id uuid, email text, name text, state text, password_hash text?, two_step bool,
--      entity_state text
SELECT u.entity_id, u.id, u.email, u.name, u.state, u.password_hash, u.totp_secret IS NOT NULL AS two_step,
	e.state AS entity_state
FROM users u JOIN entities e ON e.id = u.entity_id
WHERE u.email = :email

-- user_row_proof: one
-- What proves somebody.
-- in: entity_id u64, id uuid
-- out: email text, name text, role text, state text, password_hash text?, password_alone bool, totp_secret bytes?,
--      totp_pending bytes?, totp_step u64?, entity_name text, entity_state text
SELECT u.email, u.name, u.role, u.state, u.password_hash, u.password_alone, u.totp_secret, u.totp_pending,
	u.totp_step, e.name AS entity_name, e.state AS entity_state
FROM users u JOIN entities e ON e.id = u.entity_id
WHERE u.entity_id = :entity_id AND u.id = :id

-- user_row_name: one
-- in: entity_id u64, id uuid
-- out: name text
SELECT u.name FROM users u WHERE u.entity_id = :entity_id AND u.id = :id

-- user_row_set_password: exec
-- in: entity_id u64, id uuid, password_hash text?, password_alone bool, now time
UPDATE users SET password_hash = :password_hash, password_alone = :password_alone,
	version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- user_row_use_step: exec
-- A step opens once: of two who bring the same code one finds no row.
-- in: entity_id u64, id uuid, step u64
UPDATE users SET totp_step = :step
WHERE entity_id = :entity_id AND id = :id AND (totp_step IS NULL OR totp_step < :step)

-- user_row_set_pending: exec
-- in: entity_id u64, id uuid, totp_pending bytes?, now time
UPDATE users SET totp_pending = :totp_pending, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- user_row_two_step_on: exec
-- What waited is the secret from now on; the step of its first code is used up with it.
-- in: entity_id u64, id uuid, pending bytes, step u64, now time
UPDATE users SET totp_secret = totp_pending, totp_pending = NULL, totp_step = :step,
	version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id AND totp_pending = :pending

-- user_row_two_step_off: exec
-- in: entity_id u64, id uuid, now time
UPDATE users SET totp_secret = NULL, totp_pending = NULL, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- recovery_row_insert: exec
-- in: entity_id u64, user_id uuid, digest digest
INSERT INTO recovery_codes (entity_id, user_id, digest) VALUES (:entity_id, :user_id, :digest)

-- recovery_row_use: exec
-- in: entity_id u64, user_id uuid, digest digest, now time
UPDATE recovery_codes SET used_at = :now
WHERE entity_id = :entity_id AND user_id = :user_id AND digest = :digest AND used_at IS NULL

-- recovery_rows_delete: exec
-- in: entity_id u64, user_id uuid
DELETE FROM recovery_codes WHERE entity_id = :entity_id AND user_id = :user_id

-- recovery_rows_left: one
-- in: entity_id u64, user_id uuid
-- out: left_over u64
SELECT CAST(COUNT(*) AS UNSIGNED) AS left_over FROM recovery_codes r
WHERE r.entity_id = :entity_id AND r.user_id = :user_id AND r.used_at IS NULL

-- user_row_rehash: exec
-- Only over the hash that was proven, so that a password changed meanwhile stays.
-- in: entity_id u64, id uuid, proven text, password_hash text
UPDATE users SET password_hash = :password_hash
WHERE entity_id = :entity_id AND id = :id AND password_hash = :proven

-- user_row_signed_in: exec
-- in: entity_id u64, id uuid, now time
UPDATE users SET signed_in_at = :now WHERE entity_id = :entity_id AND id = :id

-- users_owners: many
-- Whom to ask for another role.
-- in: entity_id u64, most u64
-- out: name text
SELECT u.name FROM users u
WHERE u.entity_id = :entity_id AND u.role = 'owner' AND u.state = 'active'
ORDER BY u.name, u.id LIMIT :most

-- user_rows_select: many
-- in: entity_id u64
-- out: id uuid, email text, name text, role text, state text, invited bool, two_step bool, seen_at time?,
--      signed_in_at time?, created_at time, version u64, time_zone text?, look text?, shortcuts bool
SELECT u.id, u.email, u.name, u.role, u.state, u.password_hash IS NULL AS invited,
	u.totp_secret IS NOT NULL AS two_step,
	(SELECT MAX(s.seen_at) FROM sessions s
	 WHERE s.entity_id = u.entity_id AND s.user_id = u.id) AS seen_at,
	u.signed_in_at, u.created_at, u.version, u.time_zone, u.look, u.shortcuts
FROM users u
WHERE u.entity_id = :entity_id
ORDER BY u.name, u.id LIMIT 2000

-- user_row_select: one
-- in: entity_id u64, id uuid
-- out: id uuid, email text, name text, role text, state text, invited bool, two_step bool, seen_at time?,
--      signed_in_at time?, created_at time, version u64, time_zone text?, look text?, shortcuts bool
SELECT u.id, u.email, u.name, u.role, u.state, u.password_hash IS NULL AS invited,
	u.totp_secret IS NOT NULL AS two_step,
	(SELECT MAX(s.seen_at) FROM sessions s
	 WHERE s.entity_id = u.entity_id AND s.user_id = u.id) AS seen_at,
	u.signed_in_at, u.created_at, u.version, u.time_zone, u.look, u.shortcuts
FROM users u
WHERE u.entity_id = :entity_id AND u.id = :id

-- user_row_by_address: one
-- in: entity_id u64, email text
-- out: id uuid
SELECT u.id FROM users u WHERE u.entity_id = :entity_id AND u.email = :email

-- user_row_lock: one
-- in: entity_id u64, id uuid
-- out: email text, name text, role text, state text, invited bool, two_step bool, password_alone bool
SELECT u.email, u.name, u.role, u.state, u.password_hash IS NULL AS invited,
	u.totp_secret IS NOT NULL AS two_step, u.password_alone
FROM users u WHERE u.entity_id = :entity_id AND u.id = :id FOR UPDATE

-- user_rows_owners_lock: many
-- The owners who can sign in, held until the end, so that two cannot go at once.
-- in: entity_id u64
-- out: id uuid
SELECT u.id FROM users u
WHERE u.entity_id = :entity_id AND u.role = 'owner' AND u.state = 'active'
	AND u.password_hash IS NOT NULL
ORDER BY u.id FOR UPDATE

-- user_row_set_role: exec
-- in: entity_id u64, id uuid, role text, now time
UPDATE users SET role = :role, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- user_row_set_state: exec
-- in: entity_id u64, id uuid, state text, now time
UPDATE users SET state = :state, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- user_row_set_name: exec
-- in: entity_id u64, id uuid, name text, now time
UPDATE users SET name = :name, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- user_row_set_display: exec
-- in: entity_id u64, id uuid, time_zone text?, look text?, shortcuts bool, now time
UPDATE users SET time_zone = :time_zone, look = :look, shortcuts = :shortcuts, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- user_keys_count: one
-- Keys that somebody made and that are not revoked: they stay when their maker goes.
-- in: entity_id u64, created_by uuid
-- out: alive u64
SELECT CAST(COUNT(*) AS UNSIGNED) AS alive FROM api_keys k
WHERE k.entity_id = :entity_id AND k.created_by = :created_by AND k.state <> 'revoked'

-- user_company: one
-- in: entity_id u64
-- out: name text
SELECT e.name FROM entities e WHERE e.id = :entity_id
