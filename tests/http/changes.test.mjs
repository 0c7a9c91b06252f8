// RESOURCES.md "Rules across resources" and HTTP.md: the change feed.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, create, department, email, employee, expect, expectProblem, key, person, samples, sql } from '../lib/hub.mjs';

const newcomer = (options) => { const one = company(); return { ...one, hub: api(one, key(one, options).secret) }; };
const page = async (hub, query = '') => expect(await hub.get(`/changes${query}`), 200);

async function everything(hub, after = null, limit = 50) {
	const data = [];
	for (;;) {
		const one = await page(hub, `?limit=${limit}${after ? `&after=${after}` : ''}`);
		assert.equal(one.object, 'list');
		assert.ok(one.data.length <= limit);
		data.push(...one.data);
		after = one.next_cursor;
		if (!one.has_more)
			return { data, after };
	}
}

test('Changes: creations, changes and deletions come in their order, each with what it touched', async () => {
	const { hub } = newcomer();
	const beginning = await page(hub);
	assert.deepEqual([beginning.data, beginning.has_more], [[], false]);
	const one = await person(hub), mail = await email(hub, one.id), room = await department(hub);
	expect(await hub.patch(`/departments/${room.id}`, { name: 'Other' }), 200);
	assert.equal((await hub.del(`/persons/${one.id}`)).status, 204);
	const { data } = await page(hub, `?after=${beginning.next_cursor}`);
	assert.deepEqual(data.map(({ resource, operation, record_id, version }) => `${resource} ${operation} ${record_id} ${version}`), [
		`persons create ${one.id} 1`, `email-addresses create ${mail.id} 1`, `departments create ${room.id} 1`,
		`departments update ${room.id} 2`, `email-addresses delete ${mail.id} 1`, `persons delete ${one.id} 1`]);
	assert.deepEqual(data[3].fields, ['name']);
	assert.ok(data[0].fields.includes('legal_last_name'));
	for (const change of data) {
		assert.equal(change.object, 'change');
		assert.match(change.caller.id, /^key_/);
		assert.equal(change.caller.kind, 'key');
		assert.match(change.changed_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	}
	assert.ok(!JSON.stringify(data).includes(one.legal_last_name));
});

test('Changes: pages of any size give the same feed, and the end stays a place to go on from', async () => {
	const { hub } = newcomer();
	for (let i = 0; i < 7; i++)
		await department(hub);
	const whole = await everything(hub);
	assert.equal(whole.data.length, 7);
	for (const limit of [1, 3, 7, 200])
		assert.deepEqual((await everything(hub, null, limit)).data, whole.data);
	const first = await hub.get('/changes?limit=3');
	const [, target] = /^<([^>]+)>; rel="next"$/.exec(first.headers.link);
	assert.equal(target, `${first.json().url}?limit=3&after=${encodeURIComponent(first.json().next_cursor)}`);
	assert.deepEqual(expect(await hub.get(target), 200).data, whole.data.slice(3, 6));
	assert.equal((await hub.get('/changes')).headers.link, undefined);
	const latest = await page(hub, '?after=latest');
	assert.deepEqual(latest.data, []);
	const late = await department(hub);
	for (const after of [whole.after, latest.next_cursor])
		assert.deepEqual((await page(hub, `?after=${after}`)).data.map(({ record_id }) => record_id), [late.id]);
});

test('Changes: a reader misses nothing while eight writers write', async () => {
	const { hub } = newcomer();
	let writing = true;
	const seen = [];
	const reader = (async () => {
		let after = null;
		for (let last = false; !last;) {
			last = !writing;
			const one = await everything(hub, after, 13);
			seen.push(...one.data);
			after = one.after;
		}
	})();
	const made = await Promise.all(Array.from({ length: 8 }, async () => {
		const ids = [];
		for (let i = 0; i < 12; i++) {
			const one = await create(hub, 'persons', samples.person());
			expect(await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }, { keepAlive: false }), 200);
			await email(hub, one.id);
			if (i % 2)
				assert.equal((await hub.del(`/persons/${one.id}`, { keepAlive: false })).status, 204);
			ids.push(one.id);
		}
		return ids;
	}));
	writing = false;
	await reader;
	assert.equal(seen.length, 8 * (12 * 3 + 6 * 2));
	assert.equal(new Set(seen.map((change) => `${change.record_id} ${change.operation} ${change.version}`)).size, seen.length);
	for (const [at, id] of made.flatMap((ids) => ids.map((id, at) => [at, id])))
		assert.deepEqual(seen.filter(({ record_id }) => record_id === id).map(({ operation }) => operation),
			['create', 'update', ...(at % 2 ? ['delete'] : [])]);
	assert.deepEqual((await everything(hub)).data, seen);
});

