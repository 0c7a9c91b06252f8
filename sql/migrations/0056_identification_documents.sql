-- The document that shows an identification; runs once documents are there.
ALTER TABLE government_identifications
	ADD COLUMN IF NOT EXISTS document_id BINARY(16) NULL AFTER status,
	ADD KEY IF NOT EXISTS government_identifications_document_id (realm_id, document_id, id),
	ADD CONSTRAINT government_identifications_document_id_fk
		FOREIGN KEY IF NOT EXISTS (realm_id, document_id) REFERENCES documents (realm_id, id);
