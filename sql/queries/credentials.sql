-- Secrets of keys and the tokens made from them. Whether one is alive is judged by the
-- database's clock everywhere, so that all hosts agree. Whatever ends one raises the stamp of
-- its key in the same statement, since the guard of a request asks for nothing else.

-- credential_rows_identify: many
-- Everything a request must know of the credential it came with, dead ones included: a row
-- for each security group of its key, one without a group if it has none. warns_at is when
-- the secret ends that it is or was made from.
-- crosses tenants: a credential names its company; nothing else is known yet
-- in: digest digest
-- out: id uuid, entity_id u64, key_id uuid, kind text, ended bool, expired bool, expires_at time?, warns_at time?, key_serial u64, mode text, access_level text, addresses text, key_state text, stamp u64, per_minute u64?, burst u64?, entity_code text, entity_state text, require_login bool, realm_id u64?, grants text?, population text?, group_id uuid?, group_grants text?
SELECT c.id, c.entity_id, c.key_id, c.kind, c.ended_at IS NOT NULL AS ended,
	IFNULL(c.expires_at <= UTC_TIMESTAMP(6), FALSE)
		OR IFNULL(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS expired,
	LEAST(IFNULL(c.expires_at, k.expires_at), IFNULL(k.expires_at, c.expires_at)) AS expires_at,
	LEAST(IFNULL(s.expires_at, k.expires_at), IFNULL(k.expires_at, s.expires_at)) AS warns_at,
	k.serial AS key_serial, k.mode, k.access_level, k.addresses, k.state AS key_state, k.stamp,
	IFNULL(k.per_minute, IF(k.mode = 'live', e.live_per_minute, e.test_per_minute)) AS per_minute,
	IFNULL(k.burst, IF(k.mode = 'live', e.live_burst, e.test_burst)) AS burst,
	e.code AS entity_code, e.state AS entity_state, e.require_login, r.id AS realm_id,
	k.grants, k.population, m.group_id, g.grants AS group_grants
FROM credentials c
JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
JOIN entities e ON e.id = c.entity_id
LEFT JOIN credentials s ON s.entity_id = c.entity_id AND s.id = IFNULL(c.parent_id, c.id)
LEFT JOIN realms r ON r.entity_id = c.entity_id AND r.current_mode = k.mode
LEFT JOIN key_groups m ON m.entity_id = c.entity_id AND m.key_id = c.key_id
LEFT JOIN security_groups g ON g.entity_id = m.entity_id AND g.id = m.group_id
WHERE c.digest = :digest

-- credential_row_confirm: one
-- A row while the credential stands as it was identified.
-- in: entity_id u64, key_id uuid, stamp u64, until time
-- out: stamp u64
SELECT k.stamp FROM api_keys k
WHERE k.entity_id = :entity_id AND k.id = :key_id AND k.stamp = :stamp AND k.state = 'active'
	AND :until > UTC_TIMESTAMP(6)

-- credential_row_hold: one
-- A row while it stands, with the key's row locked, so that logins of one key go one by one.
-- in: entity_id u64, digest digest, stamp u64
-- out: id uuid, key_id uuid, expires_at time?
SELECT c.id, c.key_id,
	LEAST(IFNULL(c.expires_at, k.expires_at), IFNULL(k.expires_at, c.expires_at)) AS expires_at
FROM credentials c
JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
WHERE c.entity_id = :entity_id AND c.digest = :digest AND k.stamp = :stamp AND k.state = 'active'
	AND c.ended_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > UTC_TIMESTAMP(6))
	AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6))
FOR UPDATE

-- credential_row_key: one
-- Which key of the company a secret or token belongs to.
-- in: entity_id u64, digest digest
-- out: key_id uuid
SELECT c.key_id FROM credentials c WHERE c.entity_id = :entity_id AND c.digest = :digest

-- credential_row_insert: exec
-- in: digest digest, id uuid, entity_id u64, key_id uuid, kind text, parent_id uuid?, pepper_id u64, last_four text, created_at time, expires_at time?
INSERT INTO credentials (digest, id, entity_id, key_id, kind, parent_id, pepper_id, last_four,
	created_at, expires_at)
VALUES (:digest, :id, :entity_id, :key_id, :kind, :parent_id, :pepper_id, :last_four,
	:created_at, :expires_at)

-- credential_rows_of_key: many
-- The secrets of a key, newest first, dead ones too. Last use is that of the secret or of a
-- token made from it.
-- in: entity_id u64, key_id uuid
-- out: id uuid, last_four text, created_at time, expires_at time?, ended_at time?, alive bool, used_at time?, used_address bytes?, used_agent text?
SELECT c.id, c.last_four, c.created_at, c.expires_at, c.ended_at,
	c.ended_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > UTC_TIMESTAMP(6)) AS alive,
	u.used_at, u.used_address, u.used_agent
