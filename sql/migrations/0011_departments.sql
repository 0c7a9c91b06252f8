-- The key to employees follows when these exist (0013).
-- The company's tree of responsibility.
-- table departments: realm
CREATE TABLE IF NOT EXISTS departments (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	parent_department_id BINARY(16) NULL,
	manager_employee_id BINARY(16) NULL,
	gl_segment VARCHAR(20) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	cost_center VARCHAR(20) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY departments_external_id (realm_id, external_id),
	UNIQUE KEY departments_code (realm_id, code),
	KEY departments_name (realm_id, name, id),
	KEY departments_parent_department_id (realm_id, parent_department_id, id),
	CONSTRAINT departments_parent_department_id_fk FOREIGN KEY (realm_id, parent_department_id)
		REFERENCES departments (realm_id, id),
	KEY departments_manager_employee_id (realm_id, manager_employee_id, id),
	KEY departments_created_at (realm_id, created_at, id),
	KEY departments_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
