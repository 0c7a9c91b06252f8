// Contact details, time off and reference data, as an integrator brings them in: a construction
// company from its unions to its people, and what the API refuses on the way.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, create, employee, expect, expectProblem, key, person, random, schedule } from '../lib/hub.mjs';

const acme = company('Northgate Union Builders'), strange = company();
const hub = api(acme, key(acme).secret), stranger = api(strange, key(strange).secret);

const coded = (more = {}) => ({ code: `C${random(5)}`, name: 'A name', ...more });
const complaints = (answer) => expectProblem(answer, 422, 'validation_failed').errors.map(({ pointer, code }) => `${pointer} ${code}`);
const fringes = [{ code: 'HW', name: 'Health and welfare', method: 'per_hour_worked', amount: '9.2500', paid_to: 'fund' }];

// One record of each resource, each referring to those before it.
async function world(to) {
	const made = {};
	const put = async (resource, value) => (made[resource] = await create(to, resource, value));
	await put('persons', { legal_first_name: 'Ada', legal_last_name: 'Test' });
	await put('departments', coded());
	await put('locations', coded({ type: 'jobsite', timezone: 'America/Denver', address_line1: '1 Example Road', address_city: 'Denver',
		address_subdivision: 'CO', address_postal_code: '80202', address_country: 'US', phone: '+1 (303) 555-0100',
		latitude: '39.739236', longitude: '-104.990251' }));
	await put('labor-classes', coded({ trade: 'Electrician', skill_level: 'journeyman', workers_comp_code: '5190' }));
	await put('unions', coded({ abbreviation: 'IBEW', parent_body: 'nabtu', website: 'https://union.example.com/',
		contact_name: 'Sam Sample', contact_phone: '+13035550101', contact_email: 'agent@union.example.com' }));
	await put('union-locals', coded({ union_id: made.unions.id, local_number: '9520', jurisdiction: ['CO', 'WY'], cba_number: 'A-1',
		cba_effective_from: '2024-01-01', cba_effective_to: '2027-12-31', dues_rate: '38.5' }));
	await put('union-classes', coded({ union_id: made.unions.id, union_local_id: made['union-locals'].id, classification: 'journeyman',
		labor_class_id: made['labor-classes'].id, base_rate: '46', fringes }));
	await put('job-codes', coded({ title: 'Electrician', soc_code: '47-2111', min_pay: '30', max_pay: '60',
		default_labor_class_id: made['labor-classes'].id }));
	await put('jobs', coded({ status: 'active', location_id: made.locations.id, department_id: made.departments.id, is_certified_payroll: true,
		contract_number: 'C-1', wage_determination: 'CO20260012', default_union_local_id: made['union-locals'].id }));
	await put('cost-codes', coded({ job_id: made.jobs.id, category: 'labor', unit_of_measure: 'HUR', csi_masterformat: '26 05 19' }));
	await put('rate-codes', coded({ rate_type: 'regular', method: 'fixed', amount: '46.25', unit: 'hour', effective_from: '2024-01-01',
		union_class_id: made['union-classes'].id, job_id: made.jobs.id }));
	await put('pay-schedules', coded({ frequency: 'semimonthly', first_period_start: '2024-01-01', semimonthly_days: [1, 16] }));
	await put('employees', { person_id: made.persons.id, employee_number: `N${random(5)}`, worker_type: 'union_hall_dispatch',
		employment_type: 'full_time', hire_date: '2024-03-01', flsa_status: 'nonexempt', department_id: made.departments.id,
		location_id: made.locations.id, job_code_id: made['job-codes'].id, job_id: made.jobs.id, labor_class_id: made['labor-classes'].id,
		cost_code_id: made['cost-codes'].id, rate_code_id: made['rate-codes'].id, pay_schedule_id: made['pay-schedules'].id,
		union_id: made.unions.id, union_local_id: made['union-locals'].id, union_class_id: made['union-classes'].id });
	await put('phone-numbers', { person_id: made.persons.id, type: 'mobile', number: '+1 303 555 0102', is_primary: true });
	await put('street-addresses', { person_id: made.persons.id, type: 'home', line1: '2 Example Road', city: 'Denver', subdivision: 'CO',
		postal_code: '80202', country: 'US', is_primary: true });
	await put('email-addresses', { person_id: made.persons.id, type: 'work', address: 'ada@example.com' });
	await put('time-off', { employee_id: made.employees.id, type: 'vacation', starts_on: '2026-01-05', ends_on: '2026-01-09', hours: '40' });
	return made;
}

