-- What has been run: the list of migrations itself comes first. A row without
-- `ended_at` was begun and not finished; running again begins it anew.
-- table schema_migrations: global
CREATE TABLE IF NOT EXISTS schema_migrations (
	name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	checksum BINARY(32) NOT NULL,
	started_at DATETIME(6) NOT NULL,
	ended_at DATETIME(6) NULL,
	PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
