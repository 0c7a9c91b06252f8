-- audit_head_begin: exec
-- in: entity_id u64, hash digest
INSERT INTO audit_heads (entity_id, seq, hash) VALUES (:entity_id, 0, :hash)

-- audit_head_lock: one
-- The end of the chain, until COMMIT nobody else's.
-- in: entity_id u64
-- out: seq u64, hash digest, code text
SELECT h.seq, h.hash, (SELECT e.code FROM entities e WHERE e.id = h.entity_id) AS code
FROM audit_heads h WHERE h.entity_id = :entity_id FOR UPDATE

-- audit_head_find: one
-- in: entity_id u64
-- out: seq u64, hash digest
SELECT seq, hash FROM audit_heads WHERE entity_id = :entity_id

-- audit_head_move: exec
-- in: entity_id u64, was u64, seq u64, hash digest
UPDATE audit_heads SET seq = :seq, hash = :hash WHERE entity_id = :entity_id AND seq = :was

-- audit_event_add: exec
-- in: entity_id u64, seq u64, id uuid, at time, event text, actor_kind text, actor_id uuid?, subject_kind text?, subject_id uuid?, record text, previous digest, hash digest
INSERT INTO audit_events (entity_id, seq, id, at, event, actor_kind, actor_id, subject_kind,
	subject_id, record, previous, hash)
VALUES (:entity_id, :seq, :id, :at, :event, :actor_kind, :actor_id, :subject_kind,
	:subject_id, :record, :previous, :hash)

-- audit_list_older: many
-- Newest first. Events are names parted by commas; every filter may be absent.
-- in: entity_id u64, before_seq u64, from_at time?, to_at time?, events text?, actor_id uuid?, subject_id uuid?, rows u64
-- out: seq u64, id uuid, at time, event text, actor_kind text, actor_id uuid?, subject_kind text?, subject_id uuid?, record text, previous digest, hash digest
SELECT seq, id, at, event, actor_kind, actor_id, subject_kind, subject_id, record, previous, hash
FROM audit_events
WHERE entity_id = :entity_id AND seq < :before_seq
	AND (:from_at IS NULL OR at >= :from_at) AND (:to_at IS NULL OR at < :to_at)
	AND (:events IS NULL OR FIND_IN_SET(event, :events))
	AND (:actor_id IS NULL OR actor_id = :actor_id)
	AND (:subject_id IS NULL OR subject_id = :subject_id)
ORDER BY seq DESC LIMIT :rows

-- audit_list_newer: many
-- Oldest first: the page that borders on after_seq.
-- in: entity_id u64, after_seq u64, from_at time?, to_at time?, events text?, actor_id uuid?, subject_id uuid?, rows u64
-- out: seq u64, id uuid, at time, event text, actor_kind text, actor_id uuid?, subject_kind text?, subject_id uuid?, record text, previous digest, hash digest
SELECT seq, id, at, event, actor_kind, actor_id, subject_kind, subject_id, record, previous, hash
FROM audit_events
WHERE entity_id = :entity_id AND seq > :after_seq
	AND (:from_at IS NULL OR at >= :from_at) AND (:to_at IS NULL OR at < :to_at)
	AND (:events IS NULL OR FIND_IN_SET(event, :events))
	AND (:actor_id IS NULL OR actor_id = :actor_id)
	AND (:subject_id IS NULL OR subject_id = :subject_id)
ORDER BY seq LIMIT :rows

-- audit_event_load: one
-- in: entity_id u64, seq u64
-- out: seq u64, id uuid, at time, event text, actor_kind text, actor_id uuid?, subject_kind text?, subject_id uuid?, record text, previous digest, hash digest
SELECT seq, id, at, event, actor_kind, actor_id, subject_kind, subject_id, record, previous, hash
FROM audit_events WHERE entity_id = :entity_id AND seq = :seq

-- audit_chain: many
-- The chain in its order, page by page.
-- in: entity_id u64, after_seq u64, rows u64
-- out: seq u64, at time, event text, actor_kind text, actor_id uuid?, subject_kind text?, subject_id uuid?, record text, previous digest, hash digest
SELECT seq, at, event, actor_kind, actor_id, subject_kind, subject_id, record, previous, hash
FROM audit_events WHERE entity_id = :entity_id AND seq > :after_seq ORDER BY seq LIMIT :rows

-- audit_seq_from: one
-- Number of the first entry at or after a time.
-- in: entity_id u64, from_at time
-- out: seq u64
SELECT seq FROM audit_events WHERE entity_id = :entity_id AND at >= :from_at
ORDER BY at, seq LIMIT 1
