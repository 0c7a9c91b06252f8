-- `sole` is NULL unless the address is primary, so that a person has at most one.
-- Where a person can be written to.
-- table email_addresses: realm
CREATE TABLE IF NOT EXISTS email_addresses (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	person_id BINARY(16) NOT NULL,
	type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	address VARCHAR(254) NOT NULL,
	is_primary BOOLEAN NOT NULL DEFAULT FALSE,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	sole BOOLEAN AS (IF(is_primary, TRUE, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY email_addresses_primary (realm_id, person_id, sole),
	UNIQUE KEY email_addresses_external_id (realm_id, external_id),
	KEY email_addresses_person_id (realm_id, person_id, id),
	CONSTRAINT email_addresses_person_id_fk FOREIGN KEY (realm_id, person_id)
		REFERENCES persons (realm_id, id),
	KEY email_addresses_created_at (realm_id, created_at, id),
	KEY email_addresses_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
