-- Where a person can be called.
-- table phone_numbers: realm
CREATE TABLE IF NOT EXISTS phone_numbers (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	person_id BINARY(16) NOT NULL,
	type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	number VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	extension VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
	is_primary BOOLEAN NOT NULL DEFAULT FALSE,
	sms_consent BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	sole BOOLEAN AS (IF(is_primary, TRUE, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY phone_numbers_primary (realm_id, person_id, sole),
	UNIQUE KEY phone_numbers_external_id (realm_id, external_id),
	KEY phone_numbers_person_id (realm_id, person_id, id),
	CONSTRAINT phone_numbers_person_id_fk FOREIGN KEY (realm_id, person_id)
		REFERENCES persons (realm_id, id),
	KEY phone_numbers_created_at (realm_id, created_at, id),
	KEY phone_numbers_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
