// HTTP.md "Conditions, repetition, rehearsal": Idempotency-Key.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, count, department, expect, expectProblem, hubctl, key, person, random, samples, sql } from '../lib/hub.mjs';

const acme = company();
const own = key(acme);
const hub = api(acme, own.secret);
const under = (text, more = {}) => ({ headers: { 'Idempotency-Key': text }, ...more });
const fresh = () => `"${random(16)}"`;
const isReplay = (answer) => answer.headers['idempotency-replayed'] === 'true';

test('Repetition: a POST that comes again is answered again and done once', async () => {
	const text = fresh(), value = samples.department();
	const first = await hub.post('/departments', value, under(text));
	const body = expect(first, 201);
	assert.ok(!isReplay(first));
	for (const again of [text, text.slice(1, -1)]) {
		const second = await hub.post('/departments', value, under(again));
		assert.equal(second.status, 201);
		assert.ok(isReplay(second));
		assert.equal(second.text, first.text);
		for (const name of ['location', 'etag', 'content-type', 'cache-control'])
			assert.equal(second.headers[name], first.headers[name]);
		assert.notEqual(second.headers['x-request-id'], first.headers['x-request-id']);
	}
	expect(await hub.patch(`/departments/${body.id}`, { name: 'Other' }), 200);
	assert.equal((await hub.post('/departments', value, under(text))).text, first.text);
});

test('Repetition: PATCH, DELETE and actions are repeated alike', async () => {
	const one = await person(hub);
	const patching = fresh(), deleting = fresh(), same = fresh();
	const patched = await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }, under(patching));
	assert.equal(expect(patched, 200).version, 2);
	const again = await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }, under(patching));
	assert.ok(isReplay(again));
	assert.equal(again.text, patched.text);
	const unchanged = await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }, under(same));
	assert.equal(expect(unchanged, 200).version, 2);
	expect(await hub.patch(`/persons/${one.id}`, { suffix: 'sr' }), 200);
	assert.equal((await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }, under(same))).text, unchanged.text);
	assert.equal(expect(await hub.get(`/persons/${one.id}`), 200).suffix, 'sr');
	for (const replay of [false, true]) {
		const gone = await hub.del(`/persons/${one.id}`, under(deleting));
		assert.equal(gone.status, 204);
		assert.equal(gone.text, '');
		assert.equal(isReplay(gone), replay);
	}
	expectProblem(await hub.del(`/persons/${one.id}`), 404, 'not_found');
});

test('Repetition: another request under the same text is 422 idempotency_key_reused', async () => {
	const text = fresh(), value = samples.department();
	const made = expect(await hub.post('/departments', value, under(text)), 201);
	expectProblem(await hub.post('/departments', { ...value, name: 'Other' }, under(text)), 422, 'idempotency_key_reused');
	expectProblem(await hub.post('/departments', undefined, under(text, { body: '{', headers: { 'Idempotency-Key': text, 'Content-Type': 'application/json' } })), 422, 'idempotency_key_reused');
	const a = await department(hub), patching = fresh();
	expect(await hub.patch(`/departments/${a.id}`, { name: 'X' }, under(patching)), 200);
	expectProblem(await hub.patch(`/departments/${made.id}`, { name: 'X' }, under(patching)), 422, 'idempotency_key_reused');
	// Another operation and another key are strangers to it.
	expect(await hub.patch(`/departments/${a.id}`, { name: 'Y' }, under(text)), 200);
	expectProblem(await api(acme, key(acme).secret).post('/departments', value, under(text)), 409, 'duplicate');
});

test('Repetition: a refusal keeps nothing, so a mended request may use the same text', async () => {
	const text = fresh(), value = samples.department();
	expectProblem(await hub.post('/departments', { ...value, code: 7 }, under(text)), 422, 'validation_failed');
	const tried = await hub.post('/departments?dry_run=true', value, under(text));
	assert.equal(expect(tried, 200).dry_run, true);
	const made = await hub.post('/departments', value, under(text));
	expect(made, 201);
	assert.ok(!isReplay(made));
	expectProblem(await hub.patch(`/departments/${made.json().id}`, { name: 'X' }, under(text, { headers: { 'Idempotency-Key': text, 'If-Match': '"9-x"' } })), 412, 'precondition_failed');
	expect(await hub.patch(`/departments/${made.json().id}`, { name: 'X' }, under(text)), 200);
});

test('Repetition: a text that is none is 400 invalid_header', async () => {
	for (const bad of ['', '"', '"a', 'a b', 'a,b', '"a", "b"', '"a\\b"', '"a";p=1', '""', 'x'.repeat(256), 'ä'])
		expectProblem(await hub.post('/departments', samples.department(), under(bad)), 400, 'invalid_header');
	for (const good of ['x'.repeat(255), '"a, \\"b\\""', 'a-b_c:d/e'])
		expect(await hub.post('/departments', samples.department(), under(good + random(0))), 201);
});

test('Repetition: of a hundred equal POSTs at once one is done', async () => {
	const text = fresh(), value = samples.department();
	const answers = await Promise.all(Array.from({ length: 100 }, () => hub.post('/departments', value, under(text, { keepAlive: false }))));
	const done = answers.filter((answer) => answer.status === 201);
	assert.ok(done.length >= 1);
	assert.equal(done.filter((answer) => !isReplay(answer)).length, 1);
	assert.equal(new Set(done.map((answer) => answer.text)).size, 1);
	for (const answer of answers.filter(({ status }) => status !== 201)) {
		expectProblem(answer, 409, 'idempotency_in_progress');
		assert.equal(answer.headers['retry-after'], '1');
	}
	assert.equal(count(`SELECT COUNT(*) FROM departments WHERE code = '${value.code}'`), 1);
	assert.equal(count(`SELECT COUNT(*) FROM changes c JOIN departments d ON d.id = c.record_id WHERE d.code = '${value.code}'`), 1);
});

test('Repetition: a replay is authorised anew', async () => {
	const made = key(acme), mine = api(acme, made.secret);
	const text = fresh(), value = samples.person();
	expect(await mine.post('/persons', value, under(text)), 201);
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', made.id);
	expectProblem(await mine.post('/persons', value, under(text)), 401, 'invalid_credential');
});

test('Repetition: what is kept shows nothing to who reads the table, and goes after a day', async () => {
	const text = fresh(), value = samples.person({ legal_first_name: 'Zwonimirka' });
	const first = expect(await hub.post('/persons', value, under(text)), 201);
	const stored = sql('SELECT HEX(body), HEX(id), IFNULL(location, \'\') FROM idempotency').flat().join(' ');
	for (const plain of ['Zwonimirka', text.slice(1, -1)])
		assert.ok(!stored.includes(Buffer.from(plain).toString('hex').toUpperCase()));
	sql('UPDATE idempotency SET created_at = created_at - INTERVAL 25 HOUR');
	const second = await hub.post('/persons', value, under(text));
	assert.ok(!isReplay(second));
	assert.notEqual(expect(second, 201).id, first.id);
	assert.ok(isReplay(await hub.post('/persons', value, under(text))));
	assert.ok(hubctl('daily').answers > 0);
	assert.ok(isReplay(await hub.post('/persons', value, under(text))));
	assert.equal(count('SELECT COUNT(*) FROM idempotency WHERE created_at < NOW() - INTERVAL 1 DAY'), 0);
});
