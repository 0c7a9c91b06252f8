-- The spells of each employment, kept by the actions of its life; none overlap. `open_of` is
-- the employee while the spell has no end, so that one employee has at most one open spell.
-- table employment_periods: realm
CREATE TABLE IF NOT EXISTS employment_periods (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	employee_id BINARY(16) NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	open_of BINARY(16) AS (IF(ends_on IS NULL, employee_id, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY employment_periods_start (realm_id, employee_id, starts_on),
	UNIQUE KEY employment_periods_open (realm_id, open_of),
	CONSTRAINT employment_periods_employee_id_fk FOREIGN KEY (realm_id, employee_id)
		REFERENCES employees (realm_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
