-- Projects that the company builds.
-- table jobs: realm
CREATE TABLE IF NOT EXISTS jobs (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	status VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'planned',
	customer_name VARCHAR(100) NULL,
	location_id BINARY(16) NULL,
	start_date DATE NULL,
	end_date DATE NULL,
	is_prevailing_wage BOOLEAN NOT NULL DEFAULT FALSE,
	is_certified_payroll BOOLEAN NOT NULL DEFAULT FALSE,
	contract_number VARCHAR(40) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	wage_determination VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
	parent_job_id BINARY(16) NULL,
	default_union_local_id BINARY(16) NULL,
	department_id BINARY(16) NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY jobs_external_id (realm_id, external_id),
	UNIQUE KEY jobs_code (realm_id, code),
	KEY jobs_name (realm_id, name, id),
	KEY jobs_location_id (realm_id, location_id, id),
	CONSTRAINT jobs_location_id_fk FOREIGN KEY (realm_id, location_id)
		REFERENCES locations (realm_id, id),
	KEY jobs_parent_job_id (realm_id, parent_job_id, id),
	CONSTRAINT jobs_parent_job_id_fk FOREIGN KEY (realm_id, parent_job_id)
		REFERENCES jobs (realm_id, id),
	KEY jobs_default_union_local_id (realm_id, default_union_local_id, id),
	CONSTRAINT jobs_default_union_local_id_fk FOREIGN KEY (realm_id, default_union_local_id)
		REFERENCES union_locals (realm_id, id),
	KEY jobs_department_id (realm_id, department_id, id),
	CONSTRAINT jobs_department_id_fk FOREIGN KEY (realm_id, department_id)
		REFERENCES departments (realm_id, id),
	KEY jobs_created_at (realm_id, created_at, id),
	KEY jobs_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
