-- What employees refer to beside department and supervisor.
ALTER TABLE employees
	ADD COLUMN IF NOT EXISTS location_id BINARY(16) NULL AFTER department_id,
	ADD COLUMN IF NOT EXISTS job_code_id BINARY(16) NULL AFTER location_id,
	ADD COLUMN IF NOT EXISTS job_id BINARY(16) NULL AFTER job_code_id,
	ADD COLUMN IF NOT EXISTS labor_class_id BINARY(16) NULL AFTER job_id,
	ADD COLUMN IF NOT EXISTS cost_code_id BINARY(16) NULL AFTER labor_class_id,
	ADD COLUMN IF NOT EXISTS rate_code_id BINARY(16) NULL AFTER cost_code_id,
	ADD COLUMN IF NOT EXISTS pay_schedule_id BINARY(16) NULL AFTER rate_code_id,
	ADD COLUMN IF NOT EXISTS union_id BINARY(16) NULL AFTER pay_schedule_id,
	ADD COLUMN IF NOT EXISTS union_local_id BINARY(16) NULL AFTER union_id,
	ADD COLUMN IF NOT EXISTS union_class_id BINARY(16) NULL AFTER union_local_id,
	ADD KEY IF NOT EXISTS employees_location_id (realm_id, location_id, id),
	ADD KEY IF NOT EXISTS employees_job_code_id (realm_id, job_code_id, id),
	ADD KEY IF NOT EXISTS employees_job_id (realm_id, job_id, id),
	ADD KEY IF NOT EXISTS employees_labor_class_id (realm_id, labor_class_id, id),
	ADD KEY IF NOT EXISTS employees_cost_code_id (realm_id, cost_code_id, id),
	ADD KEY IF NOT EXISTS employees_rate_code_id (realm_id, rate_code_id, id),
	ADD KEY IF NOT EXISTS employees_pay_schedule_id (realm_id, pay_schedule_id, id),
	ADD KEY IF NOT EXISTS employees_union_id (realm_id, union_id, id),
	ADD KEY IF NOT EXISTS employees_union_local_id (realm_id, union_local_id, id),
	ADD KEY IF NOT EXISTS employees_union_class_id (realm_id, union_class_id, id);

-- A pay schedule is required: employees from before get one of their company's, to be set right.
INSERT INTO pay_schedules (realm_id, id, code, name, frequency, first_period_start, created_at,
	updated_at, version)
SELECT e.realm_id,
	UNHEX(CONCAT(LPAD(HEX(FLOOR(UNIX_TIMESTAMP(UTC_TIMESTAMP(3)) * 1000)), 12, '0'), '7',
		RIGHT(MD5(CONCAT(e.realm_id, 'a')), 3), '8', RIGHT(MD5(CONCAT(e.realm_id, 'b')), 15))),
	'UNKNOWN', 'Not known', 'weekly', '2024-01-01', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 1
FROM employees e
WHERE e.pay_schedule_id IS NULL AND NOT EXISTS (
	SELECT 1 FROM pay_schedules p WHERE p.realm_id = e.realm_id AND p.code = 'UNKNOWN')
GROUP BY e.realm_id;

UPDATE employees e
JOIN pay_schedules p ON p.realm_id = e.realm_id AND p.code = 'UNKNOWN'
SET e.pay_schedule_id = p.id
WHERE e.pay_schedule_id IS NULL;

ALTER TABLE employees
	MODIFY COLUMN pay_schedule_id BINARY(16) NOT NULL,
	ADD CONSTRAINT employees_location_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, location_id)
		REFERENCES locations (realm_id, id),
	ADD CONSTRAINT employees_job_code_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, job_code_id)
		REFERENCES job_codes (realm_id, id),
	ADD CONSTRAINT employees_job_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, job_id)
		REFERENCES jobs (realm_id, id),
	ADD CONSTRAINT employees_labor_class_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, labor_class_id)
		REFERENCES labor_classes (realm_id, id),
	ADD CONSTRAINT employees_cost_code_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, cost_code_id)
		REFERENCES cost_codes (realm_id, id),
	ADD CONSTRAINT employees_rate_code_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, rate_code_id)
		REFERENCES rate_codes (realm_id, id),
	ADD CONSTRAINT employees_pay_schedule_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, pay_schedule_id)
		REFERENCES pay_schedules (realm_id, id),
	ADD CONSTRAINT employees_union_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, union_id)
		REFERENCES unions (realm_id, id),
	ADD CONSTRAINT employees_union_local_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, union_local_id)
		REFERENCES union_locals (realm_id, id),
	ADD CONSTRAINT employees_union_class_id_fk FOREIGN KEY IF NOT EXISTS (realm_id, union_class_id)
		REFERENCES union_classes (realm_id, id);
