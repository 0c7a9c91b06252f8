// Faults: the database goes and comes back; programs are killed under load. No
// acknowledged write is lost, no row of the history is lost or doubled.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { api, company, count, create, database, expect, expectProblem, hub as instance, hubctl, key, person, random, samples, send, sleep, sql, until }
	from '../lib/hub.mjs';
import { Portal } from '../lib/portal.mjs';

const acme = company();
const full = key(acme);
const hub = api(acme, full.secret);
const entity = `(SELECT id FROM entities WHERE CONCAT('ent_', code) = '${acme.entity_id}')`;

// Commits must be on disk when the server is killed: the instance's first start may be lax.
before(() => {
	database('stop');
	database('start');
});
after(() => database('start'));

// Processes of this instance that run the program: by the file that they run.
function processes(program) {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
		try {
			return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '') === instance.programs[program];
		} catch {
			return false;
		}
	});
}

test('Faults: while the database is away each request is 503 with Retry-After, and all is well within two seconds of its return', async () => {
	const one = await person(hub);
	for (let at = 0; at < 20; at++)
		await Promise.all(Array.from({ length: 8 }, () => hub.get(`/persons/${one.id}`, { keepAlive: false })));
	const before = new Set(processes('api'));
	database('stop');
	for (let at = 0; at < 40; at++) {
		const answers = await Promise.all([hub.get(`/persons/${one.id}`, { keepAlive: false }), hub.post('/persons', samples.person(), { keepAlive: false }),
			hub.get('/persons', { keepAlive: false }), send('POST', '/v1/auth/login', { key: full.secret, keepAlive: false }),
			send('GET', '/v1/ready', { keepAlive: false })]);
		for (const answer of answers) {
			expectProblem(answer, 503, 'unavailable');
			assert.match(answer.headers['retry-after'] ?? '', /^\d+$/);
		}
	}
	expect(await send('GET', '/v1/health'), 200);
	const page = await new Portal().send('GET', '/hub/keys');
	assert.ok([303, 503].includes(page.status), `portal: ${page.status}`);
	database('start');
	const back = Date.now();
	await until('a read is answered', async () => (await hub.get(`/persons/${one.id}`, { keepAlive: false })).status === 200, { within: 2000, every: 20 });
	while (Date.now() - back < 2000)
		await sleep(50);
	const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => (at % 2 ? hub.get(`/persons/${one.id}`, { keepAlive: false })
		: hub.post('/persons', samples.person(), { keepAlive: false }))));
	assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 201]);
	const kept = processes('api').filter((pid) => before.has(pid));
	assert.ok(kept.length > 0, 'the programs were restarted to come back');
});

test('Faults: requests made while the database was away stand in the history afterwards', async () => {
	const one = await person(hub);
	database('stop');
	const answer = await hub.get(`/persons/${one.id}`, { keepAlive: false });
	expectProblem(answer, 503, 'unavailable');
	database('start');
	await until('it stands in the history', () => count(`SELECT COUNT(*) FROM request_log WHERE id = UNHEX('${answer.headers['x-request-id'].replace(/-/g, '')}')`) === 1,
		{ within: 15000 });
});

test('Faults: a database that stops under writes leaves each acknowledged write and half of none', async () => {
	const acknowledged = [], state = { stop: false };
	const writers = Array.from({ length: 8 }, async () => {
		while (!state.stop) {
			const external_id = random(8);
			const answer = await hub.post('/departments', samples.department({ external_id }), { keepAlive: false });
			assert.ok([201, 503].includes(answer.status), `${answer.status} ${answer.text}`);
			if (answer.status === 201)
				acknowledged.push(external_id);
		}
	});
	await until('some writes are done', () => acknowledged.length > 100, { within: 20000 });
	database('kill');
	await sleep(300);
	database('start');
	await sleep(1000);
	state.stop = true;
	await Promise.all(writers);
	const stored = new Set(sql(`SELECT external_id FROM departments d JOIN realms r ON r.id = d.realm_id WHERE r.entity_id = ${entity}`).flat());
	assert.deepEqual(acknowledged.filter((one) => !stored.has(one)), [], 'acknowledged writes are lost');
	assert.equal(count(`SELECT COUNT(*) FROM departments d JOIN realms r ON r.id = d.realm_id WHERE r.entity_id = ${entity}`),
		count(`SELECT COUNT(DISTINCT record_id) FROM changes c JOIN realms r ON r.id = c.realm_id WHERE r.entity_id = ${entity} AND resource = 'departments'`),
		'a write without its change, or the reverse');
});

