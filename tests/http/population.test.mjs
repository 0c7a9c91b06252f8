// Keys that are limited to some employees (DESIGN.md 7, population): what they see, what they
// may write, and that what lies outside is to them as if it were not there. The product of all
// routes stands in access.test.mjs; here are the cases that want thought.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, create, department, email, employee, expect, expectProblem, hubctl, key, person, random, send } from '../lib/hub.mjs';

const acme = company();
const all = api(acme, key(acme).secret);
const within = (...of) => `departments:${of.map(({ code }) => code).join(',')}`;
const limited = (population, more = {}) => {
	const made = key(acme, { population, ...more });
	return Object.assign(api(acme, made.secret), made);
};
const idsOf = (answer) => expect(answer, 200).data.map(({ id }) => id).sort();
const ids = (...records) => records.map(({ id }) => id).sort();
const change = ({ id }, population) => hubctl('key', 'change', '--entity', acme.entity_id, '--key', id, '--population', population);

let top, below, other, anna, ben, carl;

before(async () => {
	top = await department(all);
	below = await department(all, { parent_department_id: top.id });
	other = await department(all);
	[anna, ben, carl] = await Promise.all([top, below, other].map((one) => employee(all, { department_id: one.id })));
});

test('Population: a key reaches the employees of its departments and of those below, and nobody else', async () => {
	const some = limited(within(top));
	assert.deepEqual(idsOf(await some.get('/employees')), ids(anna, ben));
	expect(await some.get(`/employees/${ben.id}`), 200);
	expectProblem(await some.get(`/employees/${carl.id}`), 404, 'not_found');
	assert.deepEqual(idsOf(await limited(within(below)).get('/employees')), ids(ben));
	assert.equal(expect(await all.get('/employees'), 200).data.length, 3);
});

test('Population: persons and everything about them follow the employees', async () => {
	const some = limited(within(top));
	assert.deepEqual(idsOf(await some.get('/persons')), [anna.person_id, ben.person_id].sort());
	const [hers, his] = await Promise.all([anna, carl].map(({ person_id }) => email(all, person_id)));
	assert.deepEqual(idsOf(await some.get('/email-addresses')), ids(hers));
	expectProblem(await some.get(`/email-addresses/${his.id}`), 404, 'not_found');
	expectProblem(await some.patch(`/email-addresses/${his.id}`, { type: 'personal' }), 404, 'not_found');
	expect(await some.patch(`/email-addresses/${hers.id}`, { type: 'personal' }), 200);
});

test('Population: what lies outside is answered like what does not exist', async () => {
	const some = limited(within(top)), none = 'emp_01k9zzzzzzzzzzzzzzzzzzzzzz';
	for (const id of [carl.id, none]) {
		expectProblem(await some.del(`/employees/${id}`), 404, 'not_found');
		expectProblem(await some.post(`/employees/${id}/terminate`, { termination_date: '2025-01-01', last_day_worked: '2025-01-01', type: 'voluntary', reason: 'resignation', rehire_eligibility: 'yes' }), 404, 'not_found');
		const refused = expectProblem(await some.post('/time-off', { employee_id: id, type: 'vacation', starts_on: '2026-01-05', ends_on: '2026-01-06' }), 422, 'validation_failed');
		assert.deepEqual(refused.errors.map(({ pointer, code, detail }) => [pointer, code, detail]), [['/employee_id', 'not_found', 'There is no such record.']]);
	}
});

test('Population: nobody is hired or moved outside of it, and nothing is written then', async () => {
	const some = limited(within(top)), before_ = expect(await all.get('/changes?after=latest'), 200).next_cursor;
	const who = await person(some);
	const hire = async (department_id) => some.post('/employees', { person_id: who.id, employee_number: `N${random(5)}`, worker_type: 'employee', employment_type: 'full_time', hire_date: '2024-03-01', flsa_status: 'nonexempt', pay_schedule_id: anna.pay_schedule_id, department_id });
	for (const outside of [other.id, null])
		expectProblem(await hire(outside), 403, 'outside_population');
	expectProblem(await some.patch(`/employees/${anna.id}`, { department_id: other.id }), 403, 'outside_population');
	expectProblem(await some.patch(`/employees/${anna.id}?dry_run=true`, { department_id: null }), 403, 'outside_population');
	assert.equal(expect(await all.get(`/employees/${anna.id}`), 200).version, anna.version);
	const hired = expect(await hire(below.id), 201);
	expect(await some.patch(`/employees/${hired.id}`, { department_id: top.id, title: 'Foreman' }), 200);
	const seen = expect(await all.get(`/changes?after=${before_}`), 200).data.map(({ record_id, operation }) => [record_id, operation]);
	assert.deepEqual(seen, [[who.id, 'create'], [hired.id, 'create'], [hired.id, 'update']]);
});
