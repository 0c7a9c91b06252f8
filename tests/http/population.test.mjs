// Keys that are limited to some employees (DESIGN.md 7, population): what they see, what they
// may write, and that what lies outside is to them as if it were not there. The product of all
// routes stands in access.test.mjs; here are the cases that want thought.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, create, department, email, employee, expect, expectProblem, hiring, hubctl, key, person, random, send, sql } from '../lib/hub.mjs';

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
	assert.equal((await some.del(`/employees/${hired.id}`)).status, 204);
});

test('Population: dimensions are joined by and, the values of one by or; nobody without the value is reached', async () => {
	const [site, yard] = await Promise.all(['Site', 'Yard'].map((name) => create(all, 'locations', { code: `L${random(4)}`, name, timezone: 'America/Denver' })));
	const guild = await create(all, 'unions', { code: `U${random(4)}`, name: 'Guild' });
	const of = (more) => employee(all, { department_id: other.id, ...more });
	const [both, there, bare, elsewhere] = await Promise.all([of({ location_id: site.id, union_id: guild.id }), of({ location_id: site.id }), of({}), of({ location_id: yard.id, union_id: guild.id })]);
	const reached = async (population) => idsOf(await limited(population).get('/employees'));
	assert.deepEqual(await reached(`locations:${site.code}`), ids(both, there));
	assert.deepEqual(await reached(`locations:${site.code},${yard.id}`), ids(both, there, elsewhere));
	assert.deepEqual(await reached(`locations:${site.code} unions:${guild.code}`), ids(both));
	assert.deepEqual(await reached(`${within(other)} locations:${site.code},${yard.code} unions:${guild.code}`), ids(both, elsewhere));
	assert.deepEqual(await reached(`${within(top)} unions:${guild.code}`), []);
	assert.ok(!(await reached(`locations:${site.code}`)).includes(bare.id));
});

test('Population: a department that moves takes its people along at once, in both directions', async () => {
	const [crew, gang] = [await department(all, { parent_department_id: other.id }), await department(all)];
	const under = await department(all, { parent_department_id: crew.id });
	const dora = await employee(all, { department_id: under.id }), some = limited(within(top));
	const move = async (parent) => expect(await all.patch(`/departments/${crew.id}`, { parent_department_id: parent }), 200);
	const seesDora = async () => (await some.get(`/employees/${dora.id}`)).status;
	assert.equal(await seesDora(), 404);
	await move(below.id);
	assert.equal(await seesDora(), 200);
	expect(await all.patch(`/departments/${under.id}`, { parent_department_id: gang.id }), 200);
	assert.equal(await seesDora(), 404);
	expect(await all.patch(`/departments/${under.id}`, { parent_department_id: crew.id }), 200);
	assert.equal(await seesDora(), 200);
	await move(null);
	assert.equal(await seesDora(), 404);
	// One that is chosen itself stays, whatever stands above it.
	change(some, within(top, under));
	await move(other.id);
	assert.equal(await seesDora(), 200);
	const fresh = await department(all, { parent_department_id: under.id }), eve = await employee(all, { department_id: fresh.id });
	expect(await some.get(`/employees/${eve.id}`), 200);
	await Promise.all([dora, eve].map(({ id }) => all.del(`/employees/${id}`)));
});

test('Population: who may write departments cannot move them into its reach, nor out of it', async () => {
	const some = limited(within(top)), free = await department(all), hers = await department(all, { parent_department_id: below.id });
	const move = (of, parent) => some.patch(`/departments/${of.id}`, { parent_department_id: parent });
	expectProblem(await move(free, top.id), 403, 'outside_population');
	expectProblem(await move(other, below.id), 403, 'outside_population');
	for (const outside of [null, other.id])
		expectProblem(await move(hers, outside), 403, 'outside_population');
	assert.equal(expect(await all.get(`/departments/${free.id}`), 200).parent_department_id, null);
	expect(await move(hers, top.id), 200);
	expect(await move(free, other.id), 200);
	expect(await some.patch(`/departments/${other.id}`, { name: 'Renamed' }), 200);
	expect(await some.post('/departments', { code: `D${random(4)}`, name: 'New', parent_department_id: below.id }), 201);
});

