-- Security groups, and what is chosen for a key beside its level.

-- group_row_insert: exec
-- in: entity_id u64, id uuid, name text, grants text, now time
INSERT INTO security_groups (entity_id, id, name, grants, created_at, updated_at)
VALUES (:entity_id, :id, :name, :grants, :now, :now)

-- group_rows_count: one
-- in: entity_id u64
-- out: existing u64
SELECT COUNT(*) AS existing FROM security_groups g WHERE g.entity_id = :entity_id

-- group_row_lock: one
-- in: entity_id u64, id uuid
-- out: name text, grants text, version u64
SELECT g.name, g.grants, g.version FROM security_groups g
WHERE g.entity_id = :entity_id AND g.id = :id FOR UPDATE

-- group_row_update: exec
-- in: entity_id u64, id uuid, name text, grants text, now time
UPDATE security_groups SET name = :name, grants = :grants, version = version + 1,
	updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- group_row_delete: exec
-- in: entity_id u64, id uuid
DELETE FROM security_groups WHERE entity_id = :entity_id AND id = :id

-- group_rows_select: many
-- By name; any does not narrow. Keys are those not revoked.
-- in: entity_id u64, any bool, id uuid
-- out: id uuid, name text, grants text, version u64, created_at time, updated_at time, nkeys u64
SELECT g.id, g.name, g.grants, g.version, g.created_at, g.updated_at,
	(SELECT COUNT(*) FROM key_groups m
		JOIN api_keys k ON k.entity_id = m.entity_id AND k.id = m.key_id
		WHERE m.entity_id = g.entity_id AND m.group_id = g.id AND k.state <> 'revoked') AS nkeys
FROM security_groups g
WHERE g.entity_id = :entity_id AND (:any OR g.id = :id)
ORDER BY g.name, g.id

-- group_row_named: one
-- in: entity_id u64, name text
-- out: id uuid
SELECT g.id FROM security_groups g WHERE g.entity_id = :entity_id AND g.name = :name

-- group_rows_keys: many
-- The keys in the group that are not revoked, by name.
-- in: entity_id u64, id uuid
-- out: id uuid, name text
SELECT k.id, k.name FROM key_groups m
JOIN api_keys k ON k.entity_id = m.entity_id AND k.id = m.key_id
WHERE m.entity_id = :entity_id AND m.group_id = :id AND k.state <> 'revoked'
ORDER BY k.name, k.id

-- group_rows_approved_keys: one
-- The living keys in the group that somebody besides their maker has to approve.
-- in: entity_id u64, id uuid
-- out: n u64
SELECT COUNT(*) AS n FROM key_groups m
JOIN api_keys k ON k.entity_id = m.entity_id AND k.id = m.key_id
JOIN entities e ON e.id = m.entity_id
WHERE m.entity_id = :entity_id AND m.group_id = :id AND e.key_approval AND k.mode = 'live'
	AND k.state <> 'revoked'

-- group_rows_raise: exec
-- What the group's keys may do has changed.
-- in: entity_id u64, id uuid
UPDATE api_keys SET stamp = stamp + 1
WHERE entity_id = :entity_id AND EXISTS (
	SELECT 1 FROM key_groups m
	WHERE m.entity_id = api_keys.entity_id AND m.group_id = :id AND m.key_id = api_keys.id)

-- group_rows_leave: exec
-- Revoked keys never come back, so they do not hold a group.
-- in: entity_id u64, id uuid
DELETE FROM key_groups
WHERE entity_id = :entity_id AND group_id = :id AND EXISTS (
	SELECT 1 FROM api_keys k
	WHERE k.entity_id = key_groups.entity_id AND k.id = key_groups.key_id
	AND k.state = 'revoked')

-- key_group_insert: exec
-- No row: the company has no such group.
-- in: entity_id u64, key_id uuid, group_id uuid
INSERT INTO key_groups (entity_id, key_id, group_id)
SELECT g.entity_id, :key_id, g.id FROM security_groups g
WHERE g.entity_id = :entity_id AND g.id = :group_id

-- key_groups_delete: exec
-- in: entity_id u64, key_id uuid
DELETE FROM key_groups WHERE entity_id = :entity_id AND key_id = :key_id

-- key_groups_select: many
-- The groups of a key, by name.
-- in: entity_id u64, key_id uuid
-- out: id uuid, name text, grants text
SELECT g.id, g.name, g.grants FROM key_groups m
JOIN security_groups g ON g.entity_id = m.entity_id AND g.id = m.group_id
WHERE m.entity_id = :entity_id AND m.key_id = :key_id
ORDER BY g.name, g.id

-- key_policy_set: exec
-- in: entity_id u64, id uuid, name text, access_level text, grants text?, population text?, addresses text,
--     per_minute u64?, burst u64?, expires_at time?, now time
UPDATE api_keys SET name = :name, access_level = :access_level, grants = :grants,
	population = :population, addresses = :addresses, per_minute = :per_minute, burst = :burst, expires_at = :expires_at,
	stamp = stamp + 1, version = version + 1, updated_at = :now
WHERE entity_id = :entity_id AND id = :id

-- key_policy_lock: one
-- in: entity_id u64, id uuid
-- out: name text, state text, awaits text?, mode text, access_level text, grants text?,
--      population text?, addresses text, per_minute u64?, burst u64?, expires_at time?, created_by uuid?,
--      created_at time, version u64
SELECT k.name, k.state, k.awaits, k.mode, k.access_level, k.grants, k.population, k.addresses,
	k.per_minute, k.burst, k.expires_at, k.created_by, k.created_at, k.version
FROM api_keys k
WHERE k.entity_id = :entity_id AND k.id = :id FOR UPDATE

-- key_policy_select: one
-- in: entity_id u64, id uuid
-- out: mode text, access_level text, grants text?
SELECT k.mode, k.access_level, k.grants FROM api_keys k
WHERE k.entity_id = :entity_id AND k.id = :id
