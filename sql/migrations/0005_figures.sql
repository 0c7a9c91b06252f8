-- Sums kept in the shipper's transaction; the dashboard reads only these.
-- `refused` counts 4xx, `server_errors` 5xx. `latency` is a histogram of buckets
-- 10 % wide (lib/trail/figures.h): u8 first bucket, then u32 big endian counts.
-- table figures_hour: entity
CREATE TABLE IF NOT EXISTS figures_hour (
	entity_id BIGINT UNSIGNED NOT NULL,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	hour DATETIME NOT NULL,
	host BINARY(16) NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	refused BIGINT UNSIGNED NOT NULL,
	server_errors BIGINT UNSIGNED NOT NULL,
	duration_us BIGINT UNSIGNED NOT NULL,
	latency BLOB NOT NULL,
	PRIMARY KEY (entity_id, mode, hour, host)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- table figures_endpoint: entity
CREATE TABLE IF NOT EXISTS figures_endpoint (
	entity_id BIGINT UNSIGNED NOT NULL,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	day DATE NOT NULL,
	method VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	operation VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	status SMALLINT UNSIGNED NOT NULL,
	code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	host BINARY(16) NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	duration_us BIGINT UNSIGNED NOT NULL,
	PRIMARY KEY (entity_id, mode, day, operation, method, status, code, host)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- What fails, for whom: only status 400 and above; `key_id` all zero without a key.
-- table figures_failure: entity
CREATE TABLE IF NOT EXISTS figures_failure (
	entity_id BIGINT UNSIGNED NOT NULL,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	day DATE NOT NULL,
	method VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	operation VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	status SMALLINT UNSIGNED NOT NULL,
	code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	key_id BINARY(16) NOT NULL,
	host BINARY(16) NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	first_at DATETIME(6) NOT NULL,
	last_at DATETIME(6) NOT NULL,
	PRIMARY KEY (entity_id, mode, day, operation, method, status, code, key_id, host)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- table figures_key: entity
CREATE TABLE IF NOT EXISTS figures_key (
	entity_id BIGINT UNSIGNED NOT NULL,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	day DATE NOT NULL,
	key_id BINARY(16) NOT NULL,
	host BINARY(16) NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	refused BIGINT UNSIGNED NOT NULL,
	server_errors BIGINT UNSIGNED NOT NULL,
	PRIMARY KEY (entity_id, mode, day, key_id, host)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- What each key really used: unions of field names, joined by commas;
-- `nsets` is how many distinct triples key_usage_sets counts.
-- table key_usage: entity
CREATE TABLE IF NOT EXISTS key_usage (
	entity_id BIGINT UNSIGNED NOT NULL,
	key_id BINARY(16) NOT NULL,
	operation VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	day DATE NOT NULL,
	host BINARY(16) NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	last_at DATETIME(6) NOT NULL,
	last_request BINARY(16) NOT NULL,
	nsets INT UNSIGNED NOT NULL,
	fields_shown TEXT NOT NULL,
	fields_written TEXT NOT NULL,
	fields_named TEXT NOT NULL,
	PRIMARY KEY (entity_id, key_id, operation, day, host)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A count per distinct triple of field sets, up to 64 a row of key_usage.
-- table key_usage_sets: entity
CREATE TABLE IF NOT EXISTS key_usage_sets (
	entity_id BIGINT UNSIGNED NOT NULL,
	key_id BINARY(16) NOT NULL,
	operation VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	day DATE NOT NULL,
	host BINARY(16) NOT NULL,
	digest BINARY(16) NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	last_request BINARY(16) NOT NULL,
	sets TEXT NOT NULL,
	PRIMARY KEY (entity_id, key_id, operation, day, host, digest)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
