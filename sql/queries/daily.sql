-- Who does the daily work on records, and for which days it has been done. Times are the
-- database's, so that hosts whose clocks differ agree.

-- daily_lease_due: one
-- Whether there is something to be done that nobody does.
-- out: due bool
SELECT l.held_until <= UTC_TIMESTAMP(6) AND l.due_at <= UTC_TIMESTAMP(6) AS due
FROM daily_lease l
WHERE l.id = 1

-- daily_lease_take: exec
-- One row unless somebody else holds it, or, without anyway, it is not due.
-- in: holder uuid, seconds u64, anyway bool
UPDATE daily_lease SET holder = :holder, held_until = UTC_TIMESTAMP(6) + INTERVAL :seconds SECOND
WHERE id = 1 AND held_until <= UTC_TIMESTAMP(6) AND (:anyway OR due_at <= UTC_TIMESTAMP(6))

-- daily_lease_keep: exec
-- No row: it has ended, and may be another's.
-- in: holder uuid, seconds u64
UPDATE daily_lease SET held_until = UTC_TIMESTAMP(6) + INTERVAL :seconds SECOND
WHERE id = 1 AND holder = :holder AND held_until > UTC_TIMESTAMP(6)

-- daily_lease_end: exec
-- in: holder uuid, seconds u64
UPDATE daily_lease SET held_until = UTC_TIMESTAMP(6),
	due_at = UTC_TIMESTAMP(6) + INTERVAL :seconds SECOND
WHERE id = 1 AND holder = :holder AND held_until > UTC_TIMESTAMP(6)

-- daily_day_mark: exec
-- in: realm_id u64, day date
INSERT INTO daily_days (realm_id, day) VALUES (:realm_id, :day)
ON DUPLICATE KEY UPDATE day = VALUES(day)
