// Malformed everything: each gets a clear 4xx as problem+json (Apache's own
// refusals included), never a 5xx, and nothing is written.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { api, bearer, company, count, department, employee, expect, expectProblem, host, key, person, samples, send, sendRaw, hiring } from '../lib/hub.mjs';

const acme = company();
const full = key(acme);
const hub = api(acme, full.secret);
const tables = ['persons', 'employees', 'departments', 'email_addresses', 'changes'];
const written = () => tables.map((table) => `${table} ${count(`SELECT COUNT(*) FROM ${table} t JOIN realms r ON r.id = t.realm_id
	JOIN entities e ON e.id = r.entity_id WHERE CONCAT('ent_', e.code) = '${acme.entity_id}'`)}`).join(', ');

let one, dep, emp, rows;

before(async () => {
	one = await person(hub);
	dep = await department(hub);
	emp = await employee(hub, { person_id: one.id, department_id: dep.id });
	rows = written();
});

after(() => assert.equal(written(), rows, 'a malformed request has written'));

const refused = (answer, what, ...statuses) => {
	assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
	if (statuses.length)
		assert.ok(statuses.includes(answer.status), `${what}: ${answer.status} instead of ${statuses}`);
	if (answer.headers)
		expectProblem(answer, answer.status);
};

