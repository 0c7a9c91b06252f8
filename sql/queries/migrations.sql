-- What has been run on this database: read and written by lib/db/migrate.c.

-- migration_list: many
-- Everything begun so far, in order.
-- out: name text, checksum digest, ended_at time?
SELECT name, checksum, ended_at FROM schema_migrations ORDER BY name

-- migration_begin: exec
-- Begun, or begun again after it stopped half-way.
-- in: name text, checksum digest, now time
INSERT INTO schema_migrations (name, checksum, started_at, ended_at)
VALUES (:name, :checksum, :now, NULL)
ON DUPLICATE KEY UPDATE checksum = :checksum, started_at = :now, ended_at = NULL

-- migration_end: exec
-- in: name text, now time
UPDATE schema_migrations SET ended_at = :now WHERE name = :name

-- migration_account: one
-- Who we are to the server: USER@HOST.
-- out: account text
SELECT CURRENT_USER()

-- migration_lock: one
-- One runner at a time: 1 if the lock was had within that many seconds.
-- in: name text, seconds i64
-- out: locked bool?
SELECT GET_LOCK(:name, :seconds)

-- migration_holds: one
-- Whether the lock is still ours: a connection opened anew would not have it.
-- in: name text
-- out: held bool?
SELECT IS_USED_LOCK(:name) = CONNECTION_ID()

-- migration_unlock: one
-- in: name text
-- out: released bool?
SELECT RELEASE_LOCK(:name)
