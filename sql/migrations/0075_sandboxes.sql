-- How far a company's sandbox is: asked for, being built, there. While it is built `realm_id`
-- is the realm being filled, which nobody reads yet. No foreign keys: their shared locks
-- would meet the raising of change_seq.
-- table sandboxes: entity
CREATE TABLE IF NOT EXISTS sandboxes (
	entity_id BIGINT UNSIGNED NOT NULL,
	state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none',
	realm_id BIGINT UNSIGNED NULL,
	asked_at DATETIME(6) NULL,
	began_at DATETIME(6) NULL,
	built_at DATETIME(6) NULL,
	reset_at DATETIME(6) NULL,
	PRIMARY KEY (entity_id),
	KEY sandbox_state (state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