FROM credentials c
LEFT JOIN credentials u ON u.entity_id = c.entity_id AND u.id = (
	SELECT d.id FROM credentials d
	WHERE d.entity_id = c.entity_id AND d.key_id = c.key_id AND IFNULL(d.parent_id, d.id) = c.id
	AND d.used_at IS NOT NULL
	ORDER BY d.used_at DESC, d.id DESC LIMIT 1)
WHERE c.entity_id = :entity_id AND c.key_id = :key_id AND c.kind = 'secret'
ORDER BY c.created_at DESC, c.id DESC LIMIT 50

-- credential_row_set_end: exec
-- When the secret ends, sooner or later than it would have.
-- in: entity_id u64, id uuid, expires_at time
UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
SET c.expires_at = :expires_at, k.stamp = k.stamp + 1
WHERE c.entity_id = :entity_id AND c.id = :id AND c.ended_at IS NULL

-- credential_rows_end_of_mode: exec
-- in: entity_id u64, mode text, ended_at time
UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
SET c.ended_at = :ended_at, k.stamp = k.stamp + 1
WHERE c.entity_id = :entity_id AND c.ended_at IS NULL AND k.mode = :mode

-- credential_row_tokens_alive: one
-- in: entity_id u64, key_id uuid
-- out: alive u64
SELECT COUNT(*) AS alive FROM credentials c
WHERE c.entity_id = :entity_id AND c.key_id = :key_id AND c.kind = 'token'
	AND c.ended_at IS NULL AND c.expires_at > UTC_TIMESTAMP(6)

-- credential_row_end_oldest_tokens: exec
-- in: entity_id u64, key_id uuid, ended_at time, excess u64
UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
SET c.ended_at = :ended_at, k.stamp = k.stamp + 1
WHERE c.entity_id = :entity_id AND c.key_id = :key_id AND c.id IN (SELECT o.id FROM (
	SELECT d.id FROM credentials d
	WHERE d.entity_id = :entity_id AND d.key_id = :key_id AND d.kind = 'token'
	AND d.ended_at IS NULL AND d.expires_at > UTC_TIMESTAMP(6)
	ORDER BY d.created_at, d.id LIMIT :excess) o)

-- credential_row_end: exec
-- The key's row first, the order in which everybody locks the two.
-- in: entity_id u64, key_id uuid, id uuid, ended_at time
UPDATE api_keys k STRAIGHT_JOIN credentials c ON c.entity_id = k.entity_id AND c.key_id = k.id
SET c.ended_at = :ended_at, k.stamp = k.stamp + 1
WHERE k.entity_id = :entity_id AND k.id = :key_id AND c.id = :id AND c.ended_at IS NULL

-- credential_rows_end_of_key: exec
-- in: entity_id u64, key_id uuid, ended_at time
UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
SET c.ended_at = :ended_at, k.stamp = k.stamp + 1
WHERE c.entity_id = :entity_id AND c.key_id = :key_id AND c.ended_at IS NULL

-- credential_rows_secrets: many
-- The living secrets of a key, oldest first.
-- in: entity_id u64, key_id uuid
-- out: id uuid, expires_at time?
SELECT c.id, c.expires_at FROM credentials c
WHERE c.entity_id = :entity_id AND c.key_id = :key_id AND c.kind = 'secret' AND c.ended_at IS NULL
	AND (c.expires_at IS NULL OR c.expires_at > UTC_TIMESTAMP(6))
ORDER BY c.created_at, c.id

-- credential_rows_limit: exec
-- A secret and its tokens live no longer than this.
-- in: entity_id u64, id uuid, parent_id uuid, expires_at time
UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
SET c.expires_at = IF(c.expires_at < :expires_at, c.expires_at, :expires_at),
	k.stamp = k.stamp + 1
WHERE c.entity_id = :entity_id AND (c.id = :id OR c.parent_id = :parent_id)
	AND c.ended_at IS NULL

-- credential_rows_end_with_tokens: exec
-- in: entity_id u64, id uuid, parent_id uuid, ended_at time
UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
SET c.ended_at = :ended_at, k.stamp = k.stamp + 1
WHERE c.entity_id = :entity_id AND (c.id = :id OR c.parent_id = :parent_id)
	AND c.ended_at IS NULL

-- credential_rows_sweep: exec
-- Tokens dead for long, but the one that tells when its secret was last used.
-- crosses tenants: daily work of the whole installation
-- in: dead_before time, most u64
DELETE FROM credentials
WHERE kind = 'token' AND LEAST(expires_at, IFNULL(ended_at, expires_at)) <= :dead_before
	AND (used_at IS NULL OR EXISTS (
		SELECT 1 FROM credentials n
		WHERE n.entity_id = credentials.entity_id AND n.key_id = credentials.key_id
		AND IFNULL(n.parent_id, n.id) = credentials.parent_id
		AND n.used_at > credentials.used_at))
LIMIT :most
