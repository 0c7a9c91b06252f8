-- Contents of documents, in sealed pieces of 256 KiB; a content never changes but for being
-- sealed anew. document_contents points from the document to the one that it has. document_orphans lists those to which no document points: uploads under way or
-- broken off, and what was replaced; daily work removes them.
-- table document_chunks: realm
-- table document_contents: realm
-- table document_orphans: realm
CREATE TABLE IF NOT EXISTS document_chunks (
	realm_id BIGINT UNSIGNED NOT NULL,
	content_id BINARY(16) NOT NULL,
	seq INT UNSIGNED NOT NULL,
	bytes MEDIUMBLOB NOT NULL,
	PRIMARY KEY (realm_id, content_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS document_contents (
	realm_id BIGINT UNSIGNED NOT NULL,
	document_id BINARY(16) NOT NULL,
	content_id BINARY(16) NOT NULL,
	PRIMARY KEY (realm_id, document_id),
	UNIQUE KEY document_contents_content_id (realm_id, content_id),
	CONSTRAINT document_contents_document_id_fk FOREIGN KEY (realm_id, document_id)
		REFERENCES documents (realm_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS document_orphans (
	realm_id BIGINT UNSIGNED NOT NULL,
	content_id BINARY(16) NOT NULL,
	since DATETIME(6) NOT NULL,
	PRIMARY KEY (realm_id, content_id),
	KEY document_orphans_since (realm_id, since)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
