-- What work and material are booked on, for one job or for the whole company.
-- table cost_codes: realm
CREATE TABLE IF NOT EXISTS cost_codes (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	job_id BINARY(16) NULL,
	parent_cost_code_id BINARY(16) NULL,
	category VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	unit_of_measure VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	csi_masterformat VARCHAR(11) CHARACTER SET ascii COLLATE ascii_bin NULL,
	phase VARCHAR(20) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	budget_hours DECIMAL(12,2) NULL,
	budget_amount DECIMAL(12,4) NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	job_id_or_none BINARY(16)
		AS (IFNULL(job_id, X'00000000000000000000000000000000')) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY cost_codes_job_code (realm_id, job_id_or_none, code),
	UNIQUE KEY cost_codes_external_id (realm_id, external_id),
	KEY cost_codes_code (realm_id, code, id),
	KEY cost_codes_name (realm_id, name, id),
	KEY cost_codes_job_id (realm_id, job_id, id),
	CONSTRAINT cost_codes_job_id_fk FOREIGN KEY (realm_id, job_id)
		REFERENCES jobs (realm_id, id),
	KEY cost_codes_parent_cost_code_id (realm_id, parent_cost_code_id, id),
	CONSTRAINT cost_codes_parent_cost_code_id_fk FOREIGN KEY (realm_id, parent_cost_code_id)
		REFERENCES cost_codes (realm_id, id),
	KEY cost_codes_created_at (realm_id, created_at, id),
	KEY cost_codes_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