const deletable = ['persons', 'employees', 'email-addresses', 'phone-numbers', 'street-addresses', 'time-off'];
const mine = await world(hub), theirs = await world(stranger);

test('Resources: each record is answered as it is stored, listed, and found by its id', async () => {
	for (const [resource, record] of Object.entries(mine)) {
		assert.deepEqual(expect(await hub.get(`/${resource}/${record.id}`), 200), record, resource);
		assert.deepEqual(expect(await hub.get(`/${resource}?id[in]=${record.id}`), 200).data, [record], resource);
		assert.deepEqual(expect(await hub.post(`/${resource}/search`, { filter: { id: record.id } }), 200).data, [record], resource);
	}
	assert.deepEqual(mine['union-classes'].fringes, fringes);
	assert.deepEqual(mine['pay-schedules'].semimonthly_days, [1, 16]);
	assert.equal(mine['phone-numbers'].number, '+13035550102');
	assert.equal(mine.locations.longitude, '-104.990251');
	assert.equal(mine['rate-codes'].currency, 'USD');
	assert.equal(mine['time-off'].status, 'requested');
});

test("Resources: another company's records are missing, in paths and in references", async () => {
	for (const [resource, record] of Object.entries(theirs)) {
		expectProblem(await hub.get(`/${resource}/${record.id}`), 404, 'not_found');
		expectProblem(await hub.patch(`/${resource}/${record.id}`, {}), 404, 'not_found');
		if (deletable.includes(resource))
			expectProblem(await hub.del(`/${resource}/${record.id}`), 404, 'not_found');
		for (const [field, value] of Object.entries(record)) {
			if (!field.endsWith('_id') || value === null || field === 'external_id' || ['person_id', 'employee_id'].includes(field))
				continue;
			const patch = await hub.patch(`/${resource}/${mine[resource].id}`, { [field]: value });
			const [code] = expectProblem(patch, 422, 'validation_failed').errors.map((error) => error.code);
			assert.ok(['not_found', 'fixed'].includes(code), `${resource}.${field}: ${code}`);
		}
	}
});

test('Resources: reference data are not deleted: 405 says what there is instead', async () => {
	for (const [resource, record] of Object.entries(mine)) {
		if (deletable.includes(resource))
			continue;
		const answer = await hub.del(`/${resource}/${record.id}`);
		expectProblem(answer, 405, 'method_not_allowed');
		assert.ok(!answer.headers.allow.split(/, */).includes('DELETE'), `${resource}: ${answer.headers.allow}`);
	}
});

test('Resources: an empty patch of each changes nothing and makes no version', async () => {
	for (const [resource, record] of Object.entries(mine))
		assert.equal(expect(await hub.patch(`/${resource}/${record.id}`, {}), 200).version,
			expect(await hub.get(`/${resource}/${record.id}`), 200).version, resource);
});

test('Resources: an inactive record is not newly assigned but stays where it is', async () => {
	const made = await create(hub, 'locations', coded({ timezone: 'UTC' }));
	const [one, two] = [await employee(hub, { location_id: made.id }), await employee(hub)];
	expect(await hub.patch(`/locations/${made.id}`, { is_active: false }), 200);
	expect(await hub.patch(`/employees/${one.id}`, { title: 'Rigger' }), 200);
	assert.deepEqual(complaints(await hub.patch(`/employees/${two.id}`, { location_id: made.id })), ['/location_id inactive']);
});

test('Resources: union, local and class of an employee agree after a patch of one of them', async () => {
	const other = await create(hub, 'unions', coded());
	assert.deepEqual(complaints(await hub.patch(`/employees/${mine.employees.id}`, { union_id: other.id })).sort(),
		['/union_class_id disagrees', '/union_local_id disagrees']);
	assert.deepEqual(complaints(await hub.patch(`/employees/${mine.employees.id}`, { union_local_id: null })), ['/union_class_id disagrees']);
	expect(await hub.patch(`/employees/${mine.employees.id}`, { union_id: null, union_local_id: null, union_class_id: null }), 200);
});

