-- Catalog tables have no foreign key to realms: each insert would share-lock the realm's
-- row, which the same transaction raises last (change_seq), and two writers would deadlock.
-- Who somebody is, apart from any employment.
-- table persons: realm
CREATE TABLE IF NOT EXISTS persons (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	legal_first_name VARCHAR(100) NULL,
	legal_middle_name VARCHAR(100) NULL,
	legal_last_name VARCHAR(100) NOT NULL,
	single_name BOOLEAN NOT NULL DEFAULT FALSE,
	suffix VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	preferred_first_name VARCHAR(100) NULL,
	former_last_names JSON NULL,
	display_name VARCHAR(201) NOT NULL,
	date_of_birth DATE NULL,
	gender VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	pronouns VARCHAR(40) NULL,
	race_ethnicity JSON NULL,
	veteran_status JSON NULL,
	disability_status VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	marital_status VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	citizenship_countries JSON NULL,
	work_authorization VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	work_authorization_expires_on DATE NULL,
	preferred_language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
	deceased_on DATE NULL,
	notes VARCHAR(2000) NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY persons_external_id (realm_id, external_id),
	KEY persons_legal_last_name (realm_id, legal_last_name, id),
	KEY persons_display_name (realm_id, display_name, id),
	KEY persons_created_at (realm_id, created_at, id),
	KEY persons_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
