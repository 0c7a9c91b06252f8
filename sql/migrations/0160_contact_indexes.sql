-- Whose address or number it is: found and sorted by index at any size.
ALTER TABLE email_addresses
	ADD KEY IF NOT EXISTS email_addresses_address (realm_id, address, id);

ALTER TABLE phone_numbers
	ADD KEY IF NOT EXISTS phone_numbers_number (realm_id, number, id);