test('Resources: states follow on one another, and what does not follow is 409', async () => {
	const job = await create(hub, 'jobs', coded());
	assert.equal(job.status, 'planned');
	expectProblem(await hub.patch(`/jobs/${job.id}`, { status: 'substantially_complete' }), 409, 'invalid_transition');
	for (const status of ['active', 'on_hold', 'active', 'substantially_complete', 'closed'])
		assert.equal(expect(await hub.patch(`/jobs/${job.id}`, { status }), 200).status, status);
	const off = await create(hub, 'time-off', { employee_id: mine.employees.id, type: 'sick', starts_on: '2026-02-02', ends_on: '2026-02-02' });
	expect(await hub.patch(`/time-off/${off.id}`, { status: 'approved' }), 200);
	expectProblem(await hub.patch(`/time-off/${off.id}`, { status: 'declined' }), 409, 'invalid_transition');
});

test('Resources: a duplicate is 409 and names all fields that make it one', async () => {
	for (const [resource, fields, value] of [
		['locations', ['code'], coded({ timezone: 'UTC' })],
		['cost-codes', ['code', 'job_id'], coded()],
		['rate-codes', null, coded({ effective_from: '2024-01-01' })],
		['union-classes', ['code', 'union_id', 'union_local_id'], coded({ union_id: mine.unions.id })],
		['union-locals', ['union_id', 'local_number'], coded({ union_id: mine.unions.id, local_number: 'Z1' })]]) {
		await create(hub, resource, value);
		const again = await hub.post(`/${resource}`, { ...value, ...(value.local_number ? coded() : {}), code: value.local_number ? coded().code
			: ` ${value.code.toLowerCase()} ` });
		if (fields)
			assert.deepEqual(expectProblem(again, 409, 'duplicate').fields.sort(), fields.sort(), resource);
		else
			assert.deepEqual(complaints(again), ['/effective_from overlaps']);
	}
});

test('Resources: of many rates of one code sent at once, one holds', async () => {
	const { code } = coded();
	const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => hub.post('/rate-codes',
		{ code, name: 'At once', effective_from: `2024-01-${String(at + 1).padStart(2, '0')}` })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(11).fill(422)]);
});

test('Resources: of many primary phone numbers set at once, one is left, and each change is told', async () => {
	const who = await person(hub);
	const made = await Promise.all(Array.from({ length: 8 }, () => create(hub, 'phone-numbers',
		{ person_id: who.id, type: 'home', number: '+13035550103', is_primary: true })));
	const left = expect(await hub.get(`/phone-numbers?person_id=${who.id}&is_primary=true`), 200).data;
	assert.equal(left.length, 1);
	const all = expect(await hub.get(`/phone-numbers?person_id=${who.id}`), 200).data;
	assert.equal(all.length, made.length);
	assert.equal(all.filter(({ version }) => version === 2).length, made.length - 1);
	await Promise.all(made.map(async ({ id }) => expect(await hub.patch(`/phone-numbers/${id}`, { is_primary: true }), 200)));
	assert.equal(expect(await hub.get(`/phone-numbers?person_id=${who.id}&is_primary=true`), 200).data.length, 1);
});

test('Resources: of many pay schedules made the usual one at once, one is left', async () => {
	const of_their_own = company(), own = api(of_their_own, key(of_their_own).secret);
	const made = await Promise.all(Array.from({ length: 12 }, () => create(own, 'pay-schedules',
		coded({ frequency: 'weekly', first_period_start: '2026-01-05', is_default: true }))));
	await Promise.all(made.map(async ({ id }) => expect(await own.patch(`/pay-schedules/${id}`, { is_default: true }), 200)));
	assert.equal(expect(await own.get('/pay-schedules?is_default=true'), 200).data.length, 1);
});

