-- history_page_older: many
-- Newest first, from a place down to a floor. `path` says which index leads: one branch is alive,
-- the server drops the others before it plans (their condition is a constant).
-- in: path text, entity_id u64, mode text, place_at time, place_id uuid, floor_at time, floor_id uuid, key_id uuid?, operation text?, status_class u64, status_low u64, status_high u64, address_low bytes, address_high bytes, slower_than_us u64, method text?, code text?, rows u64
-- out: id uuid, ts time, mode text, key_id uuid?, credential_id uuid?, key_name text?, last_four text?, method text, operation text, path text, query text?, status u64, code text?, reason text?, duration_us u64, request_bytes u64, answer_bytes u64, address bytes, agent text?
SELECT id, ts, mode, key_id, credential_id, key_name, last_four, method, operation, path, query, status,
	code, reason, duration_us, request_bytes, answer_bytes, address, agent FROM (
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_time)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'time' AND l.entity_id = :entity_id AND l.mode = :mode
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts DESC, l.id DESC LIMIT :rows)
UNION ALL
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_key)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'key' AND l.entity_id = :entity_id AND l.mode = :mode AND l.key_id = :key_id
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts DESC, l.id DESC LIMIT :rows)
UNION ALL
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_class)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'class' AND l.entity_id = :entity_id AND l.mode = :mode AND l.status_class = :status_class
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts DESC, l.id DESC LIMIT :rows)
UNION ALL
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_operation)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'operation' AND l.entity_id = :entity_id AND l.mode = :mode AND l.operation = :operation
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts DESC, l.id DESC LIMIT :rows)
) AS found
ORDER BY ts DESC, id DESC

-- history_page_newer: many
-- Oldest first, from a place up to a ceiling (floor_at, floor_id).
-- in: path text, entity_id u64, mode text, place_at time, place_id uuid, floor_at time, floor_id uuid, key_id uuid?, operation text?, status_class u64, status_low u64, status_high u64, address_low bytes, address_high bytes, slower_than_us u64, method text?, code text?, rows u64
-- out: id uuid, ts time, mode text, key_id uuid?, credential_id uuid?, key_name text?, last_four text?, method text, operation text, path text, query text?, status u64, code text?, reason text?, duration_us u64, request_bytes u64, answer_bytes u64, address bytes, agent text?
SELECT id, ts, mode, key_id, credential_id, key_name, last_four, method, operation, path, query, status,
	code, reason, duration_us, request_bytes, answer_bytes, address, agent FROM (
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_time)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'time' AND l.entity_id = :entity_id AND l.mode = :mode
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts, l.id LIMIT :rows)
UNION ALL
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_key)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'key' AND l.entity_id = :entity_id AND l.mode = :mode AND l.key_id = :key_id
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts, l.id LIMIT :rows)
UNION ALL
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_class)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'class' AND l.entity_id = :entity_id AND l.mode = :mode AND l.status_class = :status_class
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts, l.id LIMIT :rows)
UNION ALL
(SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
	FROM request_log l FORCE INDEX (log_operation)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
	WHERE :path = 'operation' AND l.entity_id = :entity_id AND l.mode = :mode AND l.operation = :operation
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	AND l.status BETWEEN :status_low AND :status_high
	AND l.address BETWEEN :address_low AND :address_high
	AND l.duration_us >= :slower_than_us
	AND (:method IS NULL OR l.method = :method) AND (:code IS NULL OR l.code = :code)
	AND (:key_id IS NULL OR l.key_id = :key_id)
	AND (:operation IS NULL OR l.operation = :operation)
	ORDER BY l.ts, l.id LIMIT :rows)
) AS found
ORDER BY ts, id

-- history_floor_older: one
-- The row at which looking further ends: as many rows of the leading index lie before it.
-- in: path text, entity_id u64, mode text, place_at time, place_id uuid, floor_at time, floor_id uuid, key_id uuid?, operation text?, status_class u64, look u64
-- out: id uuid, ts time
SELECT id, ts FROM (
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_time)
	WHERE :path = 'time' AND l.entity_id = :entity_id AND l.mode = :mode
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	ORDER BY l.ts DESC, l.id DESC LIMIT 1 OFFSET :look)
UNION ALL
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_key)
	WHERE :path = 'key' AND l.entity_id = :entity_id AND l.mode = :mode AND l.key_id = :key_id
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	ORDER BY l.ts DESC, l.id DESC LIMIT 1 OFFSET :look)
UNION ALL
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_class)
	WHERE :path = 'class' AND l.entity_id = :entity_id AND l.mode = :mode AND l.status_class = :status_class
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	ORDER BY l.ts DESC, l.id DESC LIMIT 1 OFFSET :look)
UNION ALL
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_operation)
	WHERE :path = 'operation' AND l.entity_id = :entity_id AND l.mode = :mode AND l.operation = :operation
	AND l.ts <= :place_at AND (l.ts < :place_at OR l.id < :place_id)
	AND l.ts >= :floor_at AND (l.ts > :floor_at OR l.id >= :floor_id)
	ORDER BY l.ts DESC, l.id DESC LIMIT 1 OFFSET :look)
) AS found

