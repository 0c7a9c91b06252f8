-- What people of the portal have besides a password: the second step of signing in, and how
-- the portal shows itself to them. The secret of the second step is sealed; `totp_pending` waits
-- for its first code; `totp_step` is the last step of which a code was taken, so that none is
-- taken twice; `password_alone` tells that the password is long enough without a second step.
ALTER TABLE users
	ADD COLUMN IF NOT EXISTS totp_secret VARBINARY(100) NULL,
	ADD COLUMN IF NOT EXISTS totp_pending VARBINARY(100) NULL,
	ADD COLUMN IF NOT EXISTS totp_step BIGINT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS password_alone BOOL NOT NULL DEFAULT TRUE,
	ADD COLUMN IF NOT EXISTS time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	ADD COLUMN IF NOT EXISTS look VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	ADD COLUMN IF NOT EXISTS shortcuts BOOL NOT NULL DEFAULT TRUE;
ALTER TABLE sessions
	ADD COLUMN IF NOT EXISTS id BINARY(16) NULL,
	ADD COLUMN IF NOT EXISTS stepped_up_at DATETIME(6) NULL;

-- Codes that stand in for the second step, each once; digests only.
-- table recovery_codes: entity
CREATE TABLE IF NOT EXISTS recovery_codes (
	entity_id BIGINT UNSIGNED NOT NULL,
	user_id BINARY(16) NOT NULL,
	digest BINARY(32) NOT NULL,
	used_at DATETIME(6) NULL,
	PRIMARY KEY (entity_id, user_id, digest),
	CONSTRAINT recovery_user FOREIGN KEY (entity_id, user_id) REFERENCES users (entity_id, id)
		ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
