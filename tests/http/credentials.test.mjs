// HTTP.md "Credentials": what opens the API, what does not, and in which order a
// request is judged.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, count, expect, expectProblem, hubctl, key, random, samples, send, sql } from '../lib/hub.mjs';

const acme = company();
const full = key(acme);
const path = `${acme.path}/persons`;

test('Credentials: none is 401 with WWW-Authenticate and no error member', async () => {
	const answer = await send('GET', path);
	expectProblem(answer, 401, 'authentication_required');
	assert.equal(answer.headers['www-authenticate'], 'Bearer realm="hub"');
});

const flip = (secret) => secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');

test('Credentials: unknown, mistyped and revoked get one answer', async () => {
	const revoked = key(acme);
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', revoked.id ?? revoked.key_id);
	const answers = [];
	for (const secret of [revoked.secret, flip(full.secret), full.secret.slice(0, 30), 'hub_live_x', random(40),
		`${full.secret}x`, full.secret.toUpperCase(), full.secret.replace('_live_', '_test_')]) {
		const answer = await send('GET', path, { key: secret });
		const problem = expectProblem(answer, 401, 'invalid_credential');
		assert.equal(answer.headers['www-authenticate'], 'Bearer realm="hub", error="invalid_token"');
		delete problem.instance;
		delete problem.request_id;
		answers.push(JSON.stringify(problem));
	}
	assert.equal(new Set(answers).size, 1, 'the answers differ');
});

test('Credentials: only a well-formed Authorization header is read', async () => {
	for (const value of [`Basic ${Buffer.from(`x:${full.secret}`).toString('base64')}`, 'Bearer', 'Bearer ', full.secret,
		`Bearer ${full.secret} ${full.secret}`, `Bearer  ,${full.secret}`, `Token ${full.secret}`, 'Bearer "x"']) {
		const answer = await send('GET', path, { headers: { Authorization: value } });
		assert.ok([400, 401].includes(answer.status), `${value.slice(0, 12)}: ${answer.status}`);
		expectProblem(answer, answer.status);
	}
	expect(await send('GET', path, { headers: { Authorization: `bearer ${full.secret}` } }), 200);
	for (const headers of [{ 'X-API-Key': full.secret }, { Cookie: `token=${full.secret}` }, { Authentication: `Bearer ${full.secret}` }])
		expectProblem(await send('GET', path, { headers }), 401, 'authentication_required');
});

test('Credentials: two Authorization headers are refused', async () => {
	const answer = await send('GET', path, { headers: { Authorization: [`Bearer ${full.secret}`, `Bearer ${full.secret}`] } });
	assert.ok([400, 401].includes(answer.status), `${answer.status}`);
});

test('Credentials: one in the query string is refused with 400, whether it is also in the header or not', async () => {
	for (const name of ['access_token', 'api_key', 'token', 'key', 'anything'])
		for (const also of [undefined, full.secret]) {
			const answer = await send('GET', `${path}?${name}=${full.secret}`, { key: also });
			if (also || ['access_token', 'anything'].includes(name))
				assert.equal(answer.status, also ? 400 : answer.status, `${name}: ${answer.text}`);
			assert.ok([400, 401].includes(answer.status), `${name}: ${answer.status}`);
			assert.ok(!answer.text.includes(full.secret));
		}
	const token = expect(await send('POST', '/v1/auth/login', { key: full.secret }), 200).access_token;
	expectProblem(await send('GET', `${path}?access_token=${token}`, { key: full.secret }), 400, 'credential_in_url');
});

test('Credentials: a read-only key asked to write names the scope that is missing', async () => {
	const reader = key(acme, { access: 'read_only' });
	const answer = await send('POST', path, { key: reader.secret, json: samples.person() });
	const problem = expectProblem(answer, 403, 'read_only_key');
	assert.match(answer.headers['www-authenticate'] ?? '', /error="insufficient_scope"/);
	assert.match(answer.headers['www-authenticate'] ?? '', /scope="persons:/);
	assert.match(JSON.stringify(problem.required ?? ''), /persons:/);
});

test('Credentials: the order of judgement is credential, entity, route, permission, media type, existence, body', async () => {
	const reader = key(acme, { access: 'read_only' });
	const bad = { body: '{', headers: { 'Content-Type': 'text/plain' } };
	const missing = `${path}/per_01k9zzzzzzzzzzzzzzzzzzzzzz`;
	expectProblem(await send('PATCH', missing, bad), 401);
	expectProblem(await send('PATCH', '/v1/entities/ent_0000000000/persons/per_01k9zzzzzzzzzzzzzzzzzzzzzz',
		{ key: full.secret, ...bad }), 403, 'entity_not_permitted');
	expectProblem(await send('PATCH', `${acme.path}/nothing`, { key: reader.secret, ...bad }), 404);
	expectProblem(await send('PATCH', path, { key: reader.secret, ...bad }), 405);
	expectProblem(await send('PATCH', missing, { key: reader.secret, ...bad }), 403);
	expectProblem(await send('PATCH', missing, { key: full.secret, ...bad }), 415);
	expectProblem(await send('PATCH', missing, { key: full.secret, json: { nothing: 1 } }), 404);
});

test('Credentials: login answers only to a key, not to a token', async () => {
	const token = expect(await send('POST', '/v1/auth/login', { key: full.secret }), 200).access_token;
	const again = await send('POST', '/v1/auth/login', { key: token });
	assert.ok(again.status >= 400 && again.status < 500, `${again.status}`);
	expectProblem(await send('POST', '/v1/auth/login'), 401, 'authentication_required');
});

test('Credentials: neither keys nor tokens are stored as text', async () => {
	const secret = key(acme).secret;
	const token = expect(await send('POST', '/v1/auth/login', { key: secret }), 200).access_token;
	for (const text of [secret, token, secret.slice(-20), token.slice(-20)])
		assert.equal(count(`SELECT COUNT(*) FROM credentials WHERE INSTR(digest, '${text}') OR INSTR(last_four, '${text}')`), 0);
	assert.equal(sql(`SELECT last_four FROM credentials WHERE last_four = BINARY '${secret.slice(-4)}'`)[0][0], secret.slice(-4));
});

test('Credentials: at most 100 tokens of a key are alive', async () => {
	const { secret } = key(acme);
	const first = expect(await send('POST', '/v1/auth/login', { key: secret }), 200).access_token;
	let last;
	for (let at = 0; at < 101; at++)
		last = await send('POST', '/v1/auth/login', { key: secret });
	assert.ok([200, 409, 429].includes(last.status), `${last.status} ${last.text}`);
	if (last.status === 200) {
		expect(await send('GET', '/v1/auth/whoami', { key: last.json().access_token }), 200);
		expectProblem(await send('GET', '/v1/auth/whoami', { key: first }), 401, 'invalid_credential');
	}
});

test('Credentials: the key itself works beside its tokens', async () => {
	const hub = api(acme, full.secret);
	expect(await hub.get('/persons?limit=1'), 200);
});
