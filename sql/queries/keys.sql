-- API keys of a company, as its administrators see them.

-- key_row_insert: exec
-- in: entity_id u64, id uuid, mode text, name text, access_level text, grants text?, population text?, state text, awaits text?, addresses text, per_minute u64?, burst u64?, expires_at time?, created_by uuid?, now time
INSERT INTO api_keys (entity_id, id, mode, name, access_level, grants, population, state,
	awaits, addresses, per_minute, burst, expires_at, created_by, created_at, updated_at)
VALUES (:entity_id, :id, :mode, :name, :access_level, :grants, :population, :state,
	:awaits, :addresses, :per_minute, :burst, :expires_at, :created_by, :now, :now)

-- key_rows_count: one
-- Keys that are not revoked.
-- in: entity_id u64
-- out: alive u64
SELECT COUNT(*) AS alive FROM api_keys k WHERE k.entity_id = :entity_id AND k.state <> 'revoked'

-- key_rows_select: many
-- Newest first. Empty mode and text, any_key, and no ends_before do not narrow. Last use is
-- that of the secret or token used last.
-- in: entity_id u64, mode text, text text, any_key bool, id uuid, text_id uuid, with_ended bool, ends_before time?, most u64
-- out: id uuid, name text, mode text, access_level text, chosen bool, population text?, state text, awaits text?, addresses text, per_minute u64?, burst u64?, approved_at time?, created_by_id uuid?, expired bool, last_four text?, created_at time, expires_at time?, revoked_at time?, used_at time?, used_address bytes?, used_agent text?, created_by text?, secrets u64, version u64
SELECT k.id, k.name, k.mode, k.access_level,
	k.grants IS NOT NULL OR EXISTS (SELECT 1 FROM key_groups m
		WHERE m.entity_id = k.entity_id AND m.key_id = k.id) AS chosen,
	k.population, k.state, k.awaits, k.addresses, k.per_minute, k.burst, k.approved_at, k.created_by AS created_by_id,
	IFNULL(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS expired, s.last_four, k.created_at,
	k.expires_at, k.revoked_at, u.used_at, u.used_address, u.used_agent, w.name AS created_by,
	(SELECT COUNT(*) FROM credentials a
		WHERE a.entity_id = k.entity_id AND a.key_id = k.id AND a.kind = 'secret'
		AND a.ended_at IS NULL
		AND (a.expires_at IS NULL OR a.expires_at > UTC_TIMESTAMP(6))) AS secrets,
	k.version
FROM api_keys k
LEFT JOIN credentials s ON s.entity_id = k.entity_id AND s.id = (
	SELECT b.id FROM credentials b
	WHERE b.entity_id = k.entity_id AND b.key_id = k.id AND b.kind = 'secret'
	ORDER BY b.created_at DESC, b.id DESC LIMIT 1)
LEFT JOIN credentials u ON u.entity_id = k.entity_id AND u.id = (
	SELECT d.id FROM credentials d
	WHERE d.entity_id = k.entity_id AND d.key_id = k.id AND d.used_at IS NOT NULL
	ORDER BY d.used_at DESC, d.id DESC LIMIT 1)
LEFT JOIN users w ON w.entity_id = k.entity_id AND w.id = k.created_by
WHERE k.entity_id = :entity_id
	AND (:any_key OR k.id = :id)
	AND (:mode = '' OR k.mode = :mode)
	AND (:text = '' OR LOCATE(:text, k.name) > 0
		OR CONVERT(s.last_four USING utf8mb4) COLLATE utf8mb4_bin = :text OR k.id = :text_id)
	AND (:with_ended OR (k.state <> 'revoked'
		AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6))))
	AND (:ends_before IS NULL OR k.expires_at <= :ends_before)
ORDER BY k.created_at DESC, k.id DESC LIMIT :most

-- key_row_lock: one
-- in: entity_id u64, id uuid
-- out: name text, state text, awaits text?, mode text, access_level text, addresses text, per_minute u64?, burst u64?, expires_at time?, handover_overlap u64?, created_by uuid?, created_at time, version u64
SELECT k.name, k.state, k.awaits, k.mode, k.access_level, k.addresses, k.per_minute, k.burst,
	k.expires_at, k.handover_overlap, k.created_by, k.created_at, k.version
