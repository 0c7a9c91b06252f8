// Where a value could be left behind, and the disguises in which it could stand
// there. Kept apart from the program's own redaction, in another language.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hub, sql } from './hub.mjs';

// Tables whose business is to keep the values, or that hold none from outside.
const keepers = new Set(['persons', 'employees', 'employment_periods', 'employment_leaves', 'departments', 'email_addresses',
	'phone_numbers', 'street_addresses', 'time_off', 'locations', 'job_codes', 'jobs', 'rate_codes', 'pay_schedules', 'labor_classes',
	'cost_codes', 'unions', 'union_locals', 'union_classes', 'documents', 'government_identifications', 'security_groups', 'users', 'entities',
	'realms', 'realm_rules', 'schema_migrations', 'migrations', 'api_keys']);
const searched = new Set(['request_log', 'request_bodies', 'audit_events', 'audit_heads', 'key_usage', 'key_usage_sets', 'figures_hour',
	'figures_endpoint', 'figures_failure', 'figures_key', 'journal_files', 'form_uses', 'sessions', 'credentials', 'changes', 'request_losses', 'journal_losses', 'idempotency', 'single_use_links', 'document_chunks',
	'document_contents', 'document_orphans', 'key_groups', 'key_population', 'key_proposals', 'daily_days', 'daily_lease', 'recovery_codes', 'sandboxes']);

export function tablesOfTheTrail() {
	const all = sql('SHOW TABLES').map(([name]) => name);
	return { searched: all.filter((name) => searched.has(name)), unknown: all.filter((name) => !searched.has(name) && !keepers.has(name)) };
}

function filesBelow(folder, found = []) {
	if (!existsSync(folder))
		return found;
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory())
			filesBelow(path, found);
		else if (statSync(path).isFile())
			found.push(path);
	}
	return found;
}

// Every place outside the catalog: {name, bytes}.
export function sinks() {
	const files = hub.sinks.flatMap((folder) => filesBelow(folder))
		.map((path) => ({ name: path, bytes: readFileSync(path) }));
	const tables = tablesOfTheTrail().searched.map((table) => ({ name: `table ${table}`,
		bytes: execFileSync('mariadb', ['--no-defaults', `--socket=${hub.socket}`, `--user=${hub.database_user}`, '--batch', '--raw',
			hub.database, '-e', `SELECT * FROM ${table}`], { maxBuffer: 1 << 29 }) }));
	return [...files, ...tables];
}

const base64 = (value, shift) => {
	const text = Buffer.concat([Buffer.alloc(shift, 0x20), Buffer.from(value)]).toString('base64');
	return text.slice(shift === 0 ? 0 : shift + 1, -4);
};

// The forms in which a value could be written; folded ones are sought in lower case.
export function encodings(value) {
	const bytes = Buffer.from(value);
	const found = [
		{ how: 'as it is', needle: value.toLowerCase(), folded: true },
		{ how: 'hex', needle: bytes.toString('hex'), folded: true },
		{ how: 'UTF-16', needle: Buffer.from(value, 'utf16le') },
	];
	for (const shift of [0, 1, 2]) {
		found.push({ how: `base64 +${shift}`, needle: base64(value, shift) });
		found.push({ how: `base64url +${shift}`, needle: base64(value, shift).replace(/\+/g, '-').replace(/\//g, '_') });
	}
	const escaped = encodeURIComponent(value).toLowerCase();
	if (escaped !== value.toLowerCase())
		found.push({ how: 'URL', needle: escaped, folded: true });
	return found;
}
