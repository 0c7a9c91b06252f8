-- Changes of keys that wait for a second admin.

-- proposal_row_insert: exec
-- in: entity_id u64, key_id uuid, id uuid, key_version u64, asked_by uuid?, asked_at time, wanted text, shown text
INSERT INTO key_proposals (entity_id, key_id, id, key_version, asked_by, asked_at, wanted, shown)
VALUES (:entity_id, :key_id, :id, :key_version, :asked_by, :asked_at, :wanted, :shown)

-- proposal_row_find: one
-- While the key can still be changed.
-- in: entity_id u64, key_id uuid
-- out: id uuid, key_version u64, current_version u64, asked_by uuid?, asked_at time, asked_by_name text?, wanted text, shown text
SELECT p.id, p.key_version, k.version AS current_version, p.asked_by, p.asked_at,
	u.name AS asked_by_name, p.wanted, p.shown
FROM key_proposals p
JOIN api_keys k ON k.entity_id = p.entity_id AND k.id = p.key_id
LEFT JOIN users u ON u.entity_id = p.entity_id AND u.id = p.asked_by
WHERE p.entity_id = :entity_id AND p.key_id = :key_id AND k.state <> 'revoked'

-- proposal_row_delete: exec
-- in: entity_id u64, key_id uuid, id uuid
DELETE FROM key_proposals
WHERE entity_id = :entity_id AND key_id = :key_id AND id = :id

-- proposal_rows_delete: exec
-- in: entity_id u64, key_id uuid
DELETE FROM key_proposals WHERE entity_id = :entity_id AND key_id = :key_id