test('Population: a person without an employee is reached by the key that made it and by no other', async () => {
	const [mine, other_] = [limited(within(top)), limited(within(top))], who = await person(mine), hers = await email(mine, who.id);
	const sees = async (api_) => [(await api_.get(`/persons/${who.id}`)).status, (await api_.get(`/email-addresses/${hers.id}`)).status];
	assert.deepEqual([await sees(mine), await sees(other_), await sees(all)], [[200, 200], [404, 404], [200, 200]]);
	const refused = expectProblem(await other_.post('/employees', await hiring(all, who.id, { department_id: top.id })), 422, 'validation_failed');
	assert.deepEqual(refused.errors.map(({ pointer, code }) => [pointer, code]), [['/person_id', 'not_found']]);
	assert.ok(!(await mine.get(`/persons/${who.id}`)).text.includes('creator'));
	// Hired by somebody else, within reach and out of it.
	const hired = expect(await all.post('/employees', await hiring(all, who.id, { department_id: other.id })), 201);
	assert.deepEqual([await sees(mine), await sees(other_)], [[404, 404], [404, 404]]);
	expect(await all.patch(`/employees/${hired.id}`, { department_id: below.id }), 200);
	assert.deepEqual([await sees(mine), await sees(other_)], [[200, 200], [200, 200]]);
	assert.equal((await all.del(`/employees/${hired.id}`)).status, 204);
	assert.deepEqual([await sees(mine), await sees(other_)], [[200, 200], [404, 404]]);
	const theirs = await person(all);
	expectProblem(await mine.get(`/persons/${theirs.id}`), 404, 'not_found');
});

test('Population: references in bodies, filters, counts and what refers to a record know of nobody outside', async () => {
	const some = limited(within(top));
	const refused = expectProblem(await some.patch(`/employees/${anna.id}`, { supervisor_employee_id: carl.id }), 422, 'validation_failed');
	assert.deepEqual(refused.errors.map(({ pointer, code, detail }) => [pointer, code, detail]), [['/supervisor_employee_id', 'not_found', 'There is no such record.']]);
	// What stands there already may stay, and the rest be changed.
	expect(await all.patch(`/employees/${anna.id}`, { supervisor_employee_id: carl.id }), 200);
	expect(await some.patch(`/employees/${anna.id}`, { supervisor_employee_id: carl.id, title: 'Lead' }), 200);
	const chief = await employee(all, { department_id: top.id });
	await Promise.all([ben, carl].map(({ id }) => all.patch(`/employees/${id}`, { supervisor_employee_id: chief.id })));
	const inUse = expectProblem(await some.del(`/employees/${chief.id}`), 409, 'resource_in_use');
	assert.deepEqual(inUse.references, [{ resource: 'employees', count: 1 }]);
	assert.deepEqual(expectProblem(await all.del(`/employees/${chief.id}`), 409).references, [{ resource: 'employees', count: 2 }]);
	for (const filter of [`department_id=${other.id}`, `person_id=${carl.person_id}`, `id[in]=${carl.id}`]) {
		const list = expect(await some.get(`/employees?include_count=true&${filter}`), 200);
		assert.deepEqual([list.data, list.total_count, list.has_more], [[], 0, false], filter);
	}
	const found = expect(await some.post('/employees/search', { filter: { employee_number: carl.employee_number }, include_count: true }), 200);
	assert.deepEqual([found.data, found.total_count], [[], 0]);
	await Promise.all([anna, ben, carl].map(({ id }) => all.patch(`/employees/${id}`, { supervisor_employee_id: null })));
	assert.equal((await some.del(`/employees/${chief.id}`)).status, 204);
});

test('Population: pages go on where they ended, sorted and filtered, and meet nobody else', async () => {
	const one = await department(all), some = limited(within(one)), hired = [];
	for (let at = 0; at < 7; at++)
		hired.push(await employee(all, { department_id: at % 2 ? one.id : other.id, title: 'Mason' }));
	for (const query of ['', '&sort=-hire_date', '&sort=-created_at', '&title=Mason', '&title=Mason&sort=hire_date']) {
		const seen = [];
		let page, cursor = '';
		do {
			page = expect(await some.get(`/employees?limit=2${query}${cursor}`), 200);
			seen.push(...page.data.map(({ id }) => id));
			cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
		} while (page.has_more);
		assert.deepEqual(seen.toSorted(), ids(...hired.filter((_, at) => at % 2)), query);
	}
	await Promise.all(hired.map(({ id }) => all.del(`/employees/${id}`)));
});

