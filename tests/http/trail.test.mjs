// "The trail": history within two seconds and redacted, figures that add up, the
// audit chain, its export, and a verifier that shares no code with the product.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { before } from 'node:test';
import { api, company, create, employee, expect, expectProblem, hubctl, key, person, random, samples, send, sql, until, user, hiring } from '../lib/hub.mjs';
import { Portal } from '../lib/portal.mjs';
import { verifyAudit } from '../judges/verify_audit.mjs';

const acme = company();
const full = key(acme);
const hub = api(acme, full.secret);
let portal;

before(async () => {
	portal = await new Portal().signIn(acme);
});

const hex = (uuid) => uuid.replace(/-/g, '');
const columns = 'method, operation, path, status, IFNULL(code, \'\'), duration_us, request_bytes, answer_bytes, HEX(address), mode, IFNULL(query, \'\')';
const logged = (id) => sql(`SELECT ${columns} FROM request_log WHERE id = UNHEX('${hex(id)}')`)[0];
const bodies = (id) => sql(`SELECT IFNULL(request_body, ''), IFNULL(answer_body, '') FROM request_bodies WHERE id = UNHEX('${hex(id)}')`)[0];
const arrives = (answer) => until('the request stands in the history', () => logged(answer.headers['x-request-id']), { within: 2000 });

test('History: each request stands there within two seconds, with what it was', async () => {
	const one = await person(hub);
	const got = await hub.get(`/persons/${one.id}?fields=suffix`);
	const [method, operation, path, status, code, micros, , answered, address, mode] = await arrives(got);
	assert.deepEqual([method, operation, path, status, code, mode], ['GET', 'persons.get', `${acme.path}/persons/${one.id}`, '200', '', 'live']);
	assert.ok(Number(micros) > 0 && Number(micros) < 5e6);
	assert.equal(Number(answered), got.bytes.length);
	assert.equal(address, '00000000000000000000FFFF7F000001');
});

test('History: refusals stand there too, with their code', async () => {
	for (const [answer, status, code] of [[await hub.get('/nothing'), '404', 'not_found'], [await hub.post('/persons', {}), '422', 'validation_failed'],
		[await hub.get('/persons?x=1'), '400', 'invalid_parameter'], [await send('PUT', `${acme.path}/persons`, { key: full.secret }), '405', 'method_not_allowed']]) {
		const row = await arrives(answer);
		assert.deepEqual([row[3], row[4]], [status, code]);
	}
	const lost = await hub.get('/nothing');
	assert.equal((await arrives(lost))[2], '', 'a path that met no route is not stored');
});

test('History: a revoked key is logged to its company, a key nobody knows to nobody', async () => {
	const made = key(acme);
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', made.id);
	const owner = async (answer) => {
		const id = answer.headers['x-request-id'];
		await arrives(answer);
		return sql(`SELECT IFNULL(CONCAT('ent_', e.code), 'nobody'), IFNULL(l.reason, '') FROM request_log l LEFT JOIN entities e ON e.id = l.entity_id
			WHERE l.id = UNHEX('${hex(id)}')`)[0];
	};
	assert.deepEqual(await owner(await send('GET', `${acme.path}/persons`, { key: made.secret })), [acme.entity_id, 'revoked']);
	assert.equal((await owner(await send('GET', `${acme.path}/persons`, { key: `${full.secret.slice(0, -6)}000000` })))[0], 'nobody');
	assert.equal((await owner(await send('GET', `${acme.path}/persons`)))[0], 'nobody');
});

test('History: bodies are kept with personal data redacted and work data whole', async () => {
	const one = await person(hub, { legal_last_name: `Hidden${random()}`, notes: 'a private note' });
	const sent = await hub.post('/employees', await hiring(hub, one.id, { title: 'Foreman', pay_rate: '31.5000' }));
	expect(sent, 201);
	await arrives(sent);
	const [request, answer] = bodies(sent.headers['x-request-id']).map((text) => JSON.parse(text));
	for (const body of [request, answer]) {
		assert.equal(body.title, 'Foreman');
		assert.equal(body.worker_type, 'employee');
		assert.equal(body.person_id, one.id);
		assert.match(body.pay_rate, /redacted/);
		assert.match(body.employee_number, /redacted/);
	}
	const listed = await hub.get('/persons?limit=3');
	await arrives(listed);
	const [, kept] = bodies(listed.headers['x-request-id']);
	assert.equal(JSON.parse(kept).object, 'list');
	assert.ok(!kept.includes('Hidden') && !kept.includes('private'));
});

test('History: login bodies are never kept', async () => {
	const answer = await send('POST', '/v1/auth/login', { key: full.secret });
	await arrives(answer);
	const kept = bodies(answer.headers['x-request-id']) ?? ['', ''];
	assert.ok(!kept.join('').includes(answer.json().access_token));
	assert.ok(!/hub_tok_/.test(kept.join('')));
});

test('History: health and readiness are not recorded', async () => {
	const answer = await send('GET', '/v1/health');
	await arrives(await hub.get('/persons?limit=1'));
	assert.equal(logged(answer.headers['x-request-id']), undefined);
});

