-- Trades and the skill in them.
-- table labor_classes: realm
CREATE TABLE IF NOT EXISTS labor_classes (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	trade VARCHAR(60) NULL,
	skill_level VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	is_apprentice BOOLEAN NOT NULL DEFAULT FALSE,
	apprentice_percent DECIMAL(5,2) NULL,
	certified_payroll_classification VARCHAR(60) NULL,
	dol_wage_group VARCHAR(20) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	workers_comp_code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY labor_classes_external_id (realm_id, external_id),
	UNIQUE KEY labor_classes_code (realm_id, code),
	KEY labor_classes_name (realm_id, name, id),
	KEY labor_classes_created_at (realm_id, created_at, id),
	KEY labor_classes_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