test('Population: the feed tells of whom the key reaches, of who leaves by a move or a deletion, and nothing after', async () => {
	const some = limited(within(top)), latest = async (api_) => expect(await api_.get('/changes?after=latest'), 200).next_cursor;
	let after_ = await latest(some);
	const news = async (api_ = some) => {
		const page = expect(await api_.get(`/changes?after=${after_}`), 200);
		return page.data.filter(({ resource }) => resource !== 'departments').map(({ resource, record_id, operation }) => `${operation} ${resource} ${record_id}`);
	};
	const fred = await employee(all, { department_id: other.id }), address = await email(all, fred.person_id);
	assert.deepEqual(await news(), []);
	after_ = await latest(some);
	expect(await all.patch(`/employees/${fred.id}`, { department_id: below.id }), 200);
	expect(await all.patch(`/email-addresses/${address.id}`, { type: 'personal' }), 200);
	assert.deepEqual(await news(), [`update employees ${fred.id}`, `update email-addresses ${address.id}`]);
	after_ = await latest(some);
	const day = await create(all, 'time-off', { employee_id: fred.id, type: 'vacation', starts_on: '2026-01-05', ends_on: '2026-01-06' });
	assert.equal((await all.del(`/time-off/${day.id}`)).status, 204);
	assert.deepEqual(await news(), [`delete time-off ${day.id}`]);
	after_ = await latest(some);
	expect(await all.patch(`/employees/${fred.id}`, { department_id: other.id }), 200);
	expect(await all.patch(`/employees/${fred.id}`, { title: 'Elsewhere' }), 200);
	assert.equal((await all.del(`/email-addresses/${address.id}`)).status, 204);
	assert.deepEqual(await news(), [`update employees ${fred.id}`]);
	assert.equal((await news(all)).length, 3);
	after_ = await latest(some);
	assert.equal((await all.del(`/employees/${fred.id}`)).status, 204);
	assert.equal((await all.del(`/persons/${fred.person_id}`)).status, 204);
	assert.deepEqual(await news(), []);
	after_ = await latest(some);
	const gina = await employee(all, { department_id: top.id }), mine = await person(some);
	assert.equal((await all.del(`/employees/${gina.id}`)).status, 204);
	assert.equal((await all.del(`/persons/${gina.person_id}`)).status, 204);
	assert.equal((await all.del(`/persons/${mine.id}`)).status, 204);
	assert.deepEqual(await news(), [`delete employees ${gina.id}`, `delete persons ${mine.id}`]);
	assert.deepEqual(await news(limited(within(other))), []);
});

test('Population: contents and numbers go with their person', async () => {
	const some = limited(within(top)), told = limited(within(top), { grants: 'government-identifications:read government-identifications:reveal' });
	const paper = async ({ person_id }) => {
		const made = await create(all, 'documents', { person_id, type: 'i9', title: 'Form', media_type: 'application/pdf' });
		expect(await all.put(`/documents/${made.id}/content`, '%PDF-1.7\n', 'application/pdf'), 201);
		return made;
	};
	const numbered = ({ person_id }) => create(all, 'government-identifications', { person_id, type: 'us_passport', number: `X${random(4)}`, issuing_country: 'US' });
	const [hers, his] = await Promise.all([anna, carl].map(paper)), [number, secret] = await Promise.all([anna, carl].map(numbered));
	expect(await some.get(`/documents/${hers.id}/content`), 200);
	expectProblem(await some.get(`/documents/${his.id}/content`), 404, 'not_found');
	expect(await some.put(`/documents/${hers.id}/content`, '%PDF-1.7\nnew', 'application/pdf'), 200);
	expectProblem(await some.put(`/documents/${his.id}/content`, '%PDF-1.7\nnew', 'application/pdf'), 404, 'not_found');
	const refused = expectProblem(await some.post('/government-identifications', { person_id: anna.person_id, type: 'us_passport', number: `X${random(4)}`, issuing_country: 'US', document_id: his.id }), 422);
	assert.deepEqual(refused.errors.map(({ pointer, code }) => [pointer, code]), [['/document_id', 'not_found']]);
	assert.deepEqual(idsOf(await told.get('/government-identifications?reveal=true')), ids(number));
	expectProblem(await told.get(`/government-identifications/${secret.id}?reveal=true`), 404, 'not_found');
});

