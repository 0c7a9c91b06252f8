-- The audit chain: hash = SHA-256(previous ‖ record). Append-only for the
-- serving account; `record` is the canonical JSON text, all else copies of it.
-- table audit_events: entity
CREATE TABLE IF NOT EXISTS audit_events (
	entity_id BIGINT UNSIGNED NOT NULL,
	seq BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	at DATETIME(6) NOT NULL,
	event VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	actor_kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	actor_id BINARY(16) NULL,
	subject_kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
	subject_id BINARY(16) NULL,
	record MEDIUMTEXT NOT NULL,
	previous BINARY(32) NOT NULL,
	hash BINARY(32) NOT NULL,
	PRIMARY KEY (entity_id, seq),
	UNIQUE KEY audit_id (entity_id, id),
	KEY audit_at (entity_id, at, seq),
	KEY audit_subject (entity_id, subject_id, seq),
	CONSTRAINT audit_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The end of each chain; locked last before COMMIT.
-- table audit_heads: entity
CREATE TABLE IF NOT EXISTS audit_heads (
	entity_id BIGINT UNSIGNED NOT NULL,
	seq BIGINT UNSIGNED NOT NULL,
	hash BINARY(32) NOT NULL,
	PRIMARY KEY (entity_id),
	CONSTRAINT head_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