FROM api_keys k
WHERE k.entity_id = :entity_id AND k.id = :id FOR UPDATE

-- key_row_set_state: exec
-- The stamp ends what processes have cached.
-- in: entity_id u64, id uuid, state text, revoked_at time?, now time
UPDATE api_keys SET state = :state, awaits = NULL, revoked_at = :revoked_at, stamp = stamp + 1,
	version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- key_row_set_overlap: exec
-- in: entity_id u64, id uuid, seconds u64
UPDATE api_keys SET handover_overlap = :seconds WHERE entity_id = :entity_id AND id = :id

-- key_row_approve: exec
-- in: entity_id u64, id uuid, approved_by uuid?, now time
UPDATE api_keys SET awaits = 'collection', approved_by = :approved_by, approved_at = :now,
	stamp = stamp + 1, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- key_rows_lock_alive: many
-- The keys of a mode that are not revoked, in the order in which locks are taken.
-- in: entity_id u64, mode text
-- out: id uuid, name text
SELECT k.id, k.name FROM api_keys k
WHERE k.entity_id = :entity_id AND k.mode = :mode AND k.state <> 'revoked'
ORDER BY k.id FOR UPDATE

-- key_rows_revoke: exec
-- in: entity_id u64, mode text, now time
UPDATE api_keys SET state = 'revoked', awaits = NULL, revoked_at = :now, stamp = stamp + 1,
	version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND mode = :mode AND state <> 'revoked'

-- key_rules_unused: many
-- Companies that want their unused keys ended.
-- crosses tenants: daily work of the whole installation
-- out: entity_id u64, unused_days u64
SELECT e.id AS entity_id, e.key_unused_days AS unused_days FROM entities e
WHERE e.key_unused_days IS NOT NULL ORDER BY e.id

-- key_rows_unused: many
-- Keys that nobody has used since: neither made, approved nor resumed later, nor any secret
-- or token of theirs made or used.
-- in: entity_id u64, used_before time
-- out: id uuid
SELECT k.id FROM api_keys k
WHERE k.entity_id = :entity_id AND k.state <> 'revoked' AND k.created_at < :used_before
	AND (k.approved_at IS NULL OR k.approved_at < :used_before)
	AND NOT EXISTS (SELECT 1 FROM credentials c
		WHERE c.entity_id = k.entity_id AND c.key_id = k.id
		AND (c.used_at >= :used_before OR c.created_at >= :used_before))
ORDER BY k.id LIMIT 1000

-- key_row_raise: exec
-- in: entity_id u64, id uuid, now time
UPDATE api_keys SET stamp = stamp + 1, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- key_rows_raise: exec
-- Everything of the company that a key reaches has changed: its state, settings or realm.
-- in: entity_id u64
UPDATE api_keys SET stamp = stamp + 1 WHERE entity_id = :entity_id

-- key_row_describe: one
-- in: entity_id u64, key_id uuid, stamp u64, until time
-- out: name text
SELECT k.name FROM api_keys k
WHERE k.entity_id = :entity_id AND k.id = :key_id AND k.stamp = :stamp AND k.state = 'active'
	AND :until > UTC_TIMESTAMP(6)

-- form_row_use: exec
-- Duplicate: the form was sent before.
-- in: entity_id u64, form_id uuid, user_id uuid, made_id uuid, now time
INSERT INTO form_uses (entity_id, form_id, user_id, made_id, created_at)
VALUES (:entity_id, :form_id, :user_id, :made_id, :now)

-- form_row_find: one
-- in: entity_id u64, form_id uuid, user_id uuid
-- out: made_id uuid
SELECT f.made_id FROM form_uses f
WHERE f.entity_id = :entity_id AND f.form_id = :form_id AND f.user_id = :user_id

-- form_rows_sweep: exec
-- crosses tenants: daily work of the whole installation
-- in: created_before time, most u64
DELETE FROM form_uses WHERE created_at <= :created_before LIMIT :most
