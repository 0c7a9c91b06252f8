// HTTP.md "URLs" and "Representations": which routes there are, and what stands
// on every answer.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, expect, expectProblem, key, person, samples, send } from '../lib/hub.mjs';

const acme = company();
const full = key(acme);
const hub = api(acme, full.secret);

test('URLs: health is public and says that the process lives', async () => {
	const answer = await send('GET', '/v1/health');
	expect(answer, 200);
	assert.match(answer.headers['content-type'], /^application\/json/);
});

test('URLs: ready is public and says that the database is usable', async () => {
	expect(await send('GET', '/v1/ready'), 200);
});

test('URLs: whoami names caller, entity, mode, scopes and limits', async () => {
	const answer = expect(await send('GET', '/v1/auth/whoami', { key: full.secret }), 200);
	assert.equal(answer.entity_id, acme.entity_id);
	assert.equal(answer.mode, 'live');
	assert.ok(!JSON.stringify(answer).includes(full.secret));
});

test('URLs: logout ends the token that calls it and no other', async () => {
	const one = expect(await send('POST', '/v1/auth/login', { key: full.secret }), 200).access_token;
	const two = expect(await send('POST', '/v1/auth/login', { key: full.secret }), 200).access_token;
	const out = await send('POST', '/v1/auth/logout', { key: one });
	assert.ok([200, 204].includes(out.status), `${out.status} ${out.text}`);
	expectProblem(await send('GET', '/v1/auth/whoami', { key: one }), 401, 'invalid_credential');
	expect(await send('GET', '/v1/auth/whoami', { key: two }), 200);
	expect(await send('GET', '/v1/auth/whoami', { key: full.secret }), 200);
});

test('URLs: the entity answers itself', async () => {
	const answer = expect(await hub.get(''), 200);
	assert.equal(answer.id, acme.entity_id);
	assert.equal(answer.object, 'entity');
	assert.equal(answer.name, acme.name);
});

test('URLs: every GET answers HEAD alike, without a body', async () => {
	const one = await person(hub);
	for (const path of ['', '/persons', `/persons/${one.id}`, '/v1/auth/whoami', '/v1/health']) {
		const get = await hub.get(path), head = await hub.head(path);
		assert.equal(head.status, get.status, path);
		assert.equal(head.text, '', path);
		assert.equal(head.headers['content-type'], get.headers['content-type'], path);
		assert.equal(head.headers.etag, get.headers.etag, path);
	}
});

test('URLs: every route answers OPTIONS with Allow', async () => {
	const one = await person(hub);
	const cases = [['/persons', ['GET', 'HEAD', 'POST', 'OPTIONS']],
		[`/persons/${one.id}`, ['GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS']],
		['/persons/search', ['POST', 'OPTIONS']], ['', ['GET', 'HEAD', 'OPTIONS']],
		['/v1/auth/login', ['POST', 'OPTIONS']]];
	for (const [path, methods] of cases) {
		const answer = await hub.options(path);
		assert.ok([200, 204].includes(answer.status), `${path}: ${answer.status} ${answer.text}`);
		assert.deepEqual(answer.headers.allow?.split(/,\s*/).sort(), [...methods].sort(), path);
	}
});

test('URLs: a method that does not exist there is 405 with Allow', async () => {
	for (const [method, path] of [['PUT', '/persons'], ['DELETE', '/persons'], ['POST', '/persons/per_01k9zzzzzzzzzzzzzzzzzzzzzz'],
		['GET', '/persons/search'], ['GET', '/v1/auth/login'], ['PATCH', '']]) {
		const answer = await send(method, path.startsWith('/v1') ? path : acme.path + path, { key: full.secret });
		expectProblem(answer, 405, 'method_not_allowed');
		assert.ok(answer.headers.allow, `${method} ${path} names no Allow`);
	}
});

test('URLs: what is not there is 404 with a credential and 401 without', async () => {
	for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/auth', `${acme.path}/people`, `${acme.path}/persons/`,
		`${acme.path}/persons/x/y/z`, `${acme.path}/employees/emp_01k9zzzzzzzzzzzzzzzzzzzzzz/dance`]) {
		const known = await send('GET', path, { key: full.secret });
		assert.ok([404, 405].includes(known.status), `${path}: ${known.status}`);
		expectProblem(known, known.status);
		expectProblem(await send('GET', path), 401, 'authentication_required');
	}
});

test('URLs: a department has no delete; it is deactivated', async () => {
	const made = expect(await hub.post('/departments', samples.department()), 201);
	expectProblem(await hub.del(`/departments/${made.id}`), 405, 'method_not_allowed');
	assert.equal(expect(await hub.patch(`/departments/${made.id}`, { is_active: false }), 200).is_active, false);
});

test('URLs: an id with the prefix of another resource is 404', async () => {
	const one = await person(hub);
	expectProblem(await hub.get(`/employees/${one.id}`), 404, 'not_found');
	expectProblem(await hub.get(`/persons/${one.id.replace('per_', 'emp_')}`), 404, 'not_found');
	expectProblem(await hub.get(`/persons/${one.id.toUpperCase()}`), 404, 'not_found');
});