const brokenTexts = ['', ' ', '{', '}', '[]', '"x"', '1', 'null', 'true', '{"a":1', '{"a":1}}', '{"a":1}x', "{'a':1}",
	'{a:1}', '{"a":1,}', '{"a":01}', '{"a":+1}', '{"a":NaN}', '{"a":Infinity}', '{"a":0x10}', '{"a":"\t"}', '{"a":"\\x"}',
	'{"a":"\\ud800"}', '{"legal_last_name":"A\\u0000B"}', '{"a":1 /* c */}', '﻿{"legal_last_name":"A"}',
	'{"legal_last_name":"A","legal_last_name":"B"}', '{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}}',
	'['.repeat(100000), `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, '{"a":1e999}', `{"a":${'9'.repeat(400)}}`];

test('Malformed JSON: each broken text is refused, on POST, PATCH and search', async () => {
	for (const text of brokenTexts)
		for (const [method, path] of [['POST', '/persons'], ['PATCH', `/persons/${one.id}`], ['POST', '/persons/search']]) {
			const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
			refused(await send(method, acme.path + path, { key: full.secret, body: text, headers: { 'Content-Type': type } }),
				`${method} ${path} ${JSON.stringify(text.slice(0, 40))}`, 400, 422);
		}
});

test('Malformed query: a long name of any script is repeated as text', async () => {
	const name = encodeURIComponent(`${'x'.repeat(99)}é`);
	for (const [method, path] of [['GET', '/persons'], ['GET', `/persons/${one.id}`], ['PATCH', `/persons/${one.id}`], ['GET', '/changes'],
		['POST', '/persons/search'], ['GET', `/pay-schedules/psc_${'0'.repeat(26)}/periods`]])
		for (const query of [`${name}=1`, `${name}[gte]=1`, `${name}=1&${name}=2`]) {
			const answer = await send(method, `${acme.path}${path}?${query}`, { key: full.secret, body: method === 'GET' ? undefined : '{}',
				headers: method === 'GET' ? {} : { 'Content-Type': 'application/json' } });
			refused(answer, `${method} ${path}`, 400, 404);
			assert.ok(!answer.text.includes('\ufffd'), `${method} ${path}: ${answer.text.slice(-200)}`);
		}
});

test('Malformed JSON: bytes that are not UTF-8 are refused', async () => {
	for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0x00]]) {
		const body = Buffer.concat([Buffer.from('{"legal_last_name":"A'), Buffer.from(bytes), Buffer.from('"}')]);
		expectProblem(await send('POST', `${acme.path}/persons`, { key: full.secret, body,
			headers: { 'Content-Type': 'application/json' } }), 400, 'malformed_json');
	}
	const utf16 = Buffer.from('{"legal_last_name":"A"}', 'utf16le');
	refused(await send('POST', `${acme.path}/persons`, { key: full.secret, body: utf16,
		headers: { 'Content-Type': 'application/json' } }), 'UTF-16', 400);
});

test('Malformed JSON: what is cut anywhere is refused', async () => {
	const whole = JSON.stringify({ legal_first_name: 'Zoë "Z"', legal_last_name: 'A', former_last_names: ['B', 'C'], race_ethnicity: null });
	for (let at = 0; at < Buffer.byteLength(whole); at++)
		refused(await send('POST', `${acme.path}/persons`, { key: full.secret, body: Buffer.from(whole).subarray(0, at),
			headers: { 'Content-Type': 'application/json' } }), `cut at ${at}`, 400, 422);
});

test('Malformed values: each wrong type and form is 422 with the pointer, all complaints at once', async () => {
	const cases = [
		['/persons', { legal_last_name: 7, legal_first_name: ['x'], date_of_birth: '2026-02-30', suffix: 'esq', former_last_names: 'x',
			citizenship_countries: ['USA'], race_ethnicity: [1], unknown_member: 1, id: 'per_x', version: 3, notes: '' },
		['/legal_last_name', '/legal_first_name', '/date_of_birth', '/suffix', '/former_last_names', '/unknown_member', '/id',
			'/version', '/notes']],
		['/persons', {}, ['/legal_last_name']],
		['/employees', { person_id: one.id, employee_number: '', hire_date: '24-1-1', worker_type: 'boss', employment_type: null,
			flsa_status: 1, pay_rate: 12, apprentice_level: '3', title: 'x'.repeat(101), department_id: 'dep_x' },
		['/employee_number', '/hire_date', '/worker_type', '/employment_type', '/pay_rate', '/title', '/department_id']],
		['/departments', { code: 'a\nb', name: ' ', is_active: 'yes', parent_department_id: emp.id },
			['/code', '/name', '/is_active', '/parent_department_id']],
		['/email-addresses', { person_id: 'x', type: 'fax', address: 'not an address', is_primary: 1 },
			['/person_id', '/type', '/address', '/is_primary']],
	];
	for (const [path, value, pointers] of cases) {
		const problem = expectProblem(await hub.post(path, value), 422, 'validation_failed');
		const named = problem.errors.map(({ pointer }) => pointer);
		for (const pointer of pointers)
			assert.ok(named.includes(pointer), `${path}: ${pointer} is not among ${named}`);
		for (const { code, detail } of problem.errors)
			assert.ok(/^[a-z_]+$/.test(code) && typeof detail === 'string' && detail.length > 0);
	}
});

test('Malformed values: texts too long, numbers too large, dates out of range', async () => {
	for (const [path, value] of [['/persons', samples.person({ legal_first_name: 'x'.repeat(101) })],
		['/persons', samples.person({ notes: 'x'.repeat(2001) })], ['/persons', samples.person({ date_of_birth: '1899-12-31' })],
		['/persons', samples.person({ date_of_birth: '2999-01-01' })], ['/persons', samples.person({ former_last_names: ['a', 'b', 'c', 'd', 'e', 'f'] })],
		['/departments', samples.department({ code: 'x'.repeat(31) })], ['/departments', samples.department({ external_id: 'x'.repeat(65) })],
		['/email-addresses', samples.email(one.id, { address: `${'x'.repeat(250)}@example.com` })],
		['/employees', await hiring(hub, one.id, { pay_rate: '123456789.12345' })], ['/employees', await hiring(hub, one.id, { pay_rate: '-1' })],
		['/employees', await hiring(hub, one.id, { status: 'active' })]])
		expectProblem(await hub.post(path, value), 422, 'validation_failed');
});

test('Malformed query: unknown, repeated and impossible parameters are 400 and named', async () => {
	const cases = [['limit=0', 'limit'], ['limit=201', 'limit'], ['limit=x', 'limit'], ['limit=-1', 'limit'], ['limit=1.5', 'limit'],
		['limit=', 'limit'], ['limit=1&limit=1', 'limit'], ['limit=99999999999999999999', 'limit'], ['cursor=x', 'cursor'],
		[`cursor=${'A'.repeat(3000)}`, null], ['sort=nothing', 'sort'], ['sort=', 'sort'], ['sort=--code', 'sort'], ['fields=nothing', 'fields'],
		['fields=', 'fields'], ['updated_since=yesterday', 'updated_since'], ['include_count=maybe', 'include_count'],
		['is_active=1', 'is_active'], ['is_active[gte]=true', null], ['code[like]=x', null], ['code[=x', null], ['code[in]=', null],
		['id[in]=x,y', null], ['parent_department_id=emp_01k9zzzzzzzzzzzzzzzzzzzzzz', null], ['dry=1', null], ['%00=1', null]];
	for (const [query, name] of cases) {
		const answer = await hub.get(`/departments?${query}`);
		const problem = expectProblem(answer, 400, 'invalid_parameter');
		if (name)
			assert.ok(answer.text.includes(name), `${query}: ${answer.text}`);
		assert.ok(problem);
	}
});

test('Malformed query: broken escapes and bytes are 400', async () => {
	for (const query of ['code=%', 'code=%zz', 'code=%ff', '%', '&&&=', 'code=%c0%af', 'code=a%00b', `code=${'x'.repeat(7000)}`])
		refused(await hub.get(`/departments?${query}`), query, 400, 414);
});

test('Malformed query: personal data has no place in a URL', async () => {
	for (const query of ['legal_last_name=Smith', 'date_of_birth=2000-01-01', 'sort=legal_last_name', 'sort=date_of_birth'])
		expectProblem(await hub.get(`/persons?${query}`), 400, 'invalid_parameter');
});

test('Malformed search: unknown members and wrong filters are refused', async () => {
	for (const value of [{ filters: {} }, { filter: [] }, { filter: { nothing: 1 } }, { filter: { legal_last_name: {} } },
		{ filter: { legal_last_name: { like: 'x' } } }, { filter: { legal_last_name: 7 } }, { limit: '5' }, { limit: 0 }, { limit: 1e9 },
		{ sort: 5 }, { sort: 'nothing' }, { cursor: 7 }, { cursor: 'x' }, { fields: 'id' }, { fields: ['nothing'] }, { include_count: 'yes' },
		{ filter: { date_of_birth: { gte: '2026-13-01' } } }, { filter: { legal_last_name: 'x'.repeat(5000) } }])
		refused(await hub.post('/persons/search', value), JSON.stringify(value).slice(0, 80), 400, 422);
});

test('Malformed paths: each is a clear 4xx', async () => {
	for (const path of ['/persons/x', '/persons/per_', '/persons/per_01k9', `/persons/per_${'z'.repeat(26)}`, `/persons/${'x'.repeat(3000)}`,
		'/persons/%00', '/persons/%ff', '/persons/%2e%2e', '/persons/..;/x', '/persons//x', '/persons/ ', "/persons/'%20OR%201=1--",
		'/%2e%2e/%2e%2e/etc/passwd', '/persons/per_01k9zzzzzzzzzzzzzzzzzzzzzz%0d%0aX:1'])
		refused(await send('GET', acme.path + path.replace(/ /g, '%20'), { key: full.secret }), path.slice(0, 60), 400, 404, 403, 414);
	for (const path of ['/v1/%ZZ', '/v1/%', '/v1/entities/%2F', '/v1/../../etc/passwd', '/v1/entities/ent_%2e%2e/persons', '/v1//'])
		refused(await send('GET', path, { key: full.secret }), path, 400, 403, 404);
});

test('Malformed headers: conditions, lengths and types', async () => {
	for (const [headers, ...statuses] of [[{ 'If-Match': '"' }, 400, 412], [{ 'If-Match': 'x' }, 400, 412], [{ 'If-Match': '' }, 400, 412, 200],
		[{ 'If-Match': `"${'x'.repeat(5000)}"` }, 400, 412], [{ 'If-Match': 'W/"1-x"' }, 412], [{ 'Content-Type': 'application/json; charset=utf-16' }, 400, 415],
		[{ 'Content-Type': '' }, 415], [{ 'Content-Type': '/' }, 415], [{ 'Content-Encoding': 'gzip' }, 400, 415], [{ Accept: 'x' }, 400, 406, 200]]) {
		const answer = await hub.patch(`/persons/${one.id}`, { legal_last_name: one.legal_last_name }, { headers });
		assert.ok(statuses.includes(answer.status), `${JSON.stringify(headers).slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 200)}`);
	}
	refused(await hub.get('/persons', { headers: { 'X-Long': 'x'.repeat(9000) } }), 'a long header', 400, 431);
	refused(await hub.get('/persons', { headers: { Cookie: '\x01=;;;=' } }).catch(() => ({ status: 400, text: '' })), 'never', 400);
});

test('Malformed messages: what Apache itself refuses is problem+json too', async () => {
	const cases = [
		['no host', `GET /v1/health HTTP/1.1\r\nConnection: close\r\n\r\n`],
		['a bad request line', `GET /v1/health\x01 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
		['a bad header', `GET /v1/health HTTP/1.1\r\n${host}Bad Header: x\r\nConnection: close\r\n\r\n`],
		['two lengths', `POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(full.secret)}Content-Length: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{}`],
		['length and chunks', `POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(full.secret)}Content-Length: abc\r\nConnection: close\r\n\r\n{}`],
		['a bad chunk', `POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(full.secret)}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
		['an unknown coding', `POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(full.secret)}Transfer-Encoding: nothing\r\nConnection: close\r\n\r\n{}`],
		['a bad escape', `GET /v1/%ZZ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
		['an escaped slash', `GET /v1/entities%2Fx HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
		['an impossible expectation', `POST ${acme.path}/persons HTTP/1.1\r\n${host}Expect: tea\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`],
		['a long line', `GET /v1/${'x'.repeat(9000)} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
	];
	for (const [what, message] of cases) {
		const answer = await sendRaw(message);
		assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
		assert.match(answer.text, /\r\ncontent-type: application\/problem\+json/i, `${what}: ${answer.text.slice(0, 400)}`);
		const problem = JSON.parse(answer.text.slice(answer.text.indexOf('{'), answer.text.lastIndexOf('}') + 1));
		assert.equal(problem.status, answer.status, what);
		assert.ok(!/apache|server at/i.test(answer.text.slice(answer.text.indexOf('\r\n\r\n'))), `${what} names the server`);
	}
});