test('Figures: hours, endpoints and keys add up to the rows of the history', async () => {
	const firm = company(), made = key(firm), there = api(firm, made.secret);
	const answers = [];
	for (let at = 0; at < 25; at++)
		answers.push(at % 5 ? await there.get('/persons') : await there.get('/nothing'));
	await arrives(answers.at(-1));
	await until('all rows are shipped', () => answers.every((one) => logged(one.headers['x-request-id'])));
	const of = `JOIN entities e ON e.id = t.entity_id WHERE CONCAT('ent_', e.code) = '${firm.entity_id}'`;
	const sum = (table, column = 'requests') => Number(sql(`SELECT IFNULL(SUM(${column}), 0) FROM ${table} t ${of}`)[0][0]);
	assert.equal(Number(sql(`SELECT COUNT(*) FROM request_log t ${of}`)[0][0]), 25);
	for (const table of ['figures_hour', 'figures_endpoint', 'figures_key'])
		assert.equal(sum(table), 25, table);
	assert.equal(sum('figures_hour', 'refused'), 5);
	assert.equal(sum('figures_hour', 'server_errors'), 0);
	assert.equal(sum('key_usage'), 20, 'what met no route is no use of an operation');
});

test('Usage: the fields shown, written and named are added up by key and operation', async () => {
	const firm = company(), made = key(firm), there = api(firm, made.secret);
	await create(there, 'departments', samples.department());
	await arrives(await there.get('/departments?fields=code,name&sort=code&is_active=true'));
	const [[shown, named]] = sql(`SELECT fields_shown, fields_named FROM key_usage t JOIN entities e ON e.id = t.entity_id
		WHERE CONCAT('ent_', e.code) = '${firm.entity_id}' AND operation = 'departments.list'`);
	for (const name of ['code', 'name'])
		assert.ok(shown.includes(name), `shown: ${shown}`);
	for (const name of ['code', 'is_active'])
		assert.ok(named.includes(name), `named: ${named}`);
	assert.ok(!shown.includes('description'));
	const [[written]] = sql(`SELECT fields_written FROM key_usage t JOIN entities e ON e.id = t.entity_id
		WHERE CONCAT('ent_', e.code) = '${firm.entity_id}' AND operation = 'departments.create'`);
	assert.ok(written.includes('code') && !written.includes('description'), `written: ${written}`);
});

// The chain as an auditor would check it, from the export alone.
function verify(text) {
	const lines = text.trim().split('\n').map((line) => JSON.parse(line));
	const head = lines.pop().head;
	let previous = null, last;
	for (const { record, previous: before, hash } of lines) {
		if (previous !== null)
			assert.equal(before, previous, 'a record does not follow the one before');
		assert.equal(createHash('sha256').update(Buffer.from(before, 'hex')).update(record, 'utf8').digest('hex'), hash, 'a hash is wrong');
		previous = hash;
		last = JSON.parse(record);
	}
	assert.equal(head.hash, previous, 'the head is not the last record');
	assert.equal(head.seq, last.seq);
	return lines.map(({ record }) => JSON.parse(record));
}

test('Audit: the export as NDJSON verifies with a verifier of its own, and so does hubctl', async () => {
	const made = key(acme);
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', made.id);
	const answer = await portal.get('/export/audit.ndjson');
	assert.equal(answer.status, 200, answer.text.slice(0, 300));
	const events = verify(answer.text).map(({ event }) => event);
	for (const event of ['entity.created', 'user.created', 'key.created', 'key.revoked', 'user.signed_in', 'exported'])
		assert.ok(events.some((one) => one === event || one.endsWith(event)), `${event} is not among ${[...new Set(events)]}`);
	const verdict = verifyAudit(answer.text);
	assert.ok(verdict.whole && !verdict.partial, verdict.why);
	hubctl('audit', 'verify', '--entity', acme.entity_id, '--head', `${verdict.head.seq}:${verdict.head.hash}`);
	assert.ok(!answer.text.includes(made.secret));
});

test('Audit: the export as CSV holds the same records, verbatim and inert', async () => {
	const answer = await portal.get('/export/audit.csv');
	assert.equal(answer.status, 200, answer.text.slice(0, 300));
	assert.match(answer.headers['content-type'], /^text\/csv/);
	assert.match(answer.headers['content-disposition'] ?? '', /^attachment/);
	for (const cell of csv(answer.text).flat())
		assert.ok(!/^[=+\-@\t\r]/.test(cell) || /^-?\d+$/.test(cell), `a spreadsheet would run ${cell.slice(0, 40)}`);
});

// RFC 4180.
function csv(text) {
	const rows = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		rows.at(-1).push(quoted !== undefined ? quoted.replace(/""/g, '"') : plain);
		if (end !== ',')
			rows.push([]);
	}
	return rows.filter((row) => row.length > 1);
}