test('Population: an answer given before is given again as far as it may still be seen', async () => {
	const some = limited(within(top)), who = await person(some), text = random();
	const body = await hiring(all, who.id, { department_id: top.id });
	const again = () => some.post('/employees', body, { headers: { 'Idempotency-Key': text } });
	const made = expect(await again(), 201), repeated = await again();
	assert.deepEqual([expect(repeated, 201), repeated.headers['idempotency-replayed']], [made, 'true']);
	expect(await all.patch(`/employees/${made.id}`, { department_id: other.id }), 200);
	const later = await again();
	assert.deepEqual([expect(later, 201), later.headers['idempotency-replayed']], [{ id: made.id, object: 'employee' }, 'true']);
	await all.del(`/employees/${made.id}`);
});

test('Population: a change holds from the next request on, also one that leaves nobody', async () => {
	const some = limited(within(top)), token = expect(await send('POST', '/v1/auth/login', { key: some.secret }), 200).access_token, by = api(acme, token);
	const reached = async () => [idsOf(await some.get('/employees')), idsOf(await by.get('/employees'))];
	assert.deepEqual(await reached(), [ids(anna, ben), ids(anna, ben)]);
	change(some, within(below));
	assert.deepEqual(await reached(), [ids(ben), ids(ben)]);
	expectProblem(await some.patch(`/employees/${anna.id}`, { title: 'X' }), 404, 'not_found');
	for (const nobody of ['departments:', 'departments: unions:'])
		change(some, nobody);
	assert.deepEqual(await reached(), [[], []]);
	assert.deepEqual(expect(await send('GET', '/v1/auth/whoami', { key: token }), 200).population, { departments: [], locations: null, unions: [] });
	// Rows that are gone, and a dimension that nobody knows, open nothing.
	change(some, within(top));
	sql(`DELETE FROM key_population WHERE key_id = (SELECT id FROM api_keys WHERE name = '${some.name}')`);
	assert.deepEqual(await reached(), [[], []]);
	change(some, within(top, below));
	sql(`UPDATE api_keys SET population = 'departments planets', stamp = stamp + 1 WHERE name = '${some.name}'`);
	assert.deepEqual(await reached(), [[], []]);
	expectProblem(await some.get(`/persons/${anna.person_id}`), 404, 'not_found');
	assert.ok(!(await some.get('/changes?limit=200')).text.includes(anna.id));
	change(some, 'everybody');
	assert.ok((await reached())[0].includes(carl.id));
});

test('Population: groups and levels are capped by it', async () => {
	hubctl('group', 'create', '--entity', acme.entity_id, '--name', 'Readers', '--grants', 'employees:read persons:read');
	for (const more of [{ groups: ['Readers'] }, { access: 'read_only' }, { access: 'full' }, { grants: 'employees:read' }])
		assert.deepEqual(idsOf(await limited(within(below), more).get('/employees')), ids(ben));
});

test('Population: hubctl takes ids and codes, names what is not there, shows the text and tells the trail', () => {
	const shell = (...words) => hubctl('key', ...words, '--entity', acme.entity_id);
	const made = limited(`departments:${below.code},${top.id} unions:`), text = `departments:${[top.id, below.id].sort().join(',')} unions:`;
	assert.equal(shell('show', '--key', made.id).population, text);
	assert.equal(shell('list').find(({ id }) => id === made.id).population, text);
	for (const [population, words] of [[`departments:${top.code},NOWHERE`, /no department “NOWHERE”/], ['planets:EARTH', /“planets” does not limit/], ['departments', /colon is missing/],
		['departments:A departments:B', /twice/], [`unions:${top.id}`, /no union “dep_/], ['departments:A,,B', /missing beside a comma/], ['', /Say whom/]])
		assert.throws(() => change(made, population), ({ status, stderr }) => status === 1 && words.test(String(stderr)), population);
	assert.deepEqual(change(made, text), { changed: false });
	assert.deepEqual(change(made, 'everybody'), { changed: true });
	assert.equal(shell('show', '--key', made.id).population, null);
	const [[record]] = sql(`SELECT record FROM audit_events WHERE entity_id = (SELECT id FROM entities WHERE code = '${acme.entity_id.slice(4)}') AND event = 'key.changed' ORDER BY seq DESC LIMIT 1`);
	assert.deepEqual(JSON.parse(record).changes, [{ field: 'population', before: text, after: null }]);
});

