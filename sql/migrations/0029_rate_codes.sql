-- What work is worth; a code's spells of validity never overlap.
-- table rate_codes: realm
CREATE TABLE IF NOT EXISTS rate_codes (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	rate_type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	method VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	amount DECIMAL(12,4) NULL,
	currency VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
	unit VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	union_class_id BINARY(16) NULL,
	labor_class_id BINARY(16) NULL,
	job_id BINARY(16) NULL,
	is_base_rate BOOLEAN NOT NULL DEFAULT FALSE,
	effective_from DATE NOT NULL,
	effective_to DATE NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY rate_codes_code_from (realm_id, code, effective_from),
	UNIQUE KEY rate_codes_external_id (realm_id, external_id),
	KEY rate_codes_code (realm_id, code, id),
	KEY rate_codes_name (realm_id, name, id),
	KEY rate_codes_union_class_id (realm_id, union_class_id, id),
	CONSTRAINT rate_codes_union_class_id_fk FOREIGN KEY (realm_id, union_class_id)
		REFERENCES union_classes (realm_id, id),
	KEY rate_codes_labor_class_id (realm_id, labor_class_id, id),
	CONSTRAINT rate_codes_labor_class_id_fk FOREIGN KEY (realm_id, labor_class_id)
		REFERENCES labor_classes (realm_id, id),
	KEY rate_codes_job_id (realm_id, job_id, id),
	CONSTRAINT rate_codes_job_id_fk FOREIGN KEY (realm_id, job_id)
		REFERENCES jobs (realm_id, id),
	KEY rate_codes_effective_from (realm_id, effective_from, id),
	KEY rate_codes_created_at (realm_id, created_at, id),
	KEY rate_codes_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
