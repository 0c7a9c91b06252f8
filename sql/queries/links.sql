-- Links that may be used once.

-- link_row_insert: exec
-- in: digest digest, entity_id u64, purpose text, subject_id uuid, created_by uuid?,
--     now time, expires_at time
INSERT INTO single_use_links
	(digest, entity_id, purpose, subject_id, created_by, created_at, expires_at)
VALUES (:digest, :entity_id, :purpose, :subject_id, :created_by, :now, :expires_at)

-- link_row_find: one
-- crosses tenants: a link names its company; nothing else is known yet
-- in: digest digest, purpose text
-- out: entity_id u64, subject_id uuid, created_by uuid?, created_at time, expires_at time,
--      used_at time?, withdrawn_at time?
SELECT l.entity_id, l.subject_id, l.created_by, l.created_at, l.expires_at, l.used_at,
	l.withdrawn_at
FROM single_use_links l WHERE l.digest = :digest AND l.purpose = :purpose

-- link_row_open_of: one
-- The newest that waits to be used.
-- in: entity_id u64, subject_id uuid, purpose text, now time
-- out: created_by uuid?, created_at time, expires_at time
SELECT l.created_by, l.created_at, l.expires_at FROM single_use_links l
WHERE l.entity_id = :entity_id AND l.subject_id = :subject_id AND l.purpose = :purpose
	AND l.used_at IS NULL AND l.withdrawn_at IS NULL AND l.expires_at > :now
ORDER BY l.created_at DESC LIMIT 1

-- link_row_use: exec
-- No row: used, withdrawn or too old; of two who try at once one finds none.
-- in: entity_id u64, digest digest, now time
UPDATE single_use_links SET used_at = :now
WHERE entity_id = :entity_id AND digest = :digest
	AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > :now

-- link_rows_withdraw: exec
-- in: entity_id u64, subject_id uuid, purpose text, now time
UPDATE single_use_links SET withdrawn_at = :now
WHERE entity_id = :entity_id AND subject_id = :subject_id AND purpose = :purpose
	AND used_at IS NULL AND withdrawn_at IS NULL

-- link_rows_sweep: exec
-- crosses tenants: daily work of the whole installation
-- in: expired_before time, most u64
DELETE FROM single_use_links WHERE expires_at <= :expired_before LIMIT :most
