-- Links that may be used once: invitations, new passwords, keys handed over. Only the digest
-- of a link's token is kept. One that was used, withdrawn or is too old stays for a while, so
-- that whoever opens it can be told which.
-- table single_use_links: entity
CREATE TABLE IF NOT EXISTS single_use_links (
	digest BINARY(32) NOT NULL,
	entity_id BIGINT UNSIGNED NOT NULL,
	purpose VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	subject_id BINARY(16) NOT NULL,
	created_by BINARY(16) NULL,
	created_at DATETIME(6) NOT NULL,
	expires_at DATETIME(6) NOT NULL,
	used_at DATETIME(6) NULL,
	withdrawn_at DATETIME(6) NULL,
	PRIMARY KEY (digest),
	KEY link_subject (entity_id, subject_id, purpose),
	KEY link_expires (expires_at),
	CONSTRAINT link_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
