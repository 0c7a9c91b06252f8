-- key_usage_find: one
-- What is known so far, locked: the shipper adds to it.
-- in: entity_id u64, key_id uuid, operation text, day date, host uuid
-- out: nsets u64, fields_shown text, fields_written text, fields_named text
SELECT nsets, fields_shown, fields_written, fields_named FROM key_usage
WHERE entity_id = :entity_id AND key_id = :key_id AND operation = :operation AND day = :day
	AND host = :host
FOR UPDATE

-- key_usage_add: bulk
-- in: entity_id u64, key_id uuid, operation text, day date, host uuid, requests u64, last_at time, last_request uuid, nsets u64, fields_shown text, fields_written text, fields_named text
INSERT INTO key_usage (entity_id, key_id, operation, day, host, requests, last_at, last_request,
	nsets, fields_shown, fields_written, fields_named)
VALUES (:entity_id, :key_id, :operation, :day, :host, :requests, :last_at, :last_request,
	:nsets, :fields_shown, :fields_written, :fields_named)
ON DUPLICATE KEY UPDATE requests = requests + VALUES(requests),
	last_request = IF(VALUES(last_at) >= last_at, VALUES(last_request), last_request),
	last_at = GREATEST(last_at, VALUES(last_at)), nsets = VALUES(nsets),
	fields_shown = VALUES(fields_shown), fields_written = VALUES(fields_written),
	fields_named = VALUES(fields_named)

-- key_usage_set_add: exec
-- One distinct set of fields again: no row if it is not counted yet.
-- in: entity_id u64, key_id uuid, operation text, day date, host uuid, digest bytes, requests u64, last_request uuid
UPDATE key_usage_sets SET requests = requests + :requests, last_request = :last_request
WHERE entity_id = :entity_id AND key_id = :key_id AND operation = :operation AND day = :day
	AND host = :host AND digest = :digest

-- key_usage_set_begin: exec
-- in: entity_id u64, key_id uuid, operation text, day date, host uuid, digest bytes, requests u64, last_request uuid, sets text
INSERT INTO key_usage_sets (entity_id, key_id, operation, day, host, digest, requests, last_request,
	sets)
VALUES (:entity_id, :key_id, :operation, :day, :host, :digest, :requests, :last_request, :sets)

-- key_usage_of_key: many
-- What a key really used, day by day.
-- in: entity_id u64, key_id uuid, from_day date
-- out: operation text, day date, requests u64, last_at time, last_request uuid, fields_shown text, fields_written text, fields_named text
SELECT operation, day, requests, last_at, last_request, fields_shown, fields_written, fields_named
FROM key_usage
WHERE entity_id = :entity_id AND key_id = :key_id AND day >= :from_day
ORDER BY operation, day, host LIMIT 20000

-- key_usage_forget: exec
-- crosses tenants: daily work ends what is older than 13 months for every company
-- in: before_day date
DELETE FROM key_usage WHERE day < :before_day LIMIT 5000

-- key_usage_sets_forget: exec
-- crosses tenants: daily work ends what is older than 13 months for every company
-- in: before_day date
DELETE FROM key_usage_sets WHERE day < :before_day LIMIT 5000
