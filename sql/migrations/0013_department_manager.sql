ALTER TABLE departments
	ADD CONSTRAINT departments_manager_employee_id_fk
		FOREIGN KEY IF NOT EXISTS (realm_id, manager_employee_id)
		REFERENCES employees (realm_id, id);
