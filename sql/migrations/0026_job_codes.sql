-- Positions and trades in which people are employed.
-- table job_codes: realm
CREATE TABLE IF NOT EXISTS job_codes (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	title VARCHAR(100) NULL,
	eeo1_job_category VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	flsa_status VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	soc_code VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL,
	workers_comp_code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
	pay_grade VARCHAR(10) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	min_pay DECIMAL(12,4) NULL,
	max_pay DECIMAL(12,4) NULL,
	default_labor_class_id BINARY(16) NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY job_codes_external_id (realm_id, external_id),
	UNIQUE KEY job_codes_code (realm_id, code),
	KEY job_codes_name (realm_id, name, id),
	KEY job_codes_default_labor_class_id (realm_id, default_labor_class_id, id),
	CONSTRAINT job_codes_default_labor_class_id_fk FOREIGN KEY (realm_id, default_labor_class_id)
		REFERENCES labor_classes (realm_id, id),
	KEY job_codes_created_at (realm_id, created_at, id),
	KEY job_codes_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
