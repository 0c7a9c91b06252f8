-- figures_hour_latency: one
-- The histogram so far, locked: the shipper adds to it.
-- in: entity_id u64, mode text, hour time, host uuid
-- out: latency bytes
SELECT latency FROM figures_hour
WHERE entity_id = :entity_id AND mode = :mode AND hour = :hour AND host = :host FOR UPDATE

-- figures_hour_add: bulk
-- in: entity_id u64, mode text, hour time, host uuid, requests u64, refused u64, server_errors u64, duration_us u64, latency bytes
INSERT INTO figures_hour (entity_id, mode, hour, host, requests, refused, server_errors, duration_us,
	latency)
VALUES (:entity_id, :mode, :hour, :host, :requests, :refused, :server_errors, :duration_us, :latency)
ON DUPLICATE KEY UPDATE requests = requests + VALUES(requests), refused = refused + VALUES(refused),
	server_errors = server_errors + VALUES(server_errors),
	duration_us = duration_us + VALUES(duration_us), latency = VALUES(latency)

-- figures_endpoint_add: bulk
-- in: entity_id u64, mode text, day date, method text, operation text, status u64, code text, host uuid, requests u64, duration_us u64
INSERT INTO figures_endpoint (entity_id, mode, day, method, operation, status, code, host, requests,
	duration_us)
VALUES (:entity_id, :mode, :day, :method, :operation, :status, :code, :host, :requests, :duration_us)
ON DUPLICATE KEY UPDATE requests = requests + VALUES(requests),
	duration_us = duration_us + VALUES(duration_us)

-- figures_failure_add: bulk
-- in: entity_id u64, mode text, day date, method text, operation text, status u64, code text, key_id uuid, host uuid, requests u64, first_at time, last_at time
INSERT INTO figures_failure (entity_id, mode, day, method, operation, status, code, key_id, host,
	requests, first_at, last_at)
VALUES (:entity_id, :mode, :day, :method, :operation, :status, :code, :key_id, :host, :requests,
	:first_at, :last_at)
ON DUPLICATE KEY UPDATE requests = requests + VALUES(requests),
	first_at = LEAST(first_at, VALUES(first_at)), last_at = GREATEST(last_at, VALUES(last_at))

-- figures_key_add: bulk
-- in: entity_id u64, mode text, day date, key_id uuid, host uuid, requests u64, refused u64, server_errors u64
INSERT INTO figures_key (entity_id, mode, day, key_id, host, requests, refused, server_errors)
VALUES (:entity_id, :mode, :day, :key_id, :host, :requests, :refused, :server_errors)
ON DUPLICATE KEY UPDATE requests = requests + VALUES(requests), refused = refused + VALUES(refused),
	server_errors = server_errors + VALUES(server_errors)

-- figures_hours: each
-- in: entity_id u64, mode text, from_at time, to_at time
-- out: hour time, requests u64, refused u64, server_errors u64, latency bytes
SELECT hour, requests, refused, server_errors, latency FROM figures_hour
WHERE entity_id = :entity_id AND mode = :mode AND hour >= :from_at AND hour < :to_at

-- figures_endpoints: many
-- in: entity_id u64, mode text, from_day date, to_day date
-- out: method text, operation text, requests u64, failed u64, duration_us u64
SELECT method, operation, CAST(SUM(requests) AS UNSIGNED) AS requests,
	CAST(SUM(IF(status >= 400, requests, 0)) AS UNSIGNED) AS failed,
	CAST(SUM(duration_us) AS UNSIGNED) AS duration_us
FROM figures_endpoint
WHERE entity_id = :entity_id AND mode = :mode AND day >= :from_day AND day <= :to_day
GROUP BY method, operation ORDER BY requests DESC, operation, method LIMIT 100

-- figures_failures: many
-- in: entity_id u64, mode text, from_day date, to_day date
-- out: code text, status u64, method text, operation text, key_id uuid, key_name text?, requests u64, first_at time, last_at time
SELECT f.code, f.status, f.method, f.operation, f.key_id, MAX(k.name) AS key_name,
	CAST(SUM(f.requests) AS UNSIGNED) AS requests, MIN(f.first_at) AS first_at,
	MAX(f.last_at) AS last_at
FROM figures_failure f LEFT JOIN api_keys k ON k.entity_id = f.entity_id AND k.id = f.key_id
WHERE f.entity_id = :entity_id AND f.mode = :mode AND f.day >= :from_day AND f.day <= :to_day
GROUP BY f.code, f.status, f.method, f.operation, f.key_id
ORDER BY requests DESC, last_at DESC LIMIT 20

-- figures_keys: many
-- in: entity_id u64, mode text, from_day date, to_day date
-- out: key_id uuid, name text?, requests u64, refused u64, server_errors u64
SELECT f.key_id, MAX(k.name) AS name, CAST(SUM(f.requests) AS UNSIGNED) AS requests,
	CAST(SUM(f.refused) AS UNSIGNED) AS refused,
	CAST(SUM(f.server_errors) AS UNSIGNED) AS server_errors
FROM figures_key f LEFT JOIN api_keys k ON k.entity_id = f.entity_id AND k.id = f.key_id
WHERE f.entity_id = :entity_id AND f.mode = :mode AND f.day >= :from_day AND f.day <= :to_day
GROUP BY f.key_id ORDER BY requests DESC, f.key_id LIMIT 100

-- figures_keys_any_mode: many
-- in: entity_id u64, from_day date, to_day date
-- out: key_id uuid, requests u64, refused u64, server_errors u64
SELECT key_id, CAST(SUM(requests) AS UNSIGNED) AS requests,
	CAST(SUM(refused) AS UNSIGNED) AS refused, CAST(SUM(server_errors) AS UNSIGNED) AS server_errors
FROM figures_key
WHERE entity_id = :entity_id AND mode IN ('live', 'test') AND day >= :from_day AND day <= :to_day
GROUP BY key_id ORDER BY requests DESC, key_id LIMIT 2000

-- figures_hour_first: one
-- in: entity_id u64, mode text
-- out: hour time
SELECT hour FROM figures_hour WHERE entity_id = :entity_id AND mode = :mode ORDER BY hour LIMIT 1
