-- Classifications of a union's agreement, with rate and fringes.
-- table union_classes: realm
CREATE TABLE IF NOT EXISTS union_classes (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(16) NOT NULL,
	external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
	name VARCHAR(100) NOT NULL,
	description VARCHAR(500) NULL,
	is_active BOOLEAN NOT NULL DEFAULT TRUE,
	union_id BINARY(16) NOT NULL,
	union_local_id BINARY(16) NULL,
	classification VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
	labor_class_id BINARY(16) NULL,
	apprentice_period BIGINT NULL,
	apprentice_percent DECIMAL(5,2) NULL,
	base_rate DECIMAL(12,4) NULL,
	fringes JSON NULL,
	effective_from DATE NULL,
	effective_to DATE NULL,
	version BIGINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	union_local_id_or_none BINARY(16)
		AS (IFNULL(union_local_id, X'00000000000000000000000000000000')) PERSISTENT,
	PRIMARY KEY (realm_id, id),
	UNIQUE KEY union_classes_local_code (realm_id, union_id, union_local_id_or_none, code),
	UNIQUE KEY union_classes_external_id (realm_id, external_id),
	KEY union_classes_code (realm_id, code, id),
	KEY union_classes_name (realm_id, name, id),
	KEY union_classes_union_id (realm_id, union_id, id),
	CONSTRAINT union_classes_union_id_fk FOREIGN KEY (realm_id, union_id)
		REFERENCES unions (realm_id, id),
	KEY union_classes_union_local_id (realm_id, union_local_id, id),
	CONSTRAINT union_classes_union_local_id_fk FOREIGN KEY (realm_id, union_local_id)
		REFERENCES union_locals (realm_id, id),
	KEY union_classes_labor_class_id (realm_id, labor_class_id, id),
	CONSTRAINT union_classes_labor_class_id_fk FOREIGN KEY (realm_id, labor_class_id)
		REFERENCES labor_classes (realm_id, id),
	KEY union_classes_created_at (realm_id, created_at, id),
	KEY union_classes_updated_at (realm_id, updated_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