test('Malformed messages: a body shorter than its declared length writes nothing', async () => {
	const text = JSON.stringify(samples.person());
	const answer = await sendRaw(`POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(full.secret)}Content-Type: application/json\r\n`
		+ `Content-Length: ${Buffer.byteLength(text) + 50}\r\nConnection: close\r\n\r\n${text}`, { timeout: 1500 });
	assert.ok(answer.status === 0 || (answer.status >= 400 && answer.status < 500), `${answer.status}`);
});

test('Malformed messages: TRACE, CONNECT and invented methods are refused', async () => {
	for (const method of ['TRACE', 'PROPFIND', 'BREW', 'get']) {
		const answer = await sendRaw(`${method} ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(full.secret)}Connection: close\r\n\r\n`);
		assert.ok([400, 403, 405, 501].includes(answer.status), `${method}: ${answer.status} ${answer.text.slice(0, 200)}`);
		assert.match(answer.text, /\r\ncontent-type: application\/problem\+json/i, `${method}: ${answer.text.slice(0, 300)}`);
	}
});

test('Malformed ids inside bodies: unknown references are 422 and name the pointer', async () => {
	const strange = { '/department_id': 'dep_01k9zzzzzzzzzzzzzzzzzzzzzz' };
	const problem = expectProblem(await hub.patch(`/employees/${emp.id}`, { department_id: Object.values(strange)[0] }), 422, 'validation_failed');
	assert.deepEqual(problem.errors.map(({ pointer }) => pointer), ['/department_id']);
	expectProblem(await hub.patch(`/employees/${emp.id}`, { person_id: one.id }), 422, 'validation_failed');
	expectProblem(await hub.patch(`/employees/${emp.id}`, { person_id: null }), 422, 'validation_failed');
	expect(await hub.get(`/employees/${emp.id}`), 200);
});
