-- The leaves of absence of each employment, kept by the actions of its life. `open_of` is
-- the employee while the leave lasts, so that one employee has at most one.
-- table employment_leaves: realm
CREATE TABLE IF NOT EXISTS employment_leaves (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	employee_id BINARY(16) NOT NULL,
	leave_type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	starts_on DATE NOT NULL,
	expected_return DATE NULL,
	returned_on DATE NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	open_of BINARY(16) AS (IF(returned_on IS NULL, employee_id, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY employment_leaves_open (realm_id, open_of),
	KEY employment_leaves_employee_id (realm_id, employee_id, starts_on),
	CONSTRAINT employment_leaves_employee_id_fk FOREIGN KEY (realm_id, employee_id)
		REFERENCES employees (realm_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
