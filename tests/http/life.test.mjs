// RESOURCES.md "Employee life" and "Daily work": actions, their dates, and what daily
// work turns.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, count, employee, expect, expectProblem, hub as instance, hubctl, key, person, random, samples, sql } from '../lib/hub.mjs';

const acme = company();
const hub = api(acme, key(acme).secret);

const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);
const act = (one, action, body, options) => hub.post(`/employees/${one.id}/${action}`, body, options);
const fetchOne = async (one) => expect(await hub.get(`/employees/${one.id}`), 200);
const leaving = (more = {}) => ({ termination_date: day(-10), type: 'voluntary', ...more });
const pointers = (problem) => problem.errors.map(({ pointer }) => pointer).sort();
const spells = (one) => sql(`SELECT starts_on, IFNULL(ends_on, '-') FROM employment_periods p
	JOIN employees e ON e.realm_id = p.realm_id AND e.id = p.employee_id
	WHERE e.employee_number = '${one.employee_number}' ORDER BY starts_on`).map((row) => row.join(' '));

// As if the days until then had gone by: the dates move instead of the clock.
const letDaysPass = (one, days) => sql(`UPDATE employees SET hire_date = hire_date - INTERVAL ${days} DAY,
	scheduled_termination_date = scheduled_termination_date - INTERVAL ${days} DAY WHERE employee_number = '${one.employee_number}'`);

