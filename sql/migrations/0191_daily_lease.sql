-- Daily work on records: who does it until when, when it is due again, and for each realm the
-- last day, in its company's zone, for which it has been done.
-- table daily_lease: global
CREATE TABLE IF NOT EXISTS daily_lease (
	id TINYINT UNSIGNED NOT NULL,
	holder BINARY(16) NOT NULL,
	held_until DATETIME(6) NOT NULL,
	due_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

INSERT IGNORE INTO daily_lease (id, holder, held_until, due_at)
VALUES (1, X'00000000000000000000000000000000', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- table daily_days: realm
CREATE TABLE IF NOT EXISTS daily_days (
	realm_id BIGINT UNSIGNED NOT NULL,
	day DATE NOT NULL,
	PRIMARY KEY (realm_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

ALTER TABLE time_off
	ADD KEY IF NOT EXISTS time_off_status_ends_on (realm_id, status, ends_on, id);