-- history_floor_newer: one
-- The same upwards.
-- in: path text, entity_id u64, mode text, place_at time, place_id uuid, floor_at time, floor_id uuid, key_id uuid?, operation text?, status_class u64, look u64
-- out: id uuid, ts time
SELECT id, ts FROM (
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_time)
	WHERE :path = 'time' AND l.entity_id = :entity_id AND l.mode = :mode
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	ORDER BY l.ts, l.id LIMIT 1 OFFSET :look)
UNION ALL
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_key)
	WHERE :path = 'key' AND l.entity_id = :entity_id AND l.mode = :mode AND l.key_id = :key_id
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	ORDER BY l.ts, l.id LIMIT 1 OFFSET :look)
UNION ALL
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_class)
	WHERE :path = 'class' AND l.entity_id = :entity_id AND l.mode = :mode AND l.status_class = :status_class
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	ORDER BY l.ts, l.id LIMIT 1 OFFSET :look)
UNION ALL
(SELECT l.id, l.ts
	FROM request_log l FORCE INDEX (log_operation)
	WHERE :path = 'operation' AND l.entity_id = :entity_id AND l.mode = :mode AND l.operation = :operation
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id)
	AND l.ts <= :floor_at AND (l.ts < :floor_at OR l.id <= :floor_id)
	ORDER BY l.ts, l.id LIMIT 1 OFFSET :look)
) AS found

-- history_one: one
-- The range is the millisecond of the id.
-- in: entity_id u64, id uuid, from_at time, to_at time
-- out: id uuid, ts time, mode text, key_id uuid?, credential_id uuid?, key_name text?, last_four text?, method text, operation text, path text, query text?, status u64, code text?, reason text?, duration_us u64, request_bytes u64, answer_bytes u64, address bytes, agent text?, request_headers text?, request_body text?, answer_headers text?, answer_body text?
SELECT l.id, l.ts, l.mode, l.key_id, l.credential_id, k.name AS key_name, c.last_four, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent,
	b.request_headers, b.request_body, b.answer_headers, b.answer_body
FROM request_log l
	LEFT JOIN request_bodies b ON b.id = l.id AND b.ts = l.ts AND b.entity_id = l.entity_id
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
	LEFT JOIN credentials c ON c.entity_id = l.entity_id AND c.id = l.credential_id
WHERE l.entity_id = :entity_id AND l.id = :id AND l.ts >= :from_at AND l.ts < :to_at

-- history_export: many
-- Oldest first, a page for a stream.
-- in: entity_id u64, mode text, place_at time, place_id uuid, to_at time, rows u64
-- out: id uuid, ts time, mode text, key_id uuid?, key_name text?, method text, operation text, path text, query text?, status u64, code text?, reason text?, duration_us u64, request_bytes u64, answer_bytes u64, address bytes, agent text?
SELECT l.id, l.ts, l.mode, l.key_id, k.name AS key_name, l.method,
	l.operation, l.path, l.query, l.status, l.code, l.reason, l.duration_us, l.request_bytes,
	l.answer_bytes, l.address, l.agent
FROM request_log l FORCE INDEX (log_time)
	LEFT JOIN api_keys k ON k.entity_id = l.entity_id AND k.id = l.key_id
WHERE l.entity_id = :entity_id AND l.mode = :mode
	AND l.ts >= :place_at AND (l.ts > :place_at OR l.id > :place_id) AND l.ts < :to_at
ORDER BY l.ts, l.id LIMIT :rows

-- history_losses_of: many
-- in: from_at time, to_at time
-- out: requests u64, from_at time, to_at time
SELECT requests, from_at, to_at FROM journal_losses
WHERE to_at >= :from_at AND from_at < :to_at ORDER BY to_at DESC LIMIT 100
