// GET /v1/openapi.json, and the document as a client would use it: every operation that
// it names is called as its example says. All other test files hold their answers against
// it as well (tests/lib/hub.mjs).
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, expect, expectProblem, key, published, send } from '../lib/hub.mjs';
import { resources, world } from '../lib/world.mjs';

const acme = company();
const full = key(acme), reader = key(acme, { access: 'read_only' });
const hub = api(acme, full.secret);
let whole;

const operations = (document) => Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item)
	.filter(([method]) => method !== 'parameters')
	.map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })));

before(async () => {
	whole = expect(await send('GET', '/v1/openapi.json'), 200);
});

test('OpenAPI: the public gets the whole document, the kept one but for its address', async () => {
	assert.match(whole.servers[0].url, /^http/);
	const text = JSON.stringify(whole).replaceAll(whole.servers[0].url, published.document.servers[0].url);
	assert.deepEqual(JSON.parse(text), published.document);
});

test('OpenAPI: a key that only reads is shown nothing that writes', async () => {
	const shown = expect(await send('GET', '/v1/openapi.json', { key: reader.secret }), 200);
	const names = operations(shown).map(({ operationId }) => operationId);
	assert.ok(names.includes('employees.list') && names.includes('employees.search'));
	assert.deepEqual(names.filter((name) => /\.(create|update|delete)$/.test(name)), []);
	assert.equal(shown.components.schemas.EmployeeCreate, undefined);
	const entity = shown.components.parameters.entity_id;
	assert.equal(entity.example, acme.entity_id);
});

test('OpenAPI: a full key is shown every operation', async () => {
	const shown = expect(await send('GET', '/v1/openapi.json', { key: full.secret }), 200);
	assert.deepEqual(operations(shown).map(({ operationId }) => operationId), operations(whole).map(({ operationId }) => operationId));
});

test('OpenAPI: a bad key is refused, not shown the public document', async () => {
	expectProblem(await send('GET', '/v1/openapi.json', { key: full.secret.slice(0, -1) }), 401, 'invalid_credential');
});

test('OpenAPI: HEAD answers, OPTIONS names the methods', async () => {
	expect(await send('HEAD', '/v1/openapi.json'), 200);
	assert.match((await send('OPTIONS', '/v1/openapi.json')).headers.allow, /GET, HEAD/);
});

const made = world(hub), names = resources.map(({ name }) => name);

for (const resource of names)
	test(`OpenAPI: ${resource} live as the document says`, async () => {
		const path = `/v1/entities/${acme.entity_id}/${resource}`, given = await made.body(resource);
		assert.deepEqual(published.request('POST', path, given), []);
		const tried = expect(await hub.post(`/${resource}?dry_run=true`, given), 200);
		assert.equal(tried.dry_run, true);
		const { id } = expect(await hub.post(`/${resource}`, given), 201);
		expect(await hub.get(`/${resource}?limit=1&include_count=true`), 200);
		const search = published.find('POST', `${path}/search`).operation.requestBody.content['application/json'].examples.usual.value;
		expect(await hub.post(`/${resource}/search`, search), 200);
		const got = await hub.get(`/${resource}/${id}`);
		expect(got, 200);
		assert.equal((await hub.get(`/${resource}/${id}`, { headers: { 'If-None-Match': got.headers.etag } })).status, 304);
		const patch = published.find('PATCH', `${path}/${id}`).operation.requestBody.content['application/json'].examples.usual.value;
		expect(await hub.patch(`/${resource}/${id}`, patch, { headers: { 'If-Match': got.headers.etag } }), 200);
		if (published.find('DELETE', `${path}/${id}`))
			assert.equal((await hub.del(`/${resource}/${id}`)).status, 204);
	});

for (const resource of names)
	test(`OpenAPI: the whole record that is shown of ${resource} could be made`, async () => {
		const given = await made.whole(resource);
		assert.deepEqual(published.request('POST', `/v1/entities/${acme.entity_id}/${resource}`, given), []);
		expect(await hub.post(`/${resource}?dry_run=true`, given), 200);
	});

test('OpenAPI: an employment goes the way of the examples, one action after the other', async () => {
	const { id } = expect(await hub.post('/employees', await made.body('employees')), 201);
	for (const [action, status] of [['start-leave', 'on_leave'], ['return', 'active'], ['terminate', 'terminated'], ['rehire', 'active']]) {
		const { operation } = published.find('POST', `/v1/entities/${acme.entity_id}/employees/${id}/${action}`);
		const terms = operation.requestBody.content['application/json'].examples.usual.value;
		assert.equal(expect(await hub.post(`/employees/${id}/${action}`, terms), 200).status, status, action);
	}
});

test('OpenAPI: what a schema of a request forbids is refused', async () => {
	for (const [resource, given] of [['persons', { legal_last_name: '' }], ['departments', { code: '', name: 'x' }],
		['departments', { code: 'a', name: 'x', unheard_of: 1 }], ['employees', {}], ['persons', { legal_last_name: 7 }]]) {
		assert.notDeepEqual(published.request('POST', `/v1/entities/${acme.entity_id}/${resource}`, given), []);
		expectProblem(await hub.post(`/${resource}`, given), 422, 'validation_failed');
	}
});

test('OpenAPI: login, logout and whoami answer as the document says', async () => {
	expect(await hub.get('/v1/auth/whoami'), 200);
	const token = expect(await hub.post('/v1/auth/login'), 200).access_token;
	assert.equal((await send('POST', '/v1/auth/logout', { key: token })).status, 204);
	expect(await hub.get(''), 200);
});
