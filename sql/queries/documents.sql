-- Documents: whose employment they belong to, and where their contents lie (lib/records/contents.c).

-- employee_person: one
-- Whose employment it is.
-- in: realm_id u64, id uuid
-- out: person_id uuid
SELECT e.person_id FROM employees e WHERE e.realm_id = :realm_id AND e.id = :id

-- document_content: one
-- in: realm_id u64, id uuid
-- out: content_id uuid?, version u64, media_type text?, size_bytes u64?
SELECT c.content_id, d.version, d.media_type, d.size_bytes
FROM documents d
LEFT JOIN document_contents c ON c.realm_id = d.realm_id AND c.document_id = d.id
WHERE d.realm_id = :realm_id AND d.id = :id

-- document_point: bulk
-- The document's content is that one from now on.
-- in: realm_id u64, document_id uuid, content_id uuid
INSERT INTO document_contents (realm_id, document_id, content_id)
VALUES (:realm_id, :document_id, :content_id)
ON DUPLICATE KEY UPDATE content_id = :content_id

-- document_unpoint: exec
-- in: realm_id u64, document_id uuid
DELETE FROM document_contents WHERE realm_id = :realm_id AND document_id = :document_id

-- document_chunk_insert: bulk
-- in: realm_id u64, content_id uuid, seq u64, bytes bytes
INSERT INTO document_chunks (realm_id, content_id, seq, bytes)
VALUES (:realm_id, :content_id, :seq, :bytes)

-- document_chunk: one
-- in: realm_id u64, content_id uuid, seq u64
-- out: bytes bytes
SELECT c.bytes FROM document_chunks c
WHERE c.realm_id = :realm_id AND c.content_id = :content_id AND c.seq = :seq

-- document_chunks_delete: exec
-- in: realm_id u64, content_id uuid
DELETE FROM document_chunks WHERE realm_id = :realm_id AND content_id = :content_id

-- document_chunks_stale: many
-- Pieces sealed under another secret than the one whose number is given, four bytes of it.
-- in: realm_id u64, content_id uuid, seq u64, secret bytes, most u64
-- out: content_id uuid, seq u64
SELECT c.content_id, c.seq FROM document_chunks c
WHERE c.realm_id = :realm_id
	AND (c.content_id > :content_id OR (c.content_id = :content_id AND c.seq > :seq))
	AND LEFT(c.bytes, 4) <> :secret
ORDER BY c.content_id, c.seq LIMIT :most

-- document_chunk_replace: exec
-- in: realm_id u64, content_id uuid, seq u64, bytes bytes
UPDATE document_chunks SET bytes = :bytes
WHERE realm_id = :realm_id AND content_id = :content_id AND seq = :seq

-- document_orphan_insert: exec
-- in: realm_id u64, content_id uuid, since time
INSERT INTO document_orphans (realm_id, content_id, since)
VALUES (:realm_id, :content_id, :since)

-- document_orphan_delete: exec
-- in: realm_id u64, content_id uuid
DELETE FROM document_orphans WHERE realm_id = :realm_id AND content_id = :content_id

-- document_orphan_find: one
-- in: realm_id u64, content_id uuid
-- out: since time
SELECT o.since FROM document_orphans o
WHERE o.realm_id = :realm_id AND o.content_id = :content_id

-- document_orphans_of: many
-- Contents to which no document has pointed since then.
-- in: realm_id u64, before time, most u64
-- out: content_id uuid
SELECT o.content_id FROM document_orphans o
WHERE o.realm_id = :realm_id AND o.since < :before
ORDER BY o.since LIMIT :most
