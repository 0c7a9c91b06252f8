-- journal_host_lock: exec
-- First statement of every shipping transaction: shippers of one host go one after the other.
-- in: host uuid, now time
INSERT INTO journal_files (host, file, shipped, updated_at) VALUES (:host, 0, 0, :now)
ON DUPLICATE KEY UPDATE updated_at = VALUES(updated_at)

-- journal_file_begin: exec
-- A file met for the first time; one that is known stays as it is.
-- in: host uuid, file u64, now time
INSERT INTO journal_files (host, file, shipped, updated_at) VALUES (:host, :file, 0, :now)
ON DUPLICATE KEY UPDATE shipped = shipped

-- journal_file_find: one
-- in: host uuid, file u64
-- out: shipped u64, finished bool
SELECT shipped, finished FROM journal_files WHERE host = :host AND file = :file

-- journal_files_of: many
-- Offsets of the host's files that are still there.
-- in: host uuid
-- out: file u64, shipped u64
SELECT file, shipped FROM journal_files WHERE host = :host AND file <> 0 AND NOT finished
ORDER BY file LIMIT 10000

-- journal_files_advance: bulk
-- Compare and set: fewer rows than files if somebody else has shipped from one of these places.
-- in: host uuid, file u64, was u64, shipped u64, damaged u64, finished bool, now time
UPDATE journal_files SET shipped = :shipped, damaged = damaged + :damaged, finished = :finished,
	updated_at = :now
WHERE host = :host AND file = :file AND shipped = :was AND NOT finished

-- journal_losses_add: bulk
-- in: host uuid, file u64, place u64, requests u64, from_at time, to_at time
INSERT INTO journal_losses (host, file, place, requests, from_at, to_at)
VALUES (:host, :file, :place, :requests, :from_at, :to_at)

-- journal_files_forget: exec
-- Daily: offsets of files that were finished and removed long ago.
-- in: before_at time
DELETE FROM journal_files WHERE finished AND file <> 0 AND updated_at < :before_at

-- journal_losses_forget: exec
-- in: before_at time
DELETE FROM journal_losses WHERE to_at < :before_at

-- journal_log_add: bulk
-- in: id uuid, ts time, entity_id u64, mode text, key_id uuid?, credential_id uuid?, method text, operation text, path text, query text?, status u64, status_class u64, code text?, reason text?, duration_us u64, request_bytes u64, answer_bytes u64, address bytes, agent text?
INSERT INTO request_log (id, ts, entity_id, mode, key_id, credential_id, method, operation, path,
	query, status, status_class, code, reason, duration_us, request_bytes, answer_bytes, address,
	agent)
VALUES (:id, :ts, :entity_id, :mode, :key_id, :credential_id, :method, :operation, :path,
	:query, :status, :status_class, :code, :reason, :duration_us, :request_bytes, :answer_bytes,
	:address, :agent)

-- journal_bodies_add: bulk
-- in: id uuid, ts time, entity_id u64, request_headers text?, request_body text?, answer_headers text?, answer_body text?
INSERT INTO request_bodies (id, ts, entity_id, request_headers, request_body, answer_headers,
	answer_body)
VALUES (:id, :ts, :entity_id, :request_headers, :request_body, :answer_headers, :answer_body)

-- journal_credential_used: bulk
-- in: entity_id u64, id uuid, used_at time, address bytes, agent text?
UPDATE credentials SET used_at = :used_at, used_address = :address, used_agent = :agent
WHERE entity_id = :entity_id AND id = :id AND (used_at IS NULL OR used_at < :used_at)
