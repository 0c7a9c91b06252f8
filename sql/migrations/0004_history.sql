-- The request history. Rows come only from the journal's shipper. entity_id 0
-- holds requests whose credential belongs to nobody known; only the operator
-- reads those. status_class is 2 for 2xx and 3xx, 4, or 5; duration in µs; field
-- sets as text of permanent names live in key_usage_sets, not here. The
-- millisecond of ts is that of the id (UUIDv7), so that an id alone finds its row.
-- table request_log: entity
CREATE TABLE IF NOT EXISTS request_log (
	id BINARY(16) NOT NULL,
	ts DATETIME(6) NOT NULL,
	entity_id BIGINT UNSIGNED NOT NULL,
	mode VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	key_id BINARY(16) NULL,
	credential_id BINARY(16) NULL,
	method VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	operation VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	path VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	query VARCHAR(2000) NULL,
	status SMALLINT UNSIGNED NOT NULL,
	status_class TINYINT UNSIGNED NOT NULL,
	code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	duration_us INT UNSIGNED NOT NULL,
	request_bytes BIGINT UNSIGNED NOT NULL,
	answer_bytes BIGINT UNSIGNED NOT NULL,
	address VARBINARY(16) NOT NULL,
	agent VARCHAR(200) NULL,
	PRIMARY KEY (id, ts),
	KEY log_time (entity_id, mode, ts, id),
	KEY log_key (entity_id, mode, key_id, ts, id),
	KEY log_class (entity_id, mode, status_class, ts, id),
	KEY log_operation (entity_id, mode, operation, ts, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
PARTITION BY RANGE COLUMNS (ts) (PARTITION pmax VALUES LESS THAN (MAXVALUE));

-- Redacted bodies and the few headers that are kept, as JSON texts.
-- table request_bodies: entity
CREATE TABLE IF NOT EXISTS request_bodies (
	id BINARY(16) NOT NULL,
	ts DATETIME(6) NOT NULL,
	entity_id BIGINT UNSIGNED NOT NULL,
	request_headers TEXT COMPRESSED NULL,
	request_body MEDIUMTEXT COMPRESSED NULL,
	answer_headers TEXT COMPRESSED NULL,
	answer_body MEDIUMTEXT COMPRESSED NULL,
	PRIMARY KEY (id, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
PARTITION BY RANGE COLUMNS (ts) (PARTITION pmax VALUES LESS THAN (MAXVALUE));

-- How far each journal file has been shipped: compare-and-set by the shipper.
-- `damaged` counts records that could not be read. File 0 of each host is written
-- first by every shipping transaction, so that two shippers of one host go one
-- after the other.
-- table journal_files: global
CREATE TABLE IF NOT EXISTS journal_files (
	host BINARY(16) NOT NULL,
	file BIGINT UNSIGNED NOT NULL,
	shipped BIGINT UNSIGNED NOT NULL,
	damaged INT UNSIGNED NOT NULL DEFAULT 0,
	finished BOOLEAN NOT NULL DEFAULT FALSE,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (host, file)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Requests that were answered but could not be written down, as the process that
-- failed told afterwards.
-- table journal_losses: global
CREATE TABLE IF NOT EXISTS journal_losses (
	host BINARY(16) NOT NULL,
	file BIGINT UNSIGNED NOT NULL,
	place BIGINT UNSIGNED NOT NULL,
	requests BIGINT UNSIGNED NOT NULL,
	from_at DATETIME(6) NOT NULL,
	to_at DATETIME(6) NOT NULL,
	PRIMARY KEY (host, file, place),
	KEY loss_time (to_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