test('Life: terminate ends the employment and keeps what was said of it', async () => {
	const one = await employee(hub);
	const answer = await act(one, 'terminate', leaving({ last_day_worked: day(-12), reason: 'resignation', rehire_eligibility: 'yes' }));
	const body = expect(answer, 200);
	assert.equal(body.object, 'employee');
	assert.equal(body.status, 'terminated');
	assert.equal(body.version, 2);
	assert.deepEqual([body.termination_date, body.last_day_worked, body.termination_type, body.termination_reason, body.rehire_eligibility],
		[day(-10), day(-12), 'voluntary', 'resignation', 'yes']);
	assert.match(answer.headers.etag, /^"2-/);
	assert.deepEqual(await fetchOne(one), body);
	assert.deepEqual(spells(one), [`2024-03-01 ${day(-10)}`]);
});

test('Life: a rehire keeps id and number and begins a new spell', async () => {
	const one = await employee(hub);
	expect(await act(one, 'terminate', leaving({ rehire_eligibility: 'review' })), 200);
	const problem = expectProblem(await act(one, 'rehire', { start_date: day(-10) }), 422, 'validation_failed');
	assert.deepEqual(pointers(problem), ['/start_date']);
	const back = expect(await act(one, 'rehire', { start_date: day(-5) }), 200);
	assert.deepEqual([back.id, back.employee_number, back.status, back.hire_date, back.original_hire_date, back.seniority_date],
		[one.id, one.employee_number, 'active', day(-5), '2024-03-01', day(-5)]);
	for (const over of ['termination_date', 'last_day_worked', 'termination_type', 'rehire_eligibility'])
		assert.equal(back[over], null);
	assert.deepEqual(spells(one), [`2024-03-01 ${day(-10)}`, `${day(-5)} -`]);
	expect(await act(one, 'terminate', leaving({ termination_date: day(-4) })), 200);
	const kept = expect(await act(one, 'rehire', { start_date: day(-3), retain_seniority: true }), 200);
	assert.equal(kept.seniority_date, day(-5));
});

test('Life: an action needs the right to write what its body names, and not what follows from it', async () => {
	const scribe = api(acme, key(acme, { grants: 'employees:read employees:update(status,hire_date)' }).secret);
	const one = await employee(hub);
	expect(await act(one, 'terminate', leaving()), 200);
	const problem = expectProblem(await scribe.post(`/employees/${one.id}/rehire`, { start_date: day(-5), retain_seniority: true }),
		403, 'field_not_permitted');
	assert.deepEqual(problem.fields, ['seniority_date']);
	const back = expect(await scribe.post(`/employees/${one.id}/rehire`, { start_date: day(-5) }), 200);
	assert.deepEqual([back.status, back.hire_date, back.seniority_date], ['active', day(-5), day(-5)]);
	expectProblem(await scribe.patch(`/employees/${one.id}`, { seniority_date: day(-6) }), 403, 'field_not_permitted');
});

test('Life: rehire_eligibility "no" refuses a rehire', async () => {
	const one = await employee(hub);
	expect(await act(one, 'terminate', leaving({ rehire_eligibility: 'no' })), 200);
	expectProblem(await act(one, 'rehire', { start_date: day(-5) }), 409, 'invalid_transition');
});

test('Life: a leave begins and ends, and neither lies ahead', async () => {
	const one = await employee(hub);
	assert.deepEqual(pointers(expectProblem(await act(one, 'start-leave', { leave_type: 'medical', from: day(3) }), 422)), ['/from']);
	assert.deepEqual(pointers(expectProblem(await act(one, 'start-leave',
		{ leave_type: 'medical', from: day(-20), expected_return: day(-20) }), 422)), ['/expected_return']);
	assert.equal(expect(await act(one, 'start-leave', { leave_type: 'medical', from: day(-20), expected_return: day(10) }), 200).status, 'on_leave');
	assert.deepEqual(pointers(expectProblem(await act(one, 'return', { date: day(-21) }), 422)), ['/date']);
	assert.deepEqual(pointers(expectProblem(await act(one, 'return', { date: day(3) }), 422)), ['/date']);
	assert.equal(expect(await act(one, 'return', { date: day(-8) }), 200).status, 'active');
	assert.deepEqual(pointers(expectProblem(await act(one, 'start-leave', { leave_type: 'fmla', from: day(-9) }), 422)), ['/from']);
	expect(await act(one, 'start-leave', { leave_type: 'fmla', from: day(-7) }), 200);
	assert.equal(expect(await act(one, 'terminate', leaving({ termination_date: day(-2) })), 200).status, 'terminated');
	assert.equal(count('SELECT COUNT(*) FROM employment_leaves WHERE returned_on IS NULL AND employee_id IN '
		+ `(SELECT id FROM employees WHERE employee_number = '${one.employee_number}')`), 0);
});

test('Life: a hire that has not begun is cancelled without a body', async () => {
	const one = await employee(hub, { hire_date: day(30) });
	assert.equal(one.status, 'pending');
	const done = expect(await hub.post(`/employees/${one.id}/cancel-hire`), 200);
	assert.equal(done.status, 'cancelled');
	assert.deepEqual(spells(one), []);
	expectProblem(await hub.post(`/employees/${one.id}/cancel-hire`), 409, 'invalid_transition');
});

test('Life: whatever is no transition of the table is 409 invalid_transition', async () => {
	const bodies = { terminate: leaving(), rehire: { start_date: day(-1) }, 'start-leave': { leave_type: 'other', from: day(-1) },
		return: { date: day(-1) }, 'cancel-hire': {} };
	const allowed = { pending: ['cancel-hire'], active: ['terminate', 'start-leave'], on_leave: ['terminate', 'return'],
		terminated: ['rehire'], cancelled: [] };
	const make = {
		pending: () => employee(hub, { hire_date: day(9) }),
		active: () => employee(hub),
		on_leave: async () => { const one = await employee(hub); expect(await act(one, 'start-leave', { leave_type: 'other', from: day(-4) }), 200); return one; },
		terminated: async () => { const one = await employee(hub); expect(await act(one, 'terminate', leaving()), 200); return one; },
		cancelled: async () => { const one = await make.pending(); expect(await act(one, 'cancel-hire', {}), 200); return one; },
	};
	for (const [status, fine] of Object.entries(allowed)) {
		const one = await make[status]();
		for (const action of Object.keys(bodies).filter((name) => !fine.includes(name)))
			expectProblem(await act(one, action, bodies[action]), 409, 'invalid_transition');
		assert.equal((await fetchOne(one)).status, status);
	}
});

test('Life: bodies are judged whole, with a pointer for each complaint', async () => {
	const one = await employee(hub);
	const problem = expectProblem(await act(one, 'terminate', { termination_date: '2024-02-30', type: 'quit', reason: 7,
		last_day_worked: null, status: 'terminated', shoe_size: 4 }), 422, 'validation_failed');
	assert.deepEqual(pointers(problem), ['/reason', '/shoe_size', '/status', '/termination_date', '/type']);
	assert.deepEqual(pointers(expectProblem(await act(one, 'terminate', {}), 422)), ['/termination_date', '/type']);
	assert.deepEqual(pointers(expectProblem(await act(one, 'terminate',
		leaving({ termination_date: '2024-02-29', last_day_worked: '2024-03-02', type: 'x' })), 422)),
	['/last_day_worked', '/termination_date', '/type']);
	assert.deepEqual(pointers(expectProblem(await act(one, 'terminate', leaving({ termination_date: day(400) })), 422)), ['/termination_date']);
	for (const action of ['terminate', 'rehire', 'start-leave', 'return'])
		expectProblem(await hub.post(`/employees/${one.id}/${action}`, undefined, { headers: { 'Content-Type': 'application/json' } }), 400, 'malformed_json');
	expectProblem(await hub.post(`/employees/${one.id}/terminate`, undefined), 415, 'unsupported_media_type');
	expectProblem(await act(one, 'terminate', [1]), 422, 'validation_failed');
	assert.deepEqual(pointers(expectProblem(await act(one, 'cancel-hire', { date: day(1) }), 422)), ['/date']);
	assert.equal((await fetchOne(one)).version, 1);
});

test('Life: actions exist for employees alone, by POST alone', async () => {
	const one = await employee(hub);
	const wrong = await hub.get(`/employees/${one.id}/terminate`);
	expectProblem(wrong, 405, 'method_not_allowed');
	assert.equal(wrong.headers.allow, 'POST, OPTIONS');
	expectProblem(await hub.post(`/persons/${one.person_id}/terminate`, leaving()), 404, 'not_found');
	expectProblem(await hub.post(`/employees/${one.id}/promote`, {}), 404, 'not_found');
	expectProblem(await hub.post('/employees/emp_01k9z4x8e0f6vt8q4rkd8w2n5a/terminate', leaving()), 404, 'not_found');
	const stranger = company();
	expectProblem(await api(stranger, key(stranger).secret).post(`/employees/${one.id}/terminate`, leaving()), 404, 'not_found');
	const reader = api(acme, key(acme, { access: 'read_only' }).secret);
	assert.equal(expectProblem(await reader.post(`/employees/${one.id}/terminate`, leaving()), 403, 'read_only_key').required, 'employees:update');
});

test('Life: actions honour If-Match and dry_run', async () => {
	const one = await employee(hub);
	expectProblem(await act(one, 'terminate', leaving(), { headers: { 'If-Match': '"7-x"' } }), 412, 'precondition_failed');
	const tried = expect(await act(one, 'terminate?dry_run=true', leaving()), 200);
	assert.equal(tried.dry_run, true);
	assert.equal(tried.status, 'terminated');
	assert.equal((await fetchOne(one)).status, 'active');
	const { etag } = (await hub.get(`/employees/${one.id}`)).headers;
	expect(await act(one, 'terminate', leaving(), { headers: { 'If-Match': etag } }), 200);
});

test('Life: of two terminations at once exactly one succeeds', async () => {
	for (const when of [-10, 30]) {
		const one = await employee(hub);
		const answers = await Promise.all(Array.from({ length: 8 }, () => act(one, 'terminate', leaving({ termination_date: day(when) }), { keepAlive: false })));
		assert.equal(answers.map(({ status }) => status).sort().join(' '), ['200', ...Array(7).fill('409')].join(' '));
		assert.equal((await fetchOne(one)).version, 2);
	}
	const one = await employee(hub);
	expect(await act(one, 'terminate', leaving()), 200);
	const answers = await Promise.all(Array.from({ length: 8 }, () => act(one, 'rehire', { start_date: day(-2) }, { keepAlive: false })));
	assert.equal(answers.filter(({ status }) => status === 200).length, 1);
	assert.equal(spells(one).length, 2);
});

test('Life: each action leaves its change and its entry in the audit trail', async () => {
	const one = await employee(hub);
	expect(await act(one, 'terminate', leaving({ reason: 'performance' })), 200);
	const [fields, kind] = sql(`SELECT fields, caller_kind FROM changes WHERE operation = 'update' AND record_id =
		(SELECT id FROM employees WHERE employee_number = '${one.employee_number}')`)[0];
	assert.deepEqual(JSON.parse(fields).sort(), ['status', 'termination_date', 'termination_reason', 'termination_type']);
	assert.equal(kind, 'key');
	const entries = sql(`SELECT event, record FROM audit_events WHERE record LIKE '%${one.id}%'`);
	assert.equal(entries.length, 1);
	assert.equal(entries[0][0], 'employee.terminated');
	assert.ok(!entries[0][1].includes('performance'));
	assert.equal(hubctl('audit', 'verify', '--entity', acme.code ?? acme.entity_id.slice(4))[0].whole, true);
});

test('Daily work: hires begin and scheduled terminations end, once, by the caller system', async () => {
	const starter = await employee(hub, { hire_date: day(20) });
	const leaver = await employee(hub);
	const scheduled = expect(await act(leaver, 'terminate', leaving({ termination_date: day(20), reason: 'relocation' })), 200);
	assert.deepEqual([scheduled.status, scheduled.scheduled_termination_date, scheduled.termination_date], ['active', day(20), null]);
	expectProblem(await act(leaver, 'terminate', leaving()), 409, 'invalid_transition');
	hubctl('daily');
	assert.equal((await fetchOne(starter)).status, 'pending');
	assert.equal((await fetchOne(leaver)).status, 'active');
	letDaysPass(starter, 22);
	letDaysPass(leaver, 22);
	const first = hubctl('daily');
	assert.equal(first.begun, 1);
	assert.equal(first.ended, 1);
	const begun = await fetchOne(starter), ended = await fetchOne(leaver);
	assert.deepEqual([begun.status, begun.version], ['active', 2]);
	assert.deepEqual([ended.status, ended.scheduled_termination_date, ended.termination_date, ended.termination_reason, ended.version],
		['terminated', null, day(-2), 'relocation', 3]);
	assert.match(spells(leaver)[0], new RegExp(`${day(-2)}$`));
	const again = hubctl('daily');
	assert.equal(again.begun, 0);
	assert.equal(again.ended, 0);
	assert.equal((await fetchOne(leaver)).version, 3);
	const kinds = sql(`SELECT caller_kind, operation FROM changes WHERE record_id = (SELECT id FROM employees
		WHERE employee_number = '${leaver.employee_number}') ORDER BY seq`).map((row) => row.join(' '));
	assert.deepEqual(kinds, ['key create', 'key update', 'system update']);
});

test('Life: what an action is told is redacted in the history', async () => {
	const one = await employee(hub);
	expect(await act(one, 'terminate', leaving({ reason: 'failed_drug_test' })), 200);
	hubctl('ship', '--wait', '20');
	const [operation, request, answer] = sql(`SELECT l.operation, b.request_body, b.answer_body FROM request_log l
		JOIN request_bodies b ON b.id = l.id AND b.ts = l.ts WHERE l.path LIKE '%${one.id}/terminate'`)[0];
	assert.equal(operation, 'employees.terminate');
	assert.deepEqual(JSON.parse(request), { termination_date: day(-10), type: '[redacted]', reason: '[redacted]' });
	assert.equal(JSON.parse(answer).termination_reason, '[redacted]');
	assert.equal(JSON.parse(answer).status, 'terminated');
});
