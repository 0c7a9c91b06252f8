-- Companies and the realms in which their catalog data live.
-- table entities: entity by id
CREATE TABLE IF NOT EXISTS entities (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	code CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(100) NOT NULL,
	time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	require_login BOOLEAN NOT NULL DEFAULT FALSE,
	require_if_match BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT UNSIGNED NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY entity_code (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- `current_mode` is the mode while the realm is current and NULL afterwards, so
-- that a company has at most one current realm a mode.
-- table realms: entity
CREATE TABLE IF NOT EXISTS realms (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	entity_id BIGINT UNSIGNED NOT NULL,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	change_seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
	created_at DATETIME(6) NOT NULL,
	current_mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin
		AS (IF(state = 'current', mode, NULL)) PERSISTENT,
	PRIMARY KEY (id),
	UNIQUE KEY realm_current (entity_id, current_mode),
	CONSTRAINT realm_entity FOREIGN KEY (entity_id) REFERENCES entities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- One row a realm and rule, written first by acts whose rule spans rows. No foreign key: its
-- shared lock on the realm would meet the raising of change_seq.
-- table realm_rules: realm
CREATE TABLE IF NOT EXISTS realm_rules (
	realm_id BIGINT UNSIGNED NOT NULL,
	rule VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	n BIGINT UNSIGNED NOT NULL DEFAULT 0,
	PRIMARY KEY (realm_id, rule)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
