-- The change feed: one row for each create, update and delete of catalog data,
-- numbered in commit order by realms.change_seq. Deletions live on only here.
-- table changes: realm
CREATE TABLE IF NOT EXISTS changes (
	realm_id BIGINT UNSIGNED NOT NULL,
	seq BIGINT UNSIGNED NOT NULL,
	at DATETIME(6) NOT NULL,
	resource VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	record_id BINARY(16) NOT NULL,
	operation VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	version BIGINT UNSIGNED NOT NULL,
	fields TEXT NOT NULL,
	caller_kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	caller_id BINARY(16) NULL,
	PRIMARY KEY (realm_id, seq),
	KEY change_record (realm_id, record_id, seq),
	CONSTRAINT change_realm FOREIGN KEY (realm_id) REFERENCES realms (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
