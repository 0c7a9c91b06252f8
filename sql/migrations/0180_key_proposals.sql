-- Changes that would widen a live key, of companies that want a second admin's approval:
-- `wanted` is what is asked for, `shown` what it comes to (both JSON), for the key as it was in
-- `key_version`. One at a time of a key.
-- table key_proposals: entity
CREATE TABLE IF NOT EXISTS key_proposals (
	entity_id BIGINT UNSIGNED NOT NULL,
	key_id BINARY(16) NOT NULL,
	id BINARY(16) NOT NULL,
	key_version BIGINT UNSIGNED NOT NULL,
	asked_by BINARY(16) NULL,
	asked_at DATETIME(6) NOT NULL,
	wanted MEDIUMTEXT NOT NULL,
	shown MEDIUMTEXT NOT NULL,
	PRIMARY KEY (entity_id, key_id),
	CONSTRAINT key_proposals_key FOREIGN KEY (entity_id, key_id) REFERENCES api_keys (entity_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
