// Tenants do not meet: every operation of one company on every record of another.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, department, email, employee, expect, expectProblem, key, person, random, samples } from '../lib/hub.mjs';

const north = company(), south = company();
const ours = api(north, key(north).secret), theirs = api(south, key(south).secret);

async function household(hub) {
	const dep = await department(hub), who = await person(hub);
	const emp = await employee(hub, { person_id: who.id, department_id: dep.id });
	return { departments: dep, persons: who, employees: emp, 'email-addresses': await email(hub, who.id) };
}

test('Isolation: every operation on every record of another company is 404', async () => {
	const others = await household(theirs);
	const patches = { departments: { name: 'x' }, persons: { suffix: 'jr' }, employees: { title: 'x' }, 'email-addresses': { is_active: false } };
	for (const [resource, record] of Object.entries(others)) {
		expectProblem(await ours.get(`/${resource}/${record.id}`), 404, 'not_found');
		expectProblem(await ours.patch(`/${resource}/${record.id}`, patches[resource]), 404, 'not_found');
		if (resource !== 'departments')
			expectProblem(await ours.del(`/${resource}/${record.id}`), 404, 'not_found');
		assert.equal(expect(await theirs.get(`/${resource}/${record.id}`), 200).version, record.version);
	}
});

test('Isolation: a reference to a record of another company answers like one that does not exist', async () => {
	const others = await household(theirs), mine = await household(ours);
	const say = (answer) => JSON.stringify(expectProblem(answer, 422, 'validation_failed').errors);
	const never = (id) => `${id.slice(0, 4)}01k9zzzzzzzzzzzzzzzzzzzzzz`;
	for (const [field, id] of [['department_id', others.departments.id], ['supervisor_employee_id', others.employees.id]])
		assert.equal(say(await ours.patch(`/employees/${mine.employees.id}`, { [field]: id })),
			say(await ours.patch(`/employees/${mine.employees.id}`, { [field]: never(id) })), field);
	assert.equal(say(await ours.post('/email-addresses', samples.email(others.persons.id))),
		say(await ours.post('/email-addresses', samples.email(never(others.persons.id)))));
	assert.equal(say(await ours.post('/departments', samples.department({ parent_department_id: others.departments.id }))),
		say(await ours.post('/departments', samples.department({ parent_department_id: never(others.departments.id) }))));
});

test('Isolation: lists and searches show own records only, by any filter', async () => {
	const others = await household(theirs);
	for (const path of [`/employees?department_id=${others.departments.id}`, `/employees?id[in]=${others.employees.id}`,
		`/email-addresses?person_id=${others.persons.id}`, `/departments?code=${others.departments.code}`]) {
		const answer = await ours.get(path);
		if (answer.status === 200)
			assert.deepEqual(answer.json().data, [], path);
		else
			expectProblem(answer, 400);
	}
	const found = expect(await ours.post('/persons/search', { filter: { legal_last_name: others.persons.legal_last_name } }), 200);
	assert.deepEqual(found.data, []);
	const all = expect(await ours.get('/persons?limit=200'), 200).data.map(({ id }) => id);
	assert.ok(!all.includes(others.persons.id));
});

test('Isolation: the same codes and external ids may stand in both companies', async () => {
	const code = `S${random()}`, external_id = random();
	await department(ours, { code, external_id });
	await department(theirs, { code, external_id });
});

test('Isolation: alternating requests of two companies never mix', async () => {
	const [a, b] = [await household(ours), await household(theirs)];
	await Promise.all(Array.from({ length: 200 }, async (_, at) => {
		const [hub, record] = at % 2 ? [ours, a] : [theirs, b];
		const found = expect(await hub.get(`/persons/${record.persons.id}`, { keepAlive: at % 3 === 0 }), 200);
		assert.deepEqual(found, record.persons);
	}));
});