test('Representations: the headers of every answer', async () => {
	const one = await person(hub);
	const answers = [await hub.get(`/persons/${one.id}`), await hub.get('/persons'), await hub.post('/persons', {}),
		await send('GET', '/v1/persons'), await send('GET', '/v1/health'), await hub.get('/nothing'),
		await hub.options('/persons'), await hub.head('/persons')];
	for (const answer of answers) {
		const what = `${answer.status} ${answer.text.slice(0, 80)}`;
		assert.match(answer.headers['cache-control'] ?? '', /no-store/, what);
		assert.equal(answer.headers['x-content-type-options'], 'nosniff', what);
		assert.equal(answer.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", what);
		assert.match(answer.headers['x-request-id'] ?? '', /^[0-9a-z_-]{20,}$/, what);
		assert.equal(answer.headers['access-control-allow-origin'], undefined, what);
	}
	const ids = answers.map(({ headers }) => headers['x-request-id']);
	assert.equal(new Set(ids).size, ids.length, 'each request has an id of its own');
});

test('Representations: a request id sent by the client is not taken over', async () => {
	const answer = await hub.get('/persons', { headers: { 'X-Request-Id': '00000000-0000-7000-8000-000000000000' } });
	assert.notEqual(answer.headers['x-request-id'], '00000000-0000-7000-8000-000000000000');
});

test('Representations: a created record has 201, Location and the record', async () => {
	const answer = await hub.post('/persons', samples.person());
	const made = expect(answer, 201);
	assert.ok(answer.headers.location?.endsWith(`${acme.path}/persons/${made.id}`), answer.headers.location);
	assert.match(answer.headers.etag, /^"1-/);
	assert.match(made.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	assert.equal(made.created_at, made.updated_at);
});

test('Representations: a readable field without a value is null, never absent', async () => {
	const made = expect(await hub.post('/persons', samples.person()), 201);
	for (const name of ['legal_middle_name', 'date_of_birth', 'pronouns', 'notes', 'external_id'])
		assert.equal(made[name], null, name);
});

test('Representations: a patch is a merge patch with either media type, and nothing else', async () => {
	const one = await person(hub);
	for (const type of ['application/merge-patch+json', 'application/json', 'application/json; charset=utf-8'])
		expect(await hub.patch(`/persons/${one.id}`, { suffix: 'jr' }, { headers: { 'Content-Type': type } }), 200);
	for (const type of ['text/plain', 'application/json-patch+json', 'application/x-www-form-urlencoded', 'application/jsonx']) {
		const answer = await hub.patch(`/persons/${one.id}`, { suffix: 'sr' }, { headers: { 'Content-Type': type } });
		expectProblem(answer, 415, 'unsupported_media_type');
		assert.match(answer.headers['accept-patch'] ?? '', /application\/merge-patch\+json/);
	}
	const post = await hub.post('/persons', samples.person(), { headers: { 'Content-Type': 'text/plain' } });
	expectProblem(post, 415, 'unsupported_media_type');
	assert.match(post.headers['accept-post'] ?? '', /application\/json/);
	const cleared = expect(await hub.patch(`/persons/${one.id}`, { suffix: null }), 200);
	assert.equal(cleared.suffix, null);
});

test('Representations: an Accept that excludes JSON is 406', async () => {
	expectProblem(await hub.get('/persons', { headers: { Accept: 'text/html' } }), 406, 'not_acceptable');
	for (const accept of ['*/*', 'application/json', 'application/*;q=0.5', 'text/html, application/json;q=0.1'])
		expect(await hub.get('/persons?limit=1', { headers: { Accept: accept } }), 200);
});

test('Representations: keep-alive on and off answer alike', async () => {
	const one = await person(hub);
	for (const keepAlive of [true, false])
		for (let at = 0; at < 20; at++)
			assert.equal(expect(await hub.get(`/persons/${one.id}`, { keepAlive }), 200).id, one.id);
});

test('Rate limits: each answer names policy and what is left', async () => {
	for (const answer of [await hub.get('/persons?limit=1'), await hub.get('/nothing')]) {
		assert.match(answer.headers['ratelimit-policy'] ?? '', /^"burst";q=\d+;w=1, "sustained";q=\d+;w=60$/);
		assert.match(answer.headers.ratelimit ?? '', /^"(burst|sustained)";r=\d+;t=\d+$/);
	}
});

test('Rate limits: who is not identified is told what is left to the address', async () => {
	for (const answer of [await send('GET', `${acme.path}/persons`), await send('GET', `${acme.path}/persons`, { key: `${full.secret}x` })]) {
		expectProblem(answer, 401);
		assert.match(answer.headers['ratelimit-policy'] ?? '', /^"address";q=\d+;w=60$/);
		assert.match(answer.headers.ratelimit ?? '', /^"address";r=\d+;t=\d+$/);
	}
});