test('Faults: kill -9 of programs under load loses no acknowledged write and neither loses nor doubles a row of the history', async () => {
	const firm = company(), there = api(firm, key(firm).secret);
	const ledger = [], answered = [], state = { stop: false };
	let broken = 0;
	const clients = Array.from({ length: 16 }, async (_, at) => {
		while (!state.stop) {
			const external_id = random(8);
			const answer = at % 2 ? await there.post('/departments', samples.department({ external_id }), { keepAlive: false })
				: await there.get('/departments?limit=5', { keepAlive: false });
			if (answer.status >= 500) {
				assert.match(answer.headers['content-type'], /^application\/problem\+json/);
				broken++;
				continue;
			}
			answered.push(answer.headers['x-request-id']);
			if (answer.status === 201)
				ledger.push(external_id);
		}
	});
	const ends = Date.now() + 8000;
	let killed = 0;
	while (Date.now() < ends || killed < 20) {
		const alive = processes('api');
		if (alive.length > 0) {
			const pid = alive[Math.floor(Math.random() * alive.length)];
			try {
				process.kill(pid, 'SIGKILL');
				killed++;
			} catch {
				// It ended by itself meanwhile.
			}
		}
		await sleep(150);
		assert.ok(Date.now() < ends + 20000, `only ${killed} could be killed`);
	}
	state.stop = true;
	await Promise.all(clients);
	assert.ok(ledger.length > 100 && answered.length > 200, `${ledger.length} writes, ${answered.length} answers`);

	const id = `(SELECT id FROM entities WHERE CONCAT('ent_', code) = '${firm.entity_id}')`;
	const stored = new Set(sql(`SELECT external_id FROM departments d JOIN realms r ON r.id = d.realm_id WHERE r.entity_id = ${id}`).flat());
	assert.deepEqual(ledger.filter((one) => !stored.has(one)), [], 'acknowledged writes are lost');

	const rows = () => sql(`SELECT LOWER(HEX(id)) FROM request_log WHERE entity_id = ${id}`).flat();
	await until('the journal is shipped', () => {
		hubctl('ship');
		const there_ = new Set(rows());
		return answered.every((one) => there_.has(one.replace(/-/g, '')));
	}, { within: 20000, every: 500 });
	const all = rows();
	assert.equal(new Set(all).size, all.length, 'a row is doubled');
	assert.ok(all.length - answered.length <= broken + killed, `${all.length} rows for ${answered.length} answers and ${broken} broken requests`);
	for (const table of ['figures_hour', 'figures_key', 'figures_endpoint', 'key_usage'])
		assert.equal(count(`SELECT SUM(requests) FROM ${table} WHERE entity_id = ${id}`), all.length, `${table} does not add up`);
});

test('Faults: a graceful restart of Apache ends each program after the request in hand', async () => {
	const one = await person(hub), state = { stop: false }, statuses = new Set();
	const before = new Set(processes('api'));
	const clients = Array.from({ length: 8 }, async () => {
		while (!state.stop)
			statuses.add((await hub.get(`/persons/${one.id}`, { keepAlive: false })).status);
	});
	process.kill(Number(readFileSync(instance.apache_pid_file, 'utf8')), 'SIGUSR1');
	try {
		await until('all programs are new ones', () => processes('api').filter((pid) => before.has(pid)).length === 0, { within: 20000 });
	} finally {
		state.stop = true;
		await Promise.all(clients);
	}
	assert.deepEqual([...statuses], [200]);
});

test('Faults: no log speaks of a crash, a sanitizer or a failed assertion', () => {
	const complaints = [];
	for (const folder of instance.logs)
		for (const name of readdirSync(folder))
			for (const line of readFileSync(`${folder}/${name}`, 'latin1').split('\n'))
				if (/AddressSanitizer|LeakSanitizer|runtime error:|Assertion .* failed|SIGSEGV|exit signal (Segmentation|Aborted)/.test(line))
					complaints.push(`${name}: ${line.slice(0, 300)}`);
	assert.deepEqual(complaints, []);
});

test('Faults: after all of it a person can still be made and read', async () => {
	const made = await create(hub, 'persons', samples.person());
	assert.equal(expect(await hub.get(`/persons/${made.id}`), 200).id, made.id);
});
