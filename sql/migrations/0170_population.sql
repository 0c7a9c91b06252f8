-- Which dimensions limit a key: their names, parted by blanks (lib/catalog/population.h);
-- NULL: it reaches everybody.
ALTER TABLE api_keys
	ADD COLUMN IF NOT EXISTS population VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
		AFTER grants;

-- What a limited key reaches in each dimension: what was chosen for it, and the departments
-- below those. `population` is that of the key when the row was written: a reader who knows
-- of an older one meets nothing. No foreign keys: whoever moves a department writes here, and
-- would wait for whoever changes the key, and he for him.
-- table key_population: realm
CREATE TABLE IF NOT EXISTS key_population (
	entity_id BIGINT UNSIGNED NOT NULL,
	key_id BINARY(16) NOT NULL,
	realm_id BIGINT UNSIGNED NOT NULL,
	population VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	dimension VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	value BINARY(16) NOT NULL,
	chosen BOOLEAN NOT NULL,
	PRIMARY KEY (entity_id, key_id, realm_id, population, dimension, value),
	KEY key_population_value (realm_id, dimension, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Which key made a person: who has no employee is reached by that one alone.
ALTER TABLE persons
	ADD COLUMN IF NOT EXISTS creator_key_id BINARY(16) NULL AFTER notes;
