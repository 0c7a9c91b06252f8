// The sandbox: asked for, granted, filled, built anew beside the one in use, and the old one
// emptied; keys stay, live data are never met.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { api, company, count, expect, expectProblem, hub as instance, hubctl, key, person, sleep, sql } from '../lib/hub.mjs';

const acme = company('Northgate Sandbox Builders');
const sandbox = (act, of = acme, ...more) => hubctl('sandbox', act, '--entity', of.entity_id, ...more);
const realms = (of) => sql(`SELECT r.id, r.state FROM realms r JOIN entities e ON e.id = r.entity_id
	WHERE e.code = '${of.entity_id.slice(4)}' AND r.mode = 'test' ORDER BY r.id`);
const refused = (words) => (error) => error.status === 1 && words.test(String(error.stderr));

test('Sandbox: a company that has one is told so; resetting builds it anew, with sample data', async () => {
	assert.throws(() => sandbox('ask'), refused(/has one/));
	const trial = api(acme, key(acme, { mode: 'test' }).secret), real = api(acme, key(acme).secret);
	const written = await person(trial), kept = await person(real);
	const before = expect(await trial.get('/changes?after=latest'), 200);
	assert.deepEqual(sandbox('reset'), { outcome: 'done' });
	assert.equal(sandbox('show').state, 'ready');
	assert.notEqual(sandbox('show').reset_at, null);
	expectProblem(await trial.get(`/persons/${written.id}`), 404, 'not_found');
	assert.equal(expect(await trial.get('/employees?limit=1&include_count=true'), 200).total_count, 250);
	expect(await real.get(`/persons/${kept.id}`), 200);
	assert.equal(expect(await real.get('/employees?limit=1&include_count=true'), 200).total_count, 0);
	expectProblem(await trial.get(`/changes?after=${before.next_cursor}`), 410, 'feed_restarted');
	await person(trial);
});

test('Sandbox: each build gives the same people', async () => {
	const trial = api(acme, key(acme, { mode: 'test' }).secret);
	const names = async () => expect(await trial.get('/persons?limit=20&sort=id&fields=legal_first_name,legal_last_name'), 200).data
		.map(({ legal_first_name, legal_last_name }) => `${legal_first_name} ${legal_last_name}`).sort();
	const numbers = async () => expect(await trial.get('/employees?limit=200&fields=employee_number'), 200).data
		.map(({ employee_number }) => employee_number).sort();
	const first = [await names(), await numbers()];
	sandbox('reset');
	assert.deepEqual([await names(), await numbers()], first);
});

test('Sandbox: requests go on while it is reset, and none fails but by what was reset away', async () => {
	const trial = api(acme, key(acme, { mode: 'test' }).secret);
	let ended = false;
	const statuses = new Set();
	const calls = Promise.all(Array.from({ length: 4 }, async () => {
		while (!ended) {
			statuses.add((await trial.get('/employees?limit=5')).status);
			statuses.add((await trial.post('/persons', { legal_first_name: 'Ada', legal_last_name: 'Test' })).status);
		}
	}));
	await sleep(50);
	await new Promise((done, failed) => execFile(instance.hubctl, ['--conf', instance.conf, 'sandbox', 'reset', '--entity', acme.entity_id],
		(error) => (error ? failed(error) : done())));
	ended = true;
	await calls;
	// A write that met the moment of the switch says that it can be sent again.
	statuses.delete(503);
	assert.deepEqual([...statuses].sort(), [200, 201]);
});

test('Sandbox: daily work empties what was replaced, and nothing else', async () => {
	const trial = api(acme, key(acme, { mode: 'test' }).secret), mine = await person(trial);
	const old = realms(acme).filter(([, state]) => state === 'retired').map(([id]) => id);
	assert.ok(old.length > 0);
	assert.ok(hubctl('daily').sandbox_rows > 250);
	assert.deepEqual(realms(acme).map(([, state]) => state), ['current']);
	for (const table of ['persons', 'employees', 'departments', 'changes', 'employment_periods'])
		assert.equal(count(`SELECT COUNT(*) FROM ${table} WHERE realm_id IN (${old.join()})`), 0, table);
	expect(await trial.get(`/persons/${mine.id}`), 200);
	assert.equal(hubctl('daily').sandbox_rows, 0);
});

test('Sandbox: who has none cannot make test keys, and gets one by asking', async () => {
	const waiting = company('Waiting Builders', { sandbox: false });
	assert.equal(sandbox('show', waiting).state, 'none');
	assert.throws(() => sandbox('reset', waiting), refused(/has none/));
	assert.throws(() => sandbox('approve', waiting), refused(/nobody waits/));
	assert.throws(() => sandbox('refuse', waiting), refused(/nobody waits/));
	assert.throws(() => key(waiting, { mode: 'test' }), refused(/sandbox/i));
	assert.deepEqual(sandbox('ask', waiting), { outcome: 'done' });
	const trial = api(waiting, key(waiting, { mode: 'test' }).secret);
	assert.equal(expect(await trial.get('/employees?limit=1&include_count=true'), 200).total_count, 250);
	const events = sql(`SELECT a.event FROM audit_events a JOIN entities e ON e.id = a.entity_id
		WHERE e.code = '${waiting.entity_id.slice(4)}' AND a.event LIKE 'sandbox%' ORDER BY a.seq`);
	assert.deepEqual(events.flat(), ['sandbox.created']);
});
