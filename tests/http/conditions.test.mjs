// HTTP.md "Conditions, repetition, rehearsal": entity tags and what hangs on them,
// uniqueness and references under concurrency.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, count, create, department, email, employee, expect, expectProblem, key, person, random, samples, sql, hiring } from '../lib/hub.mjs';

const acme = company();
const hub = api(acme, key(acme).secret);

test('Conditions: If-None-Match answers 304 while nothing has changed', async () => {
	const one = await person(hub);
	const first = await hub.get(`/persons/${one.id}`);
	const same = await hub.get(`/persons/${one.id}`, { headers: { 'If-None-Match': first.headers.etag } });
	assert.equal(same.status, 304);
	assert.equal(same.text, '');
	assert.equal(same.headers.etag, first.headers.etag);
	assert.equal((await hub.get(`/persons/${one.id}`, { headers: { 'If-None-Match': `"x", W/${first.headers.etag}` } })).status, 304);
	await hub.patch(`/persons/${one.id}`, { suffix: 'iii' });
	assert.equal((await hub.get(`/persons/${one.id}`, { headers: { 'If-None-Match': first.headers.etag } })).status, 200);
});

test('Conditions: If-Match compares the version, in lists, with * and with -gzip', async () => {
	const one = await person(hub);
	let etag = (await hub.get(`/persons/${one.id}`)).headers.etag;
	const patch = (condition, suffix) => hub.patch(`/persons/${one.id}`, { suffix }, { headers: { 'If-Match': condition } });
	etag = (await patch(`"9-x", ${etag}`, 'jr')).headers.etag;
	assert.match(etag, /^"2-/);
	etag = (await patch('*', 'sr')).headers.etag;
	assert.match(etag, /^"3-/);
	etag = (await patch(etag.replace(/"$/, '-gzip"'), 'iv')).headers.etag;
	assert.match(etag, /^"4-/);
	expectProblem(await patch(`W/${etag}`, 'v'), 412, 'precondition_failed');
	expectProblem(await patch('"1-x"', 'v'), 412, 'precondition_failed');
	const sparse = (await hub.get(`/persons/${one.id}?fields=suffix`)).headers.etag;
	expect(await patch(sparse, 'v'), 200);
});

test('Conditions: DELETE honours If-Match', async () => {
	const one = await person(hub);
	expectProblem(await hub.del(`/persons/${one.id}`, { headers: { 'If-Match': '"7-x"' } }), 412, 'precondition_failed');
	const { etag } = (await hub.get(`/persons/${one.id}`)).headers;
	assert.equal((await hub.del(`/persons/${one.id}`, { headers: { 'If-Match': etag } })).status, 204);
	expectProblem(await hub.del(`/persons/${one.id}`), 404, 'not_found');
});

test('Conditions: of sixteen patches with one entity tag exactly one succeeds', async () => {
	const one = await person(hub);
	const { etag } = (await hub.get(`/persons/${one.id}`)).headers;
	const answers = await Promise.all(Array.from({ length: 16 }, (_, at) =>
		hub.patch(`/persons/${one.id}`, { notes: `note ${at}` }, { headers: { 'If-Match': etag }, keepAlive: false })));
	const tally = answers.map(({ status }) => status).sort().join(' ');
	assert.equal(tally, ['200', ...Array(15).fill('412')].join(' '));
	assert.equal(expect(await hub.get(`/persons/${one.id}`), 200).version, 2);
});

test('Conditions: a merge patch that changes nothing makes no new version and no change', async () => {
	const one = await person(hub);
	const before = count('SELECT COUNT(*) FROM changes');
	assert.equal(expect(await hub.patch(`/persons/${one.id}`, { legal_last_name: one.legal_last_name }), 200).version, 1);
	assert.equal(expect(await hub.patch(`/persons/${one.id}`, {}), 200).version, 1);
	assert.equal(count('SELECT COUNT(*) FROM changes'), before);
});

test('Errors: a duplicate is 409 and names the field, without regard to case and blanks', async () => {
	const one = await department(hub);
	for (const code of [one.code, one.code.toLowerCase(), ` ${one.code} `]) {
		const problem = expectProblem(await hub.post('/departments', samples.department({ code })), 409, 'duplicate');
		assert.ok(JSON.stringify(problem.fields ?? problem.errors).includes('code'));
		assert.ok(!JSON.stringify(problem).includes(one.id));
	}
	const marked = await department(hub, { external_id: `x${random()}` });
	expectProblem(await hub.post('/departments', samples.department({ external_id: marked.external_id })), 409, 'duplicate');
});

test('Errors: of sixteen equal creations exactly one succeeds', async () => {
	const value = samples.department();
	const answers = await Promise.all(Array.from({ length: 16 }, () => hub.post('/departments', value, { keepAlive: false })));
	assert.equal(answers.map(({ status }) => status).sort().join(' '), ['201', ...Array(15).fill('409')].join(' '));
});

test('Errors: a record that others point to is 409 with what points to it', async () => {
	const one = await person(hub);
	const worker = await employee(hub, { person_id: one.id });
	const mail = await email(hub, one.id);
	const problem = expectProblem(await hub.del(`/persons/${one.id}`), 409, 'resource_in_use');
	assert.deepEqual(problem.references.map(({ resource }) => resource), ['employees']);
	expect(await hub.get(`/email-addresses/${mail.id}`), 200);
	assert.equal((await hub.del(`/employees/${worker.id}`)).status, 204);
	assert.equal((await hub.del(`/persons/${one.id}`)).status, 204);
	expectProblem(await hub.get(`/email-addresses/${mail.id}`), 404);
});

test('Rules: one primary e-mail address a person, moved in the same act', async () => {
	const one = await person(hub);
	const first = await email(hub, one.id, { is_primary: true });
	const second = await email(hub, one.id, { is_primary: true });
	assert.equal(expect(await hub.get(`/email-addresses/${first.id}`), 200).is_primary, false);
	expect(await hub.patch(`/email-addresses/${first.id}`, { is_primary: true }), 200);
	assert.equal(expect(await hub.get(`/email-addresses/${second.id}`), 200).is_primary, false);
	await Promise.all([first, second, first, second].map(({ id }) =>
		hub.patch(`/email-addresses/${id}`, { is_primary: true }, { keepAlive: false })));
	const all = expect(await hub.get(`/email-addresses?person_id=${one.id}`), 200).data;
	assert.equal(all.filter(({ is_primary }) => is_primary).length, 1);
});

test('Rules: departments and supervisors form no cycle, also by two patches at once', async () => {
	const a = await department(hub), b = await department(hub, { parent_department_id: a.id });
	expectProblem(await hub.patch(`/departments/${a.id}`, { parent_department_id: b.id }), 422, 'validation_failed');
	expectProblem(await hub.patch(`/departments/${a.id}`, { parent_department_id: a.id }), 422, 'validation_failed');
	for (let round = 0; round < 5; round++) {
		const x = await department(hub), y = await department(hub);
		const answers = await Promise.all([hub.patch(`/departments/${x.id}`, { parent_department_id: y.id }, { keepAlive: false }),
			hub.patch(`/departments/${y.id}`, { parent_department_id: x.id }, { keepAlive: false })]);
		assert.equal(answers.map(({ status }) => status).sort().join(' '), '200 422');
	}
	const boss = await employee(hub), worker = await employee(hub, { supervisor_employee_id: boss.id });
	expectProblem(await hub.patch(`/employees/${boss.id}`, { supervisor_employee_id: worker.id }), 422, 'validation_failed');
});

test('Rules: an inactive department is not newly assigned, but stays where it is', async () => {
	const one = await department(hub);
	const worker = await employee(hub, { department_id: one.id });
	expect(await hub.patch(`/departments/${one.id}`, { is_active: false }), 200);
	expect(await hub.patch(`/employees/${worker.id}`, { title: 'Rigger' }), 200);
	const other = await employee(hub);
	expectProblem(await hub.patch(`/employees/${other.id}`, { department_id: one.id }), 422, 'validation_failed');
	const who = await person(hub);
	expectProblem(await hub.post('/employees', await hiring(hub, who.id, { department_id: one.id })), 422, 'validation_failed');
});

test('Rules: each create, change and delete leaves a change in order and without gaps', async () => {
	const stranger = company();
	const there = api(stranger, key(stranger).secret);
	const workers = Array.from({ length: 8 }, async () => {
		const one = await create(there, 'persons', samples.person());
		expect(await there.patch(`/persons/${one.id}`, { suffix: 'jr' }, { keepAlive: false }), 200);
		assert.equal((await there.del(`/persons/${one.id}`, { keepAlive: false })).status, 204);
	});
	await Promise.all(workers);
	const numbers = sql(`SELECT COUNT(*), MIN(seq), MAX(seq) FROM changes c JOIN realms r ON r.id = c.realm_id JOIN entities e ON e.id = r.entity_id
		WHERE CONCAT('ent_', e.code) = '${stranger.entity_id}'`)[0].map(Number);
	assert.deepEqual(numbers, [24, 1, 24]);
});
