-- The life of an employment: its spells, its leaves, and what daily work has to turn. The
-- employee's own row is locked by whoever writes any of these.

-- employment_period_end: exec
-- Ends the open spell.
-- in: realm_id u64, employee_id uuid, ends_on date, now time
UPDATE employment_periods SET ends_on = :ends_on, updated_at = :now
WHERE realm_id = :realm_id AND employee_id = :employee_id AND ends_on IS NULL

-- employment_period_drop: exec
-- The open spell never began.
-- in: realm_id u64, employee_id uuid
DELETE FROM employment_periods
WHERE realm_id = :realm_id AND employee_id = :employee_id AND ends_on IS NULL

-- employment_leave_insert: exec
-- in: realm_id u64, id uuid, employee_id uuid, leave_type text, starts_on date, expected_return date?, now time
INSERT INTO employment_leaves (realm_id, id, employee_id, leave_type, starts_on, expected_return,
	created_at, updated_at)
VALUES (:realm_id, :id, :employee_id, :leave_type, :starts_on, :expected_return, :now, :now)

-- employment_leave_open: one
-- The leave that lasts.
-- in: realm_id u64, employee_id uuid
-- out: id uuid, starts_on date
SELECT l.id, l.starts_on FROM employment_leaves l
WHERE l.realm_id = :realm_id AND l.employee_id = :employee_id AND l.returned_on IS NULL

-- employment_leave_last: one
-- When the employee came back from the leave that ended last; NULL if there was none.
-- in: realm_id u64, employee_id uuid
-- out: returned_on date?
SELECT MAX(l.returned_on) AS returned_on FROM employment_leaves l
WHERE l.realm_id = :realm_id AND l.employee_id = :employee_id

-- employment_leave_end: exec
-- in: realm_id u64, employee_id uuid, returned_on date, now time
UPDATE employment_leaves SET returned_on = GREATEST(starts_on, :returned_on), updated_at = :now
WHERE realm_id = :realm_id AND employee_id = :employee_id AND returned_on IS NULL

-- employment_leaves_delete: exec
-- in: realm_id u64, employee_id uuid
DELETE FROM employment_leaves WHERE realm_id = :realm_id AND employee_id = :employee_id

-- daily_realms: many
-- Every realm with data that somebody may read; for daily work, each with its own dates.
-- crosses tenants: daily work goes through all companies, one realm after the other
-- in: after u64, most u64
-- out: entity_id u64, realm_id u64, time_zone text, done date?
SELECT r.entity_id, r.id AS realm_id, e.time_zone, d.day AS done
FROM realms r JOIN entities e ON e.id = r.entity_id
LEFT JOIN daily_days d ON d.realm_id = r.id
WHERE r.state = 'current' AND e.state <> 'closed' AND r.id > :after
ORDER BY r.id LIMIT :most

-- daily_hires: many
-- Who was to begin on this day or earlier.
-- in: realm_id u64, today date, after uuid, most u64
-- out: id uuid
SELECT e.id FROM employees e
WHERE e.realm_id = :realm_id AND e.status = 'pending' AND e.hire_date <= :today AND e.id > :after
ORDER BY e.id LIMIT :most

-- daily_terminations: many
-- Whose employment was to end on this day or earlier.
-- in: realm_id u64, today date, after uuid, most u64
-- out: id uuid
SELECT e.id FROM employees e
WHERE e.realm_id = :realm_id AND e.scheduled_termination_date <= :today AND e.id > :after
ORDER BY e.id LIMIT :most

-- daily_time_off: many
-- Granted time off whose last day was before this day.
-- in: realm_id u64, today date, after uuid, most u64
-- out: id uuid
SELECT o.id FROM time_off o
WHERE o.realm_id = :realm_id AND o.status = 'approved' AND o.ends_on < :today AND o.id > :after
ORDER BY o.id LIMIT :most

-- daily_identifications: many
-- Identifications whose last day was before this day.
-- in: realm_id u64, today date, after uuid, most u64
-- out: id uuid
SELECT g.id FROM government_identifications g
WHERE g.realm_id = :realm_id AND g.status IN ('unverified', 'verified') AND g.expires_on < :today
	AND g.id > :after
ORDER BY g.id LIMIT :most
