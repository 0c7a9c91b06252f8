-- By what records are looked for though no list is sorted by it: found by index at any size.
ALTER TABLE persons
	ADD KEY IF NOT EXISTS persons_legal_first_name (realm_id, legal_first_name, id),
	ADD KEY IF NOT EXISTS persons_preferred_first_name (realm_id, preferred_first_name, id),
	ADD KEY IF NOT EXISTS persons_date_of_birth (realm_id, date_of_birth, id);

ALTER TABLE employees
	ADD KEY IF NOT EXISTS employees_title (realm_id, title, id),
	ADD KEY IF NOT EXISTS employees_termination_date (realm_id, termination_date, id);

ALTER TABLE documents
	ADD KEY IF NOT EXISTS documents_expires_on (realm_id, expires_on, id);

ALTER TABLE government_identifications
	ADD KEY IF NOT EXISTS government_identifications_expires_on (realm_id, expires_on, id);