test('Export: the request history as CSV and NDJSON, one row a request', async () => {
	const firm = company(), made = key(firm, { name: '=cmd|\' /C calc\'!A0' }), there = api(firm, made.secret);
	const answers = [];
	for (let at = 0; at < 5; at++)
		answers.push(await there.get('/persons?limit=1'));
	await until('all rows are shipped', () => answers.every((one) => logged(one.headers['x-request-id'])));
	const auditor = await new Portal().signIn(firm);
	const lines = (await auditor.get('/export/requests.ndjson?mode=live')).text.trim().split('\n').map((line) => JSON.parse(line));
	const text = (await auditor.get('/export/requests.csv?mode=live')).text;
	for (const { headers } of answers) {
		assert.equal(lines.filter((line) => JSON.stringify(line).includes(headers['x-request-id'])).length, 1);
		assert.equal(text.split(headers['x-request-id']).length, 2);
	}
	assert.deepEqual(lines.at(-1), { object: 'end', rows: lines.length - 1 });
	const rows = csv(text);
	assert.deepEqual(rows.at(-1).slice(0, 3), ['end', String(rows.length - 2), '']);
	assert.ok(rows.every((row) => row.length === rows[0].length), 'the end is a row like the others');
	assert.ok(csv(text).flat().every((cell) => !/^[=+@\t\r]/.test(cell)), 'a spreadsheet would run a cell');
});

test('Export: nobody, a key, and a developer get none', async () => {
	for (const path of ['/export/audit.ndjson', '/export/audit.csv', '/export/requests.csv', '/export/requests.ndjson']) {
		const nobody = await send('GET', path);
		assert.ok([303, 401, 403].includes(nobody.status), `${path}: ${nobody.status}`);
		assert.ok([303, 401, 403].includes((await send('GET', path, { key: full.secret })).status), path);
	}
	const who = { email: `dev-${random()}@example.com`, password: `a long Password ${random(8)}` };
	user(acme.entity_id, { ...who, role: 'developer', name: 'Dev' });
	const developer = await new Portal().signIn(who);
	assert.equal((await developer.send('GET', '/export/audit.csv')).status, 403);
});

test('Export: a range that is none is refused', async () => {
	for (const query of ['from=x', 'from=2026-02-30', 'to=1', 'from=2026-01-02&to=2026-01-01', 'x=1', 'from=2026-01-01&from=2026-01-01']) {
		const answer = await portal.send('GET', `/export/audit.csv?${query}`);
		assert.ok(answer.status >= 400 && answer.status < 500, `${query}: ${answer.status}`);
	}
});

test('Audit: hubctl finds a changed, a missing and a reordered record', async () => {
	const firm = company();
	key(firm);
	key(firm);
	const id = `(SELECT id FROM entities WHERE CONCAT('ent_', code) = '${firm.entity_id}')`;
	const verified = () => {
		try {
			hubctl('audit', 'verify', '--entity', firm.entity_id);
			return true;
		} catch {
			return false;
		}
	};
	assert.ok(verified());
	const spoil = (act, undo) => {
		sql(act);
		assert.ok(!verified(), act);
		sql(undo);
		assert.ok(verified(), undo);
	};
	spoil(`UPDATE audit_events SET record = REPLACE(record, 'key', 'kez') WHERE entity_id = ${id} AND seq = 3`,
		`UPDATE audit_events SET record = REPLACE(record, 'kez', 'key') WHERE entity_id = ${id} AND seq = 3`);
	spoil(`UPDATE audit_events SET seq = 1000 WHERE entity_id = ${id} AND seq = 3`, `UPDATE audit_events SET seq = 3 WHERE entity_id = ${id} AND seq = 1000`);
	spoil(`UPDATE audit_heads SET seq = seq + 1 WHERE entity_id = ${id}`, `UPDATE audit_heads SET seq = seq - 1 WHERE entity_id = ${id}`);
	sql(`CREATE TABLE kept_event (PRIMARY KEY (entity_id, seq)) AS SELECT * FROM audit_events WHERE entity_id = ${id} ORDER BY seq DESC LIMIT 1`);
	spoil(`DELETE FROM audit_events WHERE entity_id = ${id} AND seq = (SELECT seq FROM kept_event)`, 'INSERT INTO audit_events SELECT * FROM kept_event');
	sql('DROP TABLE kept_event');
});

test('Audit: the serving account can neither change nor delete a record', async () => {
	const grants = sql(`SELECT PRIVILEGE_TYPE FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_NAME = 'audit_events' AND GRANTEE LIKE '%serve%'`)
		.flat().sort();
	assert.deepEqual(grants, ['INSERT', 'SELECT']);
});

test('History: a request of another company is not found in the portal', async () => {
	const firm = company(), answer = await api(firm, key(firm).secret).get('/persons');
	await arrives(answer);
	expectProblemPage(await portal.get(`/hub/requests/${answer.headers['x-request-id']}`));
});

function expectProblemPage(answer) {
	assert.equal(answer.status, 404, answer.text.slice(0, 300));
	assert.match(answer.headers['content-type'], /^text\/html/);
}

test('History: the employee behind a request is told by id alone', async () => {
	const worker = await employee(hub);
	const [, , path] = await arrives(await hub.get(`/employees/${worker.id}`));
	assert.equal(path, `${acme.path}/employees/${worker.id}`);
	expectProblem(await hub.get('/employees/emp_nothing'), 404);
});
