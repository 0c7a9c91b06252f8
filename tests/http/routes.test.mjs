// Every operation of the document through what can be wrong with a request, in the order of
// judgement of HTTP.md: each fault alone, and each together with all that are judged later.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, expect, expectProblem, hubctl, key, published, send } from '../lib/hub.mjs';
import { ask, fill, likeness, operations, request } from '../lib/routes.mjs';
import { nobody, state, together, world } from '../lib/world.mjs';

const acme = company(), strange = company();
const full = key(acme), reader = key(acme, { access: 'read_only' }), none = key(acme, { access: 'custom' }), revoked = key(acme);
hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', revoked.id);
const hub = api(acme, full.secret);
let mine, untouched;

const mistyped = full.secret.slice(0, -1) + (full.secret.endsWith('0') ? '1' : '0');
const token = `hub_tok_${full.secret.slice(-49)}`;

/*
 * What can be wrong, first what is judged first: where it applies, what it does to the
 * request, and what is answered. Kept apart from the program, which has it as the order of its
 * steps. What bytes are of a type is known of those only that exist: there 406 comes after 404;
 * and what a parameter asks for is known once the request is read.
 */
const faults = [
	{ name: 'no credential', status: 401, code: 'authentication_required', applies: (row) => !row.isPublic, spoil: (one) => { one.key = undefined; } },
	{ name: 'an unknown credential', status: 401, code: 'invalid_credential', applies: (row) => row.id !== 'health' && row.id !== 'ready', spoil: (one) => { one.key = mistyped; } },
	{ name: 'another entity', status: 403, code: 'entity_not_permitted', applies: (row) => row.ofEntity, spoil: (one) => { one.entity_id = strange.entity_id; } },
	{ name: 'a key that only reads', status: 403, code: 'read_only_key', applies: (row) => row.writes, spoil: (one) => { one.key = reader.secret; } },
	{ name: 'a key without any grant', status: 403, code: 'insufficient_scope', applies: (row) => row.scope, spoil: (one) => { one.key = none.secret; } },
	{ name: 'an answer in HTML wanted', status: 406, code: 'not_acceptable', applies: (row) => row.documents(406) && !row.showsBytes, spoil: (one) => { one.headers.Accept = 'text/html'; } },
	{ name: 'a body of another type', status: 415, code: 'unsupported_media_type', applies: (row) => row.documents(415), spoil: (one) => { one.headers['Content-Type'] = 'text/csv'; one.body ??= 'a,b'; } },
	{ name: 'a broken idempotency key', status: 400, code: 'invalid_header', applies: (row) => row.takes('Idempotency-Key'), spoil: (one) => { one.headers['Idempotency-Key'] = '"'; } },
	{ name: 'a disclosure that was not granted', status: 403, code: 'insufficient_scope', applies: (row) => row.query.some((one) => one.name === 'reveal'), spoil: (one) => { one.query.reveal = 'true'; } },
	{ name: 'an id of nobody', status: 404, code: 'not_found', applies: (row) => row.hasId, spoil: (one, row) => { one.id = nobody(row.resource.name); } },
	{ name: 'a body that is no JSON', status: 400, code: 'malformed_json', applies: (row) => row.content.some((media) => media.includes('json')),
		spoil: (one) => { one.body = '{'; } },
	{ name: 'a stale condition', status: 412, code: 'precondition_failed', applies: (row) => row.takes('If-Match'), spoil: (one) => { one.headers['If-Match'] = '"999-x"'; } },
];

const ours = () => ({ entity_id: acme.entity_id, records: mine, key: full.secret });
const about = (row) => `${row.id} (${row.method} ${row.path})`;

before(async () => {
	mine = await world(hub).all();
	await fill(ours());
	untouched = await state(hub);
});

async function refuses(row, spoilers) {
	const one = request(row, ours()), [first] = spoilers;
	for (const fault of [...spoilers].reverse())
		fault.spoil(one, row);
	const answer = await ask(one), what = `${about(row)}: ${spoilers.map(({ name }) => name).join(', ')}`;
	assert.equal(answer.status, first.status, `${what}: ${answer.status} ${answer.text}`);
	assert.equal(expectProblem(answer, first.status).code, first.code, what);
	assert.ok(row.documents(first.status), `${what}: ${first.status} is not documented`);
	return answer;
}

test('Order of judgement: the document has operations to walk', () => {
	assert.ok(operations.length > 90, `only ${operations.length}`);
	assert.deepEqual(operations.filter((row) => row.ofEntity && row.hasId && !row.resource).map(about), []);
});

for (const [at, fault] of faults.entries())
	test(`Order of judgement: ${fault.name} is ${fault.status} ${fault.code}, whatever else is wrong`, async () => {
		await together(operations.filter(fault.applies).map((row) => async () => {
			await refuses(row, [fault]);
			const later = faults.slice(at + 1).filter((one) => one.applies(row));
			if (later.length > 0)
				await refuses(row, [fault, ...later]);
		}));
	});

