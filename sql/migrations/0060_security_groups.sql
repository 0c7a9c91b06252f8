-- Named sets of grants, and which keys have them. `grants` is the kept form of scopes
-- (lib/access/policy_text.h): permanent names only.
-- table security_groups: entity
CREATE TABLE IF NOT EXISTS security_groups (
	entity_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	name VARCHAR(100) NOT NULL,
	grants TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	version BIGINT UNSIGNED NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (entity_id, id),
	UNIQUE KEY security_groups_name (entity_id, name),
	CONSTRAINT security_groups_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- table key_groups: entity
CREATE TABLE IF NOT EXISTS key_groups (
	entity_id BIGINT UNSIGNED NOT NULL,
	key_id BINARY(16) NOT NULL,
	group_id BINARY(16) NOT NULL,
	PRIMARY KEY (entity_id, key_id, group_id),
	KEY key_groups_group (entity_id, group_id, key_id),
	CONSTRAINT key_groups_key FOREIGN KEY (entity_id, key_id) REFERENCES api_keys (entity_id, id),
	CONSTRAINT key_groups_group FOREIGN KEY (entity_id, group_id)
		REFERENCES security_groups (entity_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- A key's own grants; NULL: none were chosen.
ALTER TABLE api_keys
	ADD COLUMN IF NOT EXISTS grants TEXT CHARACTER SET ascii COLLATE ascii_bin NULL
		AFTER access_level;
