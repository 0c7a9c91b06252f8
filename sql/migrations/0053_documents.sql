-- Files about persons: the record of each.
-- table documents: realm
CREATE TABLE IF NOT EXISTS documents (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	person_id BINARY(16) NOT NULL,
	employee_id BINARY(16) NULL,
	type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	title VARCHAR(120) NOT NULL,
	description VARCHAR(500) NULL,
	filename VARCHAR(255) NULL,
	media_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
	size_bytes BIGINT NULL,
	content_updated_at DATETIME(6) NULL,
	issued_on DATE NULL,
	expires_on DATE NULL,
	confidentiality VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'normal',
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY documents_external_id (realm_id, external_id),
	KEY documents_person_id (realm_id, person_id, id),
	CONSTRAINT documents_person_id_fk FOREIGN KEY (realm_id, person_id)
		REFERENCES persons (realm_id, id),
	KEY documents_employee_id (realm_id, employee_id, id),
	CONSTRAINT documents_employee_id_fk FOREIGN KEY (realm_id, employee_id)
		REFERENCES employees (realm_id, id),
	KEY documents_created_at (realm_id, created_at, id),
	KEY documents_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
