-- People of the portal.

-- user_row_insert: exec
-- in: entity_id u64, id uuid, email text, name text, role text, password_hash text?, now time
INSERT INTO users (entity_id, id, email, name, role, password_hash, created_at, updated_at)
VALUES (:entity_id, :id, :email, :name, :role, :password_hash, :now, :now)

-- user_row_by_email: one
-- crosses tenants: an address belongs to one user of the whole installation, who names the company
-- in: email text
-- out: entity_id u64, id uuid, name text, state text, password_hash text?, entity_state text
SELECT u.entity_id, u.id, u.name, u.state, u.password_hash, e.state AS entity_state
FROM users u JOIN entities e ON e.id = u.entity_id
WHERE u.email = :email

-- user_row_password: one
-- in: entity_id u64, id uuid
-- out: email text, name text, password_hash text?
SELECT u.email, u.name, u.password_hash FROM users u
WHERE u.entity_id = :entity_id AND u.id = :id

-- user_row_name: one
-- in: entity_id u64, id uuid
-- out: name text
SELECT u.name FROM users u WHERE u.entity_id = :entity_id AND u.id = :id

-- user_row_set_password: exec
-- in: entity_id u64, id uuid, password_hash text, now time
UPDATE users SET password_hash = :password_hash, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

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
