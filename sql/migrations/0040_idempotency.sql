-- Answers kept for repetition under an Idempotency-Key, for a day. `id` is a digest of the
-- API key, the operation and the client's text; a row without status is a reservation that
-- its own transaction has not filled yet, so nobody else ever reads one. No foreign key: its
-- share lock on the realm would meet the raising of realms.change_seq.
-- table idempotency: realm
CREATE TABLE IF NOT EXISTS idempotency (
	realm_id BIGINT UNSIGNED NOT NULL,
	id BINARY(32) NOT NULL,
	secret_id INT UNSIGNED NOT NULL,
	fingerprint BINARY(32) NOT NULL,
	created_at DATETIME(6) NOT NULL,
	status SMALLINT UNSIGNED NULL,
	record_id BINARY(16) NULL,
	location VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NULL,
	etag VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
	shown BINARY(32) NULL,
	body MEDIUMBLOB NULL,
	PRIMARY KEY (realm_id, id),
	KEY idempotency_age (realm_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