test('Population: a sandbox built anew keeps whom its keys reach, by code, and never widens', async () => {
	const of = company(), reset = () => hubctl('sandbox', 'reset', '--entity', of.entity_id);
	const realm = `(SELECT r.id FROM realms r JOIN entities e ON e.id = r.entity_id WHERE r.state = 'current' AND r.mode = 'test' AND e.code = '${of.entity_id.slice(4)}')`;
	const first = (statement) => sql(statement)[0][0];
	reset();
	// A department that has others below it, so that these are found anew too.
	const dept = first(`SELECT d.code FROM departments d WHERE d.realm_id = ${realm} AND d.parent_department_id IS NOT NULL AND EXISTS (SELECT 1 FROM employees e WHERE e.realm_id = d.realm_id AND e.department_id = d.id) ORDER BY d.code LIMIT 1`);
	const above = first(`SELECT p.code FROM departments d JOIN departments p ON p.realm_id = d.realm_id AND p.id = d.parent_department_id WHERE d.realm_id = ${realm} AND d.code = '${dept}'`);
	const guild = first(`SELECT code FROM unions WHERE realm_id = ${realm} ORDER BY code LIMIT 1`);
	const [made, lost] = ['', ` unions:${guild}`].map((more) => key(of, { mode: 'test', population: `departments:${above}${more}` }));
	const reached = async ({ secret }) => expect(await api(of, secret).get('/employees?limit=200&include_count=true'), 200).total_count;
	const before_ = await reached(made);
	assert.ok(before_ > 0 && before_ <= 250);
	sql(`UPDATE unions SET code = CONCAT(code, '-X') WHERE realm_id = ${realm}`);
	reset();
	assert.equal(await reached(made), before_);
	assert.equal(await reached(lost), 0);
	assert.match(hubctl('key', 'show', '--entity', of.entity_id, '--key', lost.id).population, /^departments:dep_[0-9a-z]{26} unions:$/);
});

test('Population: while departments move and employees are moved, nobody is ever written out of reach', async () => {
	const [home, away] = [await department(all), await department(all)], roving = await department(all, { parent_department_id: home.id });
	const some = limited(within(home)), hired = await Promise.all(Array.from({ length: 4 }, () => employee(all, { department_id: home.id })));
	let ended = false;
	const statuses = new Set();
	const writers = hired.map(async ({ id }, at) => {
		for (let round = 0; !ended; round++) {
			const answer = await some.patch(`/employees/${id}`, { department_id: round % 2 ? home.id : roving.id, title: `Round ${at} ${round}` });
			statuses.add(answer.status);
			if (answer.status === 404)
				await all.patch(`/employees/${id}`, { department_id: home.id });
		}
	});
	for (let round = 0; round < 12; round++)
		expect(await all.patch(`/departments/${roving.id}`, { parent_department_id: round % 2 ? home.id : away.id }), 200);
	expect(await all.patch(`/departments/${roving.id}`, { parent_department_id: away.id }), 200);
	ended = true;
	await Promise.all(writers);
	assert.deepEqual([...statuses].filter((status) => ![200, 403, 404].includes(status)), []);
	// From here on every write into the department that left is refused.
	for (const { id } of hired)
		assert.ok([403, 404].includes((await some.patch(`/employees/${id}`, { department_id: roving.id, title: 'Late' })).status));
	const rows = Number(sql(`SELECT COUNT(*) FROM key_population WHERE value = (SELECT id FROM departments WHERE code = '${roving.code}') AND key_id = (SELECT id FROM api_keys WHERE name = '${some.name}')`)[0][0]);
	assert.equal(rows, 0);
});
