-- Unions with which the company has agreements.
-- table unions: realm
CREATE TABLE IF NOT EXISTS unions (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	abbreviation VARCHAR(20) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	parent_body VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	website VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
	contact_name VARCHAR(100) NULL,
	contact_phone VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
	contact_email VARCHAR(254) NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY unions_external_id (realm_id, external_id),
	UNIQUE KEY unions_code (realm_id, code),
	KEY unions_name (realm_id, name, id),
	KEY unions_created_at (realm_id, created_at, id),
	KEY unions_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
