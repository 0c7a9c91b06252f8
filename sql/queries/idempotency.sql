-- Answers kept under an Idempotency-Key (HTTP.md, repetition).

-- idempotency_reserve: exec
-- The first statement of a write. Whoever holds the same row is not waited for.
-- in: realm_id u64, id digest, secret_id u64, fingerprint digest, now time
SET STATEMENT innodb_lock_wait_timeout=0 FOR
INSERT INTO idempotency (realm_id, id, secret_id, fingerprint, created_at)
VALUES (:realm_id, :id, :secret_id, :fingerprint, :now)

-- idempotency_find: one
-- in: realm_id u64, id digest
-- out: secret_id u64, fingerprint digest, created_at time, status u64?, record_id uuid?, location text?, etag text?, shown bytes?, body bytes?
SELECT i.secret_id, i.fingerprint, i.created_at, i.status, i.record_id, i.location, i.etag, i.shown,
	i.body
FROM idempotency i WHERE i.realm_id = :realm_id AND i.id = :id

-- idempotency_renew: exec
-- Takes over a row that has had its time and was not swept yet.
-- in: realm_id u64, id digest, secret_id u64, fingerprint digest, now time, before time
SET STATEMENT innodb_lock_wait_timeout=0 FOR
UPDATE idempotency SET secret_id = :secret_id, fingerprint = :fingerprint, created_at = :now,
	status = NULL, record_id = NULL, location = NULL, etag = NULL, shown = NULL, body = NULL
WHERE realm_id = :realm_id AND id = :id AND created_at < :before

-- idempotency_keep: exec
-- in: realm_id u64, id digest, status u64, record_id uuid, location text?, etag text?, shown bytes?, body bytes?
UPDATE idempotency SET status = :status, record_id = :record_id, location = :location,
	etag = :etag, shown = :shown, body = :body
WHERE realm_id = :realm_id AND id = :id

-- idempotency_sweep: exec
-- in: realm_id u64, before time, most u64
DELETE FROM idempotency WHERE realm_id = :realm_id AND created_at < :before LIMIT :most
