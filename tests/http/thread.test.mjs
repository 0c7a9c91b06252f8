// The thread of the product as an integrator walks it: login, create, list,
// search, get, patch, delete; then what a read-only key and a stranger may not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, create, expect, expectProblem, key, random, samples, send, hiring } from '../lib/hub.mjs';

const acme = company('Northgate Builders');
const full = key(acme);
const other = company('Southgate Builders');
const otherKey = key(other);

async function login(secret) {
	return expect(await send('POST', '/v1/auth/login', { key: secret }), 200);
}

test('Thread: login with a key answers a token of its company and mode', async () => {
	const token = await login(full.secret);
	assert.equal(token.object, 'access_token');
	assert.match(token.access_token, /^hub_tok_[0-9A-Za-z]{49}$/);
	assert.equal(token.token_type, 'Bearer');
	assert.equal(token.entity_id, acme.entity_id);
	assert.equal(token.mode, 'live');
	assert.ok(token.expires_in > 0 && token.expires_in <= 86400);
	assert.match(token.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	assert.equal(typeof token.scope, 'string');
});

for (const kind of ['key', 'token'])
	test(`Thread: with the ${kind} a person, an employee, a department and an e-mail address live through their lives`, async () => {
		const credential = kind === 'key' ? full.secret : (await login(full.secret)).access_token;
		const hub = api(acme, credential);

		const department = await create(hub, 'departments', samples.department());
		const person = await create(hub, 'persons', samples.person({ legal_last_name: `Lovelace ${random()}` }));
		const employee = await create(hub, 'employees', await hiring(hub, person.id, { department_id: department.id }));
		const address = await create(hub, 'email-addresses', samples.email(person.id, { is_primary: true }));
		assert.match(person.id, /^per_[0-9a-z]{26}$/);
		assert.match(employee.id, /^emp_[0-9a-z]{26}$/);
		assert.match(department.id, /^dep_[0-9a-z]{26}$/);
		assert.match(address.id, /^eml_[0-9a-z]{26}$/);
		assert.equal(person.object, 'person');
		assert.equal(employee.object, 'employee');
		assert.equal(employee.department_id, department.id);
		assert.equal(employee.version, 1);
		assert.equal(address.is_primary, true);

		for (const [resource, record] of [['persons', person], ['employees', employee], ['departments', department],
			['email-addresses', address]]) {
			const got = await hub.get(`/${resource}/${record.id}`);
			assert.deepEqual(expect(got, 200), record, `${resource}: what was answered is what is stored`);
			assert.match(got.headers.etag, /^"\d+-[^"]+"$/);
		}

		const found = expect(await hub.post('/persons/search',
			{ filter: { legal_last_name: person.legal_last_name } }), 200);
		assert.deepEqual(found.data.map(({ id }) => id), [person.id]);

		const before = await hub.get(`/employees/${employee.id}`);
		const changed = await hub.patch(`/employees/${employee.id}`, { title: 'Foreman' },
			{ headers: { 'If-Match': before.headers.etag } });
		assert.equal(expect(changed, 200).title, 'Foreman');
		assert.equal(changed.json().version, 2);
		expectProblem(await hub.patch(`/employees/${employee.id}`, { title: 'Late' },
			{ headers: { 'If-Match': before.headers.etag } }), 412, 'precondition_failed');
		assert.equal(expect(await hub.get(`/employees/${employee.id}`), 200).title, 'Foreman');

		for (const [resource, record] of [['email-addresses', address], ['employees', employee], ['persons', person]]) {
			assert.equal((await hub.del(`/${resource}/${record.id}`)).status, 204, resource);
			expectProblem(await hub.get(`/${resource}/${record.id}`), 404, 'not_found');
		}
	});

test('Thread: lists filter, sort and page with cursors', async () => {
	const hub = api(acme, full.secret);
	const mark = random().toUpperCase();
	const made = [];
	for (let at = 0; at < 7; at++)
		made.push(await create(hub, 'departments', samples.department({ code: `${mark}-${at}`, is_active: at % 2 === 0 })));
	const seen = [];
	let path = `/departments?code[prefix]=${mark}&sort=-code&limit=2`;
	for (let pages = 0; path; pages++) {
		assert.ok(pages < 5, 'more pages than there can be');
		const answer = await hub.get(path);
		const list = expect(answer, 200);
		assert.equal(list.object, 'list');
		seen.push(...list.data.map(({ code }) => code));
		assert.equal(list.has_more, Boolean(list.next_cursor));
		if (list.has_more)
			assert.match(answer.headers.link, /rel="next"/);
		path = list.has_more ? `/departments?code[prefix]=${mark}&sort=-code&limit=2&cursor=${encodeURIComponent(list.next_cursor)}` : null;
	}
	assert.deepEqual(seen, made.map(({ code }) => code).reverse());
	const active = expect(await hub.get(`/departments?code[prefix]=${mark}&is_active=true&include_count=true`), 200);
	assert.equal(active.data.length, 4);
	assert.equal(active.total_count, 4);
});

test('Thread: a read-only key reads and searches, and gets 403 on each write', async () => {
	const writer = api(acme, full.secret);
	const person = await create(writer, 'persons', samples.person());
	for (const mode of ['secret', 'token']) {
		const made = key(acme, { access: 'read_only' });
		const reader = api(acme, mode === 'secret' ? made.secret : (await login(made.secret)).access_token);
		expect(await reader.get(`/persons/${person.id}`), 200);
		expect(await reader.get('/persons'), 200);
		expect(await reader.post('/persons/search', { filter: { legal_last_name: person.legal_last_name } }), 200);
		expectProblem(await reader.post('/persons', samples.person()), 403, 'read_only_key');
		expectProblem(await reader.patch(`/persons/${person.id}`, { suffix: 'jr' }), 403, 'read_only_key');
		expectProblem(await reader.del(`/persons/${person.id}`), 403, 'read_only_key');
	}
	assert.equal(expect(await writer.get(`/persons/${person.id}`), 200).version, 1);
});

test("Thread: another company's ids are 404 and another company's entity is 403", async () => {
	const mine = api(acme, full.secret), theirs = api(other, otherKey.secret);
	const person = await create(theirs, 'persons', samples.person());
	const strange = expectProblem(await mine.get(`/persons/${person.id}`), 404, 'not_found');
	const missing = expectProblem(await mine.get('/persons/per_01k9zzzzzzzzzzzzzzzzzzzzzz'), 404, 'not_found');
	for (const member of ['instance', 'request_id']) {
		delete strange[member];
		delete missing[member];
	}
	assert.deepEqual(strange, missing, 'an id of another company looks like one that does not exist');
	expectProblem(await mine.patch(`/persons/${person.id}`, { suffix: 'jr' }), 404, 'not_found');
	expectProblem(await mine.del(`/persons/${person.id}`), 404, 'not_found');
	expectProblem(await mine.get(`${other.path}/persons`), 403, 'entity_not_permitted');
	expectProblem(await mine.get('/v1/entities/ent_0000000000/persons'), 403, 'entity_not_permitted');
	expectProblem(await mine.post(`${other.path}/persons`, samples.person()), 403, 'entity_not_permitted');
	assert.equal(expect(await theirs.get(`/persons/${person.id}`), 200).version, 1);
});

test('Thread: test data and live data of one company do not meet', async () => {
	const live = api(acme, full.secret), trial = api(acme, key(acme, { mode: 'test' }).secret);
	const person = await create(live, 'persons', samples.person());
	expectProblem(await trial.get(`/persons/${person.id}`), 404, 'not_found');
	const found = expect(await trial.post('/persons/search', { filter: { legal_last_name: person.legal_last_name } }), 200);
	assert.deepEqual(found.data, []);
	expectProblem(await trial.post('/employees', await hiring(trial, person.id)), 422, 'validation_failed');
});