test('Changes: a position is of its company and mode, and ends with its realm', async () => {
	const one = newcomer(), other = newcomer();
	const sandbox = api(one, key(one, { mode: 'test' }).secret);
	await department(one.hub);
	const { next_cursor } = await page(one.hub);
	for (const hub of [other.hub, sandbox])
		expectProblem(await hub.get(`/changes?after=${next_cursor}`), 400, 'invalid_parameter');
	assert.deepEqual((await page(other.hub)).data, []);
	const old = (await page(sandbox)).next_cursor;
	sql(`UPDATE realms r JOIN entities e ON e.id = r.entity_id SET r.state = 'old' WHERE r.mode = 'test' AND CONCAT('ent_', e.code) = '${one.entity_id}'`);
	sql(`INSERT INTO realms (entity_id, mode, state, created_at) SELECT id, 'test', 'current', NOW(6) FROM entities WHERE CONCAT('ent_', code) = '${one.entity_id}'`);
	sql(`UPDATE api_keys k JOIN entities e ON e.id = k.entity_id SET k.stamp = k.stamp + 1 WHERE CONCAT('ent_', e.code) = '${one.entity_id}'`);
	expectProblem(await sandbox.get(`/changes?after=${old}`), 410, 'feed_restarted');
	assert.deepEqual((await page(sandbox)).data, []);
	expect(await one.hub.get(`/changes?after=${next_cursor}`), 200);
});

test('Changes: parameters are judged like those of lists', async () => {
	const { hub } = newcomer();
	for (const bad of ['limit=0', 'limit=201', 'limit=x', 'after=', 'after=abc', 'after=' + 'A'.repeat(500), 'cursor=a', 'limit=1&limit=1', 'fields=id']) {
		const problem = expectProblem(await hub.get(`/changes?${bad}`), 400, 'invalid_parameter');
		assert.equal(problem.errors[0].parameter, bad.split('=')[0]);
	}
	const wrong = await hub.post('/changes', {});
	expectProblem(wrong, 405, 'method_not_allowed');
	assert.equal(wrong.headers.allow, 'GET, HEAD, OPTIONS');
	expectProblem(await hub.get('/changes', { headers: { Accept: 'text/html' } }), 406, 'not_acceptable');
});

test('Changes: full and read-only keys hold changes:read, and a dead one nothing', async () => {
	const one = newcomer();
	await employee(one.hub);
	const reader = key(one, { access: 'read_only' });
	assert.deepEqual((await page(api(one, reader.secret))).data.map(change => change.resource), ['persons', 'pay-schedules', 'employees']);
	assert.ok(expect(await one.hub.get('/v1/auth/whoami'), 200).scope.split(' ').includes('changes:read'));
	const custom = key(one);
	sql(`UPDATE api_keys SET access_level = 'custom', stamp = stamp + 1 WHERE name = '${custom.name}'`);
	const refused = await api(one, custom.secret).get('/changes');
	assert.equal(expectProblem(refused, 403, 'insufficient_scope').required, 'changes:read');
	assert.match(refused.headers['www-authenticate'], /scope="changes:read"/);
	sql(`UPDATE credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id SET c.ended_at = NOW(6), k.stamp = k.stamp + 1 WHERE k.name = '${reader.name}'`);
	expectProblem(await api(one, reader.secret).get('/changes'), 401, 'invalid_credential');
});

test('Changes: how long a reader has been away does not matter', async () => {
	const { hub } = newcomer();
	const { next_cursor } = await page(hub);
	for (let round = 0; round < 3; round++)
		await Promise.all(Array.from({ length: 20 }, () => department(hub)));
	assert.equal((await everything(hub, next_cursor, 25)).data.length, 60);
});
