-- Daily work looks for the terminations that are due.
ALTER TABLE employees
	ADD KEY IF NOT EXISTS employees_scheduled_termination_date
		(realm_id, scheduled_termination_date, id);
