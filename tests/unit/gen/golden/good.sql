-- A small file with one statement of each kind.

-- thing_find: one
-- The thing of that id.
-- Whatever its state.
-- in: realm_id u64, id uuid
-- out: name text, digest digest, ended_at time?,
--      size decimal?
SELECT name, digest, ended_at, size FROM things
WHERE realm_id = :realm_id AND id = :id AND note <> 'what? "this": \'that\''

-- thing_list: many
-- in: realm_id u64, since date
-- out: id uuid, kept bool, n i64
SELECT id, kept, n FROM things
WHERE realm_id = :realm_id AND (since >= :since OR until >= :since)

-- note_each: each
-- out: id u64
SELECT id FROM notes

-- thing_forget: exec
-- crosses tenants: the daily work of everyone
-- in: before time
DELETE FROM things WHERE ended_at < :before

-- thing_add: bulk
-- in: realm_id u64, id uuid, parent uuid?, rank u64?, bytes bytes?
INSERT INTO things (realm_id, id, parent, rank, bytes)
VALUES (:realm_id, :id, :parent, :rank, :bytes)
