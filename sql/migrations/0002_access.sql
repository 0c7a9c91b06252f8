-- Who may come in: people of the portal, and keys of the API.
-- table users: entity
CREATE TABLE IF NOT EXISTS users (
	entity_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	email VARCHAR(254) NOT NULL,
	name VARCHAR(100) NOT NULL,
	role VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
	signed_in_at DATETIME(6) NULL,
	version BIGINT UNSIGNED NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (entity_id, id),
	UNIQUE KEY user_email (email),
	CONSTRAINT user_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Portal sessions, kept as digests of their tokens.
-- table sessions: entity
CREATE TABLE IF NOT EXISTS sessions (
	digest BINARY(32) NOT NULL,
	entity_id BIGINT UNSIGNED NOT NULL,
	user_id BINARY(16) NOT NULL,
	created_at DATETIME(6) NOT NULL,
	seen_at DATETIME(6) NOT NULL,
	address VARBINARY(16) NOT NULL,
	agent VARCHAR(200) NOT NULL,
	PRIMARY KEY (digest),
	KEY session_user (entity_id, user_id),
	CONSTRAINT session_user FOREIGN KEY (entity_id, user_id) REFERENCES users (entity_id, id)
		ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- `stamp` rises with everything that changes what the key may do or reach;
-- `serial` is its slot in the rate limiter; `used_name` keeps names unique among
-- keys that are not revoked.
-- table api_keys: entity
CREATE TABLE IF NOT EXISTS api_keys (
	entity_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	serial BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(100) NOT NULL,
	access_level VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	stamp BIGINT UNSIGNED NOT NULL DEFAULT 1,
	per_minute INT UNSIGNED NULL,
	burst INT UNSIGNED NULL,
	expires_at DATETIME(6) NULL,
	created_by BINARY(16) NULL,
	revoked_at DATETIME(6) NULL,
	version BIGINT UNSIGNED NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	used_name VARCHAR(100) AS (IF(state = 'revoked', NULL, name)) PERSISTENT,
	PRIMARY KEY (entity_id, id),
	UNIQUE KEY key_serial (serial),
	UNIQUE KEY key_name (entity_id, used_name),
	CONSTRAINT key_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- What opens the API: the secrets of keys (`kind` secret) and the access tokens
-- made from them (`kind` token, `parent_id` the secret). Only digests are kept.
-- table credentials: entity
CREATE TABLE IF NOT EXISTS credentials (
	digest BINARY(32) NOT NULL,
	id BINARY(16) NOT NULL,
	entity_id BIGINT UNSIGNED NOT NULL,
	key_id BINARY(16) NOT NULL,
	kind VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	parent_id BINARY(16) NULL,
	pepper_id INT UNSIGNED NOT NULL,
	last_four CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	created_at DATETIME(6) NOT NULL,
	expires_at DATETIME(6) NULL,
	ended_at DATETIME(6) NULL,
	used_at DATETIME(6) NULL,
	used_address VARBINARY(16) NULL,
	used_agent VARCHAR(200) NULL,
	PRIMARY KEY (digest),
	UNIQUE KEY credential_id (entity_id, id),
	KEY credential_key (entity_id, key_id, kind, created_at),
	CONSTRAINT credential_key FOREIGN KEY (entity_id, key_id) REFERENCES api_keys (entity_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Single-use form ids: a creating form sent twice shows what was made.
-- table form_uses: entity
CREATE TABLE IF NOT EXISTS form_uses (
	entity_id BIGINT UNSIGNED NOT NULL,
	form_id BINARY(16) NOT NULL,
	user_id BINARY(16) NOT NULL,
	made_id BINARY(16) NOT NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (entity_id, form_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
