-- Where a person lives or takes mail.
-- table street_addresses: realm
CREATE TABLE IF NOT EXISTS street_addresses (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	person_id BINARY(16) NOT NULL,
	type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	line1 VARCHAR(100) NOT NULL,
	line2 VARCHAR(100) NULL,
	line3 VARCHAR(100) NULL,
	city VARCHAR(60) NOT NULL,
	county VARCHAR(60) NULL,
	subdivision VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	postal_code VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
	country VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	valid_from DATE NULL,
	valid_to DATE NULL,
	is_primary BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	sole BOOLEAN AS (IF(is_primary, TRUE, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY street_addresses_primary (realm_id, person_id, type, sole),
	UNIQUE KEY street_addresses_external_id (realm_id, external_id),
	KEY street_addresses_person_id (realm_id, person_id, id),
	CONSTRAINT street_addresses_person_id_fk FOREIGN KEY (realm_id, person_id)
		REFERENCES persons (realm_id, id),
	KEY street_addresses_created_at (realm_id, created_at, id),
	KEY street_addresses_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
