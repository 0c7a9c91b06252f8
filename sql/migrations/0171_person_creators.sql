-- Persons from before tell by the feed which key made them.
UPDATE persons p
JOIN changes c ON c.realm_id = p.realm_id AND c.record_id = p.id AND c.operation = 'create'
	AND c.caller_kind = 'key'
SET p.creator_key_id = c.caller_id
WHERE p.creator_key_id IS NULL;
