-- Days on which an employee does not work; granted ones of one employee never overlap.
-- table time_off: realm
CREATE TABLE IF NOT EXISTS time_off (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	employee_id BINARY(16) NOT NULL,
	type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	start_half BOOLEAN NOT NULL DEFAULT FALSE,
	end_half BOOLEAN NOT NULL DEFAULT FALSE,
	hours DECIMAL(6,2) NULL,
	status VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'requested',
	reason VARCHAR(500) NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY time_off_external_id (realm_id, external_id),
	KEY time_off_employee_id (realm_id, employee_id, id),
	CONSTRAINT time_off_employee_id_fk FOREIGN KEY (realm_id, employee_id)
		REFERENCES employees (realm_id, id),
	KEY time_off_starts_on (realm_id, starts_on, id),
	KEY time_off_created_at (realm_id, created_at, id),
	KEY time_off_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