test('Credential: whatever is no living key or token is refused alike, by every operation', async () => {
	const malformed = [['Basic dXNlcjpwYXNz', 'authentication_required'], ['Bearer', 'authentication_required'], [full.secret, 'authentication_required'],
		['Bearer x', 'invalid_credential'], [`Bearer ${mistyped}`, 'invalid_credential'], [`Bearer ${revoked.secret}`, 'invalid_credential'], [`Bearer ${token}`, 'invalid_credential'],
		[`Bearer ${full.secret} ${full.secret}`, 'invalid_credential'], [`Bearer ${full.secret.toUpperCase()}`, 'invalid_credential'], ["Bearer ' OR 1=1 --", 'invalid_credential']];
	await together(operations.filter((row) => !row.isPublic).flatMap((row) => malformed.map(([Authorization, code]) => async () => {
		const one = request(row, ours());
		const answer = await ask({ ...one, key: undefined, headers: { ...one.headers, Authorization } });
		expectProblem(answer, 401, code);
		assert.match(answer.headers['www-authenticate'], code === 'invalid_credential' ? /^Bearer realm="hub", error="invalid_token"$/ : /^Bearer realm="hub"$/);
	})));
	await together(operations.filter((row) => !row.isPublic).map((row) => async () => {
		const one = request(row, ours());
		expectProblem(await ask({ ...one, query: { ...one.query, token: full.secret } }), 400, 'credential_in_url');
		expectProblem(await ask({ ...one, key: undefined, headers: { ...one.headers, Authorization: `Bearer ${full.secret}, Bearer ${full.secret}` } }), 400, 'invalid_header');
	}));
});

test('Permission: what a key lacks is named in body and challenge', async () => {
	const lacks = (answer, code, scope, row) => {
		assert.equal(expectProblem(answer, 403, code).required, scope, about(row));
		assert.equal(answer.headers['www-authenticate'], `Bearer realm="hub", error="insufficient_scope", scope="${scope}"`, about(row));
	};
	await together(operations.filter((row) => row.scope).map((row) => async () => {
		lacks(await ask({ ...request(row, ours()), key: none.secret }), 'insufficient_scope', row.scope, row);
		if (row.writes)
			lacks(await ask({ ...request(row, ours()), key: reader.secret }), 'read_only_key', row.scope, row);
	}));
	const feed = operations.filter((row) => row.scope === 'changes:read').map(({ id }) => id);
	assert.deepEqual(feed, ['changes.list'], 'operations that need changes:read');
	assert.deepEqual(operations.filter((row) => row.ofEntity && !row.scope).map(({ id }) => id), ['entities.read'], 'operations of a company that need nothing');
});

test('Entities: a company that exists is refused exactly like one that does not', async () => {
	await together(operations.filter((row) => row.ofEntity).map((row) => async () => {
		const one = request(row, ours());
		const [there, nowhere] = [await ask({ ...one, entity_id: strange.entity_id }), await ask({ ...one, entity_id: 'ent_zzzzzzzzzz' })];
		expectProblem(there, 403, 'entity_not_permitted');
		assert.deepEqual(likeness(there), likeness(nowhere), about(row));
	}));
});

test('Parameters: an unknown one is named, by every operation of a company that has any', async () => {
	await together(operations.filter((row) => row.ofEntity && row.resource).map((row) => async () => {
		const one = request(row, ours());
		const problem = expectProblem(await ask({ ...one, query: { ...one.query, unheard_of: '1' } }), 400, 'invalid_parameter');
		assert.deepEqual(problem.errors.map(({ parameter, code }) => [parameter, code]), [['unheard_of', 'unknown_parameter']], about(row));
	}));
});

const paths = Object.entries(published.document.paths).map(([path, item]) => ({ path, methods: Object.keys(item).filter((one) => one !== 'parameters').map((one) => one.toUpperCase()) }));
const allowed = (methods) => [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();

test('Methods: every path refuses the methods that it has not, and names those that it has', async () => {
	await together(paths.flatMap(({ path, methods }) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].filter((method) => !allowed(methods).includes(method) || method === 'OPTIONS')
		.map((method) => async () => {
			const row = operations.find((one) => one.path === path), one = { ...request(row, ours()), method, body: undefined };
			const answer = await ask(one), names = answer.headers.allow?.split(', ').sort();
			assert.equal(answer.status, method === 'OPTIONS' ? 204 : 405, `${method} ${path}: ${answer.text}`);
			assert.deepEqual(names, allowed(methods), `${method} ${path}`);
			if (!row.isPublic)
				assert.equal((await ask({ ...one, key: undefined })).status, 401, `${method} ${path} without credential`);
		})));
});

test('Methods: HEAD says what GET says, without a body', async () => {
	await together(operations.filter((row) => row.method === 'GET' && row.id !== 'openapi').map((row) => async () => {
		const one = request(row, ours()), [got, head] = [await ask(one), await ask({ ...one, method: 'HEAD' })];
		expect(got, 200);
		assert.equal(head.status, 200, about(row));
		assert.equal(head.text, '');
		assert.deepEqual(likeness({ ...head, text: '' }).headers, likeness({ ...got, text: '' }).headers, about(row));
	}));
});

test('Paths: what stands below or beside a path that exists is 404, with a credential', async () => {
	for (const { path } of paths.filter((one) => one.path.startsWith('/v1/entities/'))) {
		const row = operations.find((one) => one.path === path), one = request(row, ours());
		for (const more of ['/x', '/x/y', '/%20', '.json']) {
			const answer = await ask({ ...one, method: 'GET', path: path + more, body: undefined });
			assert.ok([404, 403, 405].includes(answer.status), `${path}${more}: ${answer.status}`);
			expectProblem(answer, answer.status);
		}
	}
	expectProblem(await send('GET', '/v1/entities', { key: full.secret }), 404, 'not_found');
});

test('Order of judgement: after all that was refused every record is as it was', async () => {
	assert.deepEqual(await state(hub), untouched);
});
