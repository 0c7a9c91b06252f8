// "At once": what ends a credential ends it for the next request, in whichever
// process that request arrives.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, create, expect, expectProblem, hubctl, key, random, samples, send, sql, until } from '../lib/hub.mjs';
import { crowd } from '../lib/crowd.mjs';
import { Portal } from '../lib/portal.mjs';

const acme = company();

const revoke = (id) => hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', id);

for (const kind of ['key', 'token'])
	test(`Revocation: after the revoking has been answered no process serves the ${kind}`, async () => {
		const made = key(acme);
		const credential = kind === 'key' ? made.secret
			: expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
		const one = await create(api(acme, made.secret), 'persons', samples.person());
		const many = crowd(credential, `${acme.path}/persons/${one.id}`);
		while (many.answers.length < 300)
			await new Promise((done) => setTimeout(done, 20));
		assert.deepEqual([...new Set(many.answers.map(({ status }) => status))], [200]);
		revoke(made.id);
		const revoked = performance.now();
		const seen = many.answers.length;
		while (many.answers.length < seen + 300)
			await new Promise((done) => setTimeout(done, 20));
		many.stop = true;
		await many.done;
		const late = many.answers.filter(({ started }) => started > revoked);
		assert.ok(late.length >= 200);
		assert.deepEqual([...new Set(late.map(({ status }) => status))], [401], 'some process still served it');
	});

// The portal's answer is awaited while the crowd goes on, so that the moment of the answer is known.
test('Revocation: from the moment of the portal\'s answer on no process serves the key', async (t) => {
	const made = key(acme), portal = await new Portal().signIn(acme);
	const page = await portal.get(`/hub/keys/${made.id}/revoke`);
	const many = crowd(made.secret, '/v1/auth/whoami');
	await until('the crowd is served', () => many.answers.length >= 300, { within: 60000 });
	const answer = await portal.submit(page, /revoke/, {});
	const revoked = performance.now();
	assert.equal(answer.status, 303, answer.text.slice(0, 300));
	const refused = () => many.answers.filter(({ started, status }) => started > revoked && status === 401);
	await until('the crowd is refused', () => refused().length >= 200, { within: 60000 });
	many.stop = true;
	await many.done;
	const late = many.answers.filter(({ started }) => started > revoked);
	assert.deepEqual([...new Set(late.map(({ status }) => status))], [401], 'some process still served it');
	t.diagnostic(`first request begun ${(Math.min(...late.map(({ started }) => started)) - revoked).toFixed(1)} ms after the answer; refused`);
});

test('Revocation: writes, lists, searches, whoami, login and the entity are refused alike', async () => {
	const made = key(acme);
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	const warm = api(acme, made.secret);
	const one = await create(warm, 'persons', samples.person());
	for (let at = 0; at < 40; at++)
		await Promise.all([warm.get(`/persons/${one.id}`, { keepAlive: false }), warm.get('/persons?limit=1', { keepAlive: false })]);
	revoke(made.id);
	for (const credential of [made.secret, token]) {
		const hub = api(acme, credential);
		for (const answer of [await hub.get(`/persons/${one.id}`), await hub.get('/persons'), await hub.get(''), await hub.post('/persons', samples.person()),
			await hub.post('/persons/search', {}), await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }), await hub.del(`/persons/${one.id}`),
			await hub.get('/v1/auth/whoami'), await hub.post('/v1/auth/login'), await hub.post('/v1/auth/logout'), await hub.get('/nothing'),
			await hub.options('/persons'), await hub.get(`/persons/per_01k9zzzzzzzzzzzzzzzzzzzzzz`)])
			expectProblem(answer, 401, 'invalid_credential');
	}
	const other = key(acme);
	assert.equal(expect(await api(acme, other.secret).get(`/persons/${one.id}`), 200).version, 1);
});

test('Revocation: an expired key is refused from that moment on', async () => {
	const made = key(acme);
	const hub = api(acme, made.secret);
	expect(await hub.get('/persons?limit=1'), 200);
	sql(`UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6), stamp = stamp + 1 WHERE name = '${made.name}'`);
	expectProblem(await hub.get('/persons?limit=1'), 401, 'invalid_credential');
});

test('Revocation: a paused key is refused and works again once resumed', async () => {
	const made = key(acme);
	const hub = api(acme, made.secret);
	expect(await hub.get('/persons?limit=1'), 200);
	sql(`UPDATE api_keys SET state = 'paused', stamp = stamp + 1 WHERE name = '${made.name}'`);
	expectProblem(await hub.get('/persons?limit=1'), 401, 'invalid_credential');
	sql(`UPDATE api_keys SET state = 'active', stamp = stamp + 1 WHERE name = '${made.name}'`);
	expect(await hub.get('/persons?limit=1'), 200);
});

test('Revocation: a narrowed key may do less from the next request on', async () => {
	const made = key(acme);
	const hub = api(acme, made.secret);
	for (let at = 0; at < 20; at++)
		expect(await hub.get('/persons?limit=1', { keepAlive: false }), 200);
	sql(`UPDATE api_keys SET access_level = 'read_only', stamp = stamp + 1 WHERE name = '${made.name}'`);
	for (let at = 0; at < 20; at++)
		expectProblem(await hub.post('/persons', samples.person({ legal_first_name: random() }), { keepAlive: false }), 403, 'read_only_key');
});

test('Revocation: a suspended company is 403, and served again once active', async () => {
	const firm = company();
	const hub = api(firm, key(firm).secret);
	expect(await hub.get('/persons?limit=1'), 200);
	const code = firm.entity_id.slice(4);
	const turn = (state) => sql(`START TRANSACTION; UPDATE entities SET state = '${state}' WHERE code = '${code}';
		UPDATE api_keys SET stamp = stamp + 1 WHERE entity_id = (SELECT id FROM entities WHERE code = '${code}'); COMMIT`);
	turn('suspended');
	expectProblem(await hub.get('/persons?limit=1'), 403, 'entity_suspended');
	turn('active');
	expect(await hub.get('/persons?limit=1'), 200);
});
