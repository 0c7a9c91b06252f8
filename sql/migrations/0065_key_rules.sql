-- Limits of keys and the company's rules about them. `addresses` holds ranges parted by
-- blanks, none: any address. A key in state `waiting` has no secret yet; `awaits` says
-- whether for approval or for being collected. `handover_overlap` are the seconds for which
-- the old secret works on when the open link to a new one is used.
ALTER TABLE api_keys
	ADD COLUMN IF NOT EXISTS addresses VARCHAR(2600) CHARACTER SET ascii COLLATE ascii_bin
		NOT NULL DEFAULT '',
	ADD COLUMN IF NOT EXISTS handover_overlap INT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS awaits VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
	ADD COLUMN IF NOT EXISTS approved_by BINARY(16) NULL,
	ADD COLUMN IF NOT EXISTS approved_at DATETIME(6) NULL;

-- What is NULL here is the operator's setting, or no rule.
ALTER TABLE entities
	ADD COLUMN IF NOT EXISTS key_days_max SMALLINT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS key_unused_days SMALLINT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS key_approval BOOLEAN NOT NULL DEFAULT FALSE,
	ADD COLUMN IF NOT EXISTS key_addresses BOOLEAN NOT NULL DEFAULT FALSE,
	ADD COLUMN IF NOT EXISTS live_per_minute INT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS live_burst INT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS test_per_minute INT UNSIGNED NULL,
	ADD COLUMN IF NOT EXISTS test_burst INT UNSIGNED NULL;