test('Resources: with a person go contact details, with an employee time off', async () => {
	const who = await person(hub), at_work = await employee(hub, { person_id: who.id });
	const gone = [['phone-numbers', await create(hub, 'phone-numbers', { person_id: who.id, type: 'home', number: '+13035550104' })],
		['street-addresses', await create(hub, 'street-addresses', { person_id: who.id, type: 'home', line1: '1', city: 'Denver', country: 'US' })]];
	const off = await create(hub, 'time-off', { employee_id: at_work.id, type: 'jury_duty', starts_on: '2026-03-02', ends_on: '2026-03-02' });
	assert.deepEqual(expectProblem(await hub.del(`/persons/${who.id}`), 409, 'resource_in_use').references, [{ resource: 'employees', count: 1 }]);
	assert.equal((await hub.del(`/employees/${at_work.id}`)).status, 204);
	expectProblem(await hub.get(`/time-off/${off.id}`), 404, 'not_found');
	assert.equal((await hub.del(`/persons/${who.id}`)).status, 204);
	for (const [resource, record] of gone)
		expectProblem(await hub.get(`/${resource}/${record.id}`), 404, 'not_found');
});

test('Resources: complaints name the very member of the very element', async () => {
	const bad = [{ ...fringes[0], amount: 9 }, { ...fringes[0], code: 'P', extra: 1 }, 'x'];
	assert.deepEqual(complaints(await hub.patch(`/union-classes/${mine['union-classes'].id}`, { fringes: bad })).sort(),
		['/fringes/0/amount wrong_type', '/fringes/1/extra unknown_member', '/fringes/2 wrong_type']);
	assert.deepEqual(complaints(await hub.post('/phone-numbers', { person_id: mine.persons.id, type: 'home', number: '303 555 0100' })),
		['/number invalid_phone']);
	assert.deepEqual(complaints(await hub.post('/locations', coded({ timezone: 'Mars/Olympus', phone: '+1' }))).sort(),
		['/phone invalid_phone', '/timezone invalid_format']);
	const { id } = await schedule(hub);
	assert.deepEqual(complaints(await hub.patch(`/pay-schedules/${id}`, { semimonthly_days: [1, 16] })), ['/semimonthly_days not_applicable']);
});

test('Resources: a pay schedule tells its periods, and only from its beginning', async () => {
	const made = await create(hub, 'pay-schedules', coded({ frequency: 'biweekly', first_period_start: '2026-01-05', pay_date_offset_days: 5 }));
	const path = `/pay-schedules/${made.id}/periods`;
	const list = expect(await hub.get(`${path}?from=2025-12-01&to=2026-01-19`), 200);
	assert.deepEqual(list.data, [
		{ object: 'pay_period', starts_on: '2026-01-05', ends_on: '2026-01-18', pay_date: '2026-01-23' },
		{ object: 'pay_period', starts_on: '2026-01-19', ends_on: '2026-02-01', pay_date: '2026-02-06' }]);
	assert.equal(list.object, 'list');
	assert.equal(list.has_more, false);
	assert.deepEqual(expect(await hub.get(`${path}?from=2025-12-01&to=2026-01-04`), 200).data, []);
	const parameters = (answer) => expectProblem(answer, 400, 'invalid_parameter').errors.map(({ parameter, code }) => `${parameter} ${code}`);
	assert.deepEqual(parameters(await hub.get(path)), ['from required', 'to required']);
	assert.deepEqual(parameters(await hub.get(`${path}?from=2026-02-30&to=2026-03-01&limit=1`)), ['limit unknown_parameter', 'from invalid_date']);
	assert.deepEqual(parameters(await hub.get(`${path}?from=2026-02-02&to=2026-02-01`)), ['to before_start']);
	assert.deepEqual(parameters(await hub.get(`${path}?from=2026-01-01&to=2036-01-01`)), ['to out_of_range']);
	assert.deepEqual(parameters(await hub.get(`${path}?from=9999-12-01&to=9999-12-31`)), ['from out_of_range', 'to out_of_range']);
	const days = 'periods?from=2026-01-01&to=2026-02-01';
	expectProblem(await stranger.get(`/pay-schedules/${made.id}/${days}`), 404, 'not_found');
	expectProblem(await hub.get(`/pay-schedules/${mine.jobs.id}/${days}`), 404, 'not_found');
	expectProblem(await hub.get(`/jobs/${mine.jobs.id}/${days}`), 404, 'not_found');
	expectProblem(await hub.post(path, {}), 405, 'method_not_allowed');
});
