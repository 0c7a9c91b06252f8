-- How often and for which days people are paid.
-- table pay_schedules: realm
CREATE TABLE IF NOT EXISTS pay_schedules (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	frequency VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	first_period_start DATE NOT NULL,
	week_starts_on VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	pay_date_offset_days BIGINT NULL,
	semimonthly_days JSON NULL,
	timezone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	is_default BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	sole BOOLEAN AS (IF(is_default, TRUE, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY pay_schedules_default (realm_id, sole),
	UNIQUE KEY pay_schedules_external_id (realm_id, external_id),
	UNIQUE KEY pay_schedules_code (realm_id, code),
	KEY pay_schedules_name (realm_id, name, id),
	KEY pay_schedules_created_at (realm_id, created_at, id),
	KEY pay_schedules_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
