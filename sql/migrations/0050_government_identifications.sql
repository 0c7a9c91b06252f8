-- Official numbers of a person: sealed, with a keyed digest by which they are unique and found.
-- table government_identifications: realm
CREATE TABLE IF NOT EXISTS government_identifications (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	person_id BINARY(16) NOT NULL,
	type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	number_sealed VARBINARY(72) NOT NULL,
	number_digest BINARY(32) NOT NULL,
	issuing_country VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	issuing_subdivision VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	issued_on DATE NULL,
	expires_on DATE NULL,
	status VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'unverified',
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	type_us_ssn BOOLEAN AS (IF(type = 'us_ssn', TRUE, NULL)) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY government_identifications_number (realm_id, number_digest, type, issuing_country),
	UNIQUE KEY government_identifications_ssn (realm_id, person_id, type_us_ssn),
	UNIQUE KEY government_identifications_external_id (realm_id, external_id),
	KEY government_identifications_person_id (realm_id, person_id, id),
	CONSTRAINT government_identifications_person_id_fk FOREIGN KEY (realm_id, person_id)
		REFERENCES persons (realm_id, id),
	KEY government_identifications_created_at (realm_id, created_at, id),
	KEY government_identifications_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
