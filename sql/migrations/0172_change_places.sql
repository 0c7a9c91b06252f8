-- Where somebody stood whose record was deleted, or whom this change took elsewhere: so that
-- the feed tells it to the keys that reached the record before, and to no other. A person
-- without an employee was reached by the key that made it.
ALTER TABLE changes
	ADD COLUMN IF NOT EXISTS left_department_id BINARY(16) NULL,
	ADD COLUMN IF NOT EXISTS left_location_id BINARY(16) NULL,
	ADD COLUMN IF NOT EXISTS left_union_id BINARY(16) NULL,
	ADD COLUMN IF NOT EXISTS left_creator_key_id BINARY(16) NULL;
