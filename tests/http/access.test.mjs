// Who may do what: every operation of the document times every kind of caller, what is
// answered foretold by a model of the rules (tests/lib/policy.mjs). Nothing here is a list of
// routes or fields: both come from the document and the catalog.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { api, company, department, expect, expectProblem, hub as hubInstance, hubctl, key, person, send, sql, until } from '../lib/hub.mjs';
import { allGrants, grant, judge, ofClass, policy, readScopes, shownTo, textOf, withheldFrom } from '../lib/policy.mjs';
import { ask, fill, likeness, operations, request } from '../lib/routes.mjs';
import { aboutSomebody, bodyAbout, has, nobody, resourceOf, resources, someone, together, world } from '../lib/world.mjs';

const acme = company(), strange = company();
const full = key(acme), one = key(acme, { grants: '' });
const hub = api(acme, full.secret);
const plain = operations.filter((row) => row.ofEntity || row.id === 'auth.whoami');
// What can show numbers whole is asked to as well.
const rows = [...plain, ...plain.filter(({ query }) => query.some(({ name }) => name === 'reveal')).map((row) => ({ ...row, reveals: true }))];
const bodies = {}, usual = new Map(), asked = { requests: 0 };
let records;

const about = (row) => `${row.id} (${row.method} ${row.path}${row.reveals ? ', revealing' : ''})`;
const isOf = (row, operation) => row.id.endsWith(`.${operation}`);

const rehearses = (row) => row.query.some(({ name }) => name === 'dry_run');

// The request of a row that changes nothing, whoever it is from.
function rehearsal(row, secret) {
	const made = request(row, { entity_id: acme.entity_id, records, key: secret });
	if (isOf(row, 'create') && row.resource)
		made.body = JSON.stringify(bodies[row.resource.name]);
	if (rehearses(row))
		made.query.dry_run = 'true';
	if (row.reveals)
		made.query.reveal = 'true';
	return made;
}
const given = ({ body, headers }) => (body !== undefined && /json/.test(headers['Content-Type']) ? JSON.parse(body) : undefined);
const codeOf = (answer) => (answer.status < 400 ? null : answer.json().code);

// A rehearsal may be sent again where the server had closed the kept connection.
async function put(made) {
	asked.requests++;
	try {
		return await ask(made);
	} catch (error) {
		if (!error.reusedSocket)
			throw error;
		return ask(made, { keepAlive: false });
	}
}

before(async () => {
	const made = world(hub);
	records = await made.all();
	for (const { name } of resources)
		bodies[name] = await made.body(name);
	await fill({ entity_id: acme.entity_id, records, key: full.secret });
	for (const row of plain) {
		const answer = await put(rehearsal(row, full.secret));
		usual.set(row.id, { status: answer.status, code: codeOf(answer) });
	}
});

after(() => console.log(`# ${asked.requests} requests`));

// A refusal: status, code, what is required, the challenge.
function refused(answer, { status, code, required, fields }, what) {
	const problem = expectProblem(answer, status);
	assert.equal(problem.code, code, what);
	assert.equal(problem.required, required, what);
	if (fields)
		assert.deepEqual(problem.fields.toSorted(), [...new Set(fields)].sort(), what);
	const challenge = answer.headers['www-authenticate'];
	assert.equal(challenge, required ? `Bearer realm="hub", error="insufficient_scope", scope="${required}"` : undefined, what);
}

// What a record's answer shows and what it says is withheld.
function shows(answer, of, row, what) {
	const { resource } = row, shown = shownTo(of, row);
	const body = answer.json(), list = body.object === 'list' ? body.data : [body];
	const names = new Set([...shown, 'object', ...(rehearses(row) ? ['dry_run'] : [])]);
	for (const record of list)
		assert.deepEqual(Object.keys(record).sort(), [...names].sort(), what);
	for (const { name } of resourceOf(resource.name).fields.filter((field) => has(field, 'sealed')))
		for (const record of list.filter((each) => typeof each[name] === 'string'))
			assert.equal(record[name].startsWith('****'), !row.reveals, `${what}: ${name}`);
	const withheld = withheldFrom(shown, resource.name);
	assert.equal(answer.headers['x-withheld-fields'], withheld.length > 0 ? withheld.join(', ') : undefined, what);
}
const answersRecords = (row) => row.resource && !isOf(row, 'periods') && !isOf(row, 'delete') && !isOf(row, 'download');

async function meets(row, secret, of, name) {
	const made = rehearsal(row, secret), answer = await put(made), what = `${about(row)}, ${name}: ${answer.status} ${answer.text.slice(0, 300)}`;
	const refusal = judge(of, row, given(made)), expected = refusal ?? usual.get(row.id);
	assert.equal(answer.status, expected.status, what);
	if (refusal)
		refused(answer, refusal, what);
	else if (answer.status >= 400)
		assert.equal(codeOf(answer), expected.code, what);
	else if (answersRecords(row))
		shows(answer, of, row, what);
}

const eachOf = (some, secret, of, name) => together(some.map((row) => () => meets(row, secret, of, name)), 8);
const everyRow = (secret, of, name) => eachOf(rows, secret, of, name);

// The one key that is given other grants each time, so that each round also shows a change felt at once.
function regrant({ level = 'custom', grants, feed = false }) {
	hubctl('key', 'change', '--entity', acme.entity_id, '--key', one.id, '--level', level, '--grants', textOf(grants, feed));
	return policy(level, { grants, feed });
}

test('Access: the walk has routes of every kind, and a full key is refused none of them', () => {
	assert.ok(rows.length > 100, `only ${rows.length}`);
	for (const kind of ['isAction', 'hasId', 'writes', 'scope', 'reveals'])
		assert.ok(rows.some((row) => row[kind]), kind);
	for (const [id, { status, code }] of usual)
		assert.ok(status < 300 || code === 'invalid_transition' || code === 'resource_in_use', `${id}: ${status} ${code}`);
	assert.deepEqual(rows.filter((row) => row.resource && !row.scope).map(about), []);
});

for (const mode of ['live', 'test'])
	for (const level of ['full', 'read_only', 'custom'])
		test(`Access: a ${mode} key of level ${level} may do what the level says and nothing else`, async () => {
			const made = key(acme, { mode, access: level }), of = policy(level, null);
			if (mode === 'live')
				return everyRow(made.secret, of, level);
			// Another mode's records are no records; its lists are others.
			await together(rows.map((row) => async () => {
				const wanted = rehearsal(row, made.secret), answer = await put(wanted), refusal = judge(of, row, given(wanted));
				const what = `${about(row)}: ${answer.status} ${answer.text.slice(0, 200)}`;
				if (refusal)
					return refused(answer, refusal, what);
				if (row.hasId)
					return assert.deepEqual([answer.status, codeOf(answer)], [404, 'not_found'], what);
				assert.ok(answer.status < 300 || answer.status === 422, what);
			}), 8);
		});

/*
 * Grants add up, so what a key without one grant is refused shows of all the others at once that
 * they do not open it (the next test). Here each grant meets every route of its resource and one
 * in seven of the rest, others each time; HUB_ACCESS_WHOLE=1 asks them all.
 */
const oneIn = process.env.HUB_ACCESS_WHOLE ? 1 : 7;

test('Access: with one grant a key may do that and nothing else, for every grant that exists', async () => {
	for (const [round, only] of allGrants.entries()) {
		const some = rows.filter((row, at_) => row.resource?.name === only.resource || (at_ + round) % oneIn === 0);
		await eachOf(some, one.secret, regrant({ grants: [only] }), `only ${textOf([only])}`);
	}
	await everyRow(one.secret, regrant({ grants: [], feed: true }), 'only changes:read');
});

test('Access: without one grant a key is refused what needs it and nothing else of the resource', async () => {
	for (const lacking of allGrants) {
		const of = regrant({ grants: allGrants.filter((each) => each !== lacking), feed: true });
		await eachOf(rows.filter((row) => row.resource?.name === lacking.resource), one.secret, of, `without ${textOf([lacking])}`);
	}
	await everyRow(one.secret, regrant({ grants: allGrants }), 'without changes:read');
});

/* Fields. Each is readable and writable to one of the two halves. */

const half = ({ fields }, odd) => fields.filter((field, at) => at > 0 && (at % 2 === 1) === odd).map(({ name }) => name);
const halves = (odd) => resources.flatMap((resource) => resource.operations.map((operation) =>
	grant(resource.name, operation, ['read', 'create', 'update'].includes(operation) ? half(resource, odd !== (operation === 'update')) : null)));

for (const odd of [true, false])
	test(`Access: lists of fields hold for every field, the ${odd ? 'odd' : 'even'} ones read and created, the others updated`, async () => {
		const made = key(acme, { grants: textOf(halves(odd), true) }), of = policy('custom', { grants: halves(odd), feed: true });
		await everyRow(made.secret, of, 'halves');
		await together(resources.map((resource) => async () => {
			const path = `/${resource.name}`, half_ = api(acme, made.secret), record = records[resource.name];
			for (const field of resource.fields) {
				const readable = of.fields(resource.name, 'read').has(field.name), what = `${resource.name}.${field.name}`;
				asked.requests += 3;
				const shown = await half_.get(`${path}/${record.id}?fields=${field.name}`);
				assert.equal(shown.status, readable ? 200 : 400, what);
				if (!readable)
					assert.deepEqual(expectProblem(shown, 400, 'invalid_parameter').errors.map(({ parameter }) => parameter), ['fields'], what);
				const sorted = await half_.get(`${path}?limit=1&sort=${field.name}`);
				const inUrl = ['open', 'business'].includes(field.privacy);
				assert.equal(sorted.status, readable && has(field, 'sortable') && inUrl ? 200 : 400, what);
				const found = await half_.post(`${path}/search`, { filter: { [field.name]: has(field, 'sealed') ? field.example : record[field.name] ?? field.example }, limit: 1 });
				assert.equal(found.status, readable && has(field, 'filterable') ? 200 : 422, `${what}: ${found.text}`);
				if (has(field, 'kept'))
					continue;
				const written = await half_.patch(`${path}/${record.id}?dry_run=true`, { [field.name]: record[field.name] });
				asked.requests++;
				if (of.fields(resource.name, 'update').has(field.name))
					assert.notEqual(written.status, 403, what);
				else
					refused(written, { status: 403, code: 'field_not_permitted', fields: [field.name] }, what);
			}
		}), 8);
	});

test('Access: class words reach the fields of their classes', async () => {
	for (const words of [['business'], ['open', 'personal'], ['business', 'sensitive'], ['open', 'business', 'personal', 'sensitive']]) {
		const able = resources.filter((resource) => words.every((word) => ofClass(resource, word).length > 0));
		const text = able.map(({ name }) => `${name}:read(${words.join(',')})`).join(' ');
		hubctl('key', 'change', '--entity', acme.entity_id, '--key', one.id, '--level', 'custom', '--grants', text);
		const of = policy('custom', { grants: able.map((resource) => grant(resource.name, 'read', ofClass(resource, ...words))), feed: false });
		const said = expect(await send('GET', '/v1/auth/whoami', { key: one.secret }), 200);
		assert.equal(said.scope, text);
		assert.deepEqual(said.fields, Object.fromEntries(able.map((resource) => [resource.name, resource.fields.filter(({ name }) => of.fields(resource.name, 'read').has(name)).map(({ name }) => name)])));
		await eachOf(rows.filter((row) => isOf(row, 'get')), one.secret, of, text);
	}
});

/* Policies at random, always the same ones. */

function randomly(seed) {
	let state = seed;
	return () => {
		state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
		state = Math.imul(state ^ (state >>> 13), 0x297a2d39);
		return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32;
	};
}
function randomGrants(random) {
	const some = (names) => names.filter(() => random() < 0.6);
	return allGrants.filter(() => random() < 0.5).map(({ resource, operation }) => {
		const names = some(resourceOf(resource).fields.map(({ name }) => name));
		return grant(resource, operation, ['read', 'create', 'update'].includes(operation) && random() < 0.5 && names.length > 0 ? names : null);
	});
}

test('Access: groups and grants add up below the level; whoami, login and the document say the same', async () => {
	for (const [at, level] of ['custom', 'full', 'read_only', 'custom', 'custom'].entries()) {
		const random = randomly(at + 1), own = at === 3 ? [] : randomGrants(random), parts = at === 0 ? [] : [randomGrants(random), randomGrants(random)];
		const feed = random() < 0.5, groups = parts.map((_, each) => `group ${at} ${each}`);
		for (const [each, part] of parts.entries())
			hubctl('group', 'create', '--entity', acme.entity_id, '--name', groups[each], '--grants', textOf(part, feed && each === 0));
		const made = key(acme, { access: level, groups, grants: own.length > 0 ? textOf(own, feed) : undefined });
		const of = policy(level, { grants: [...own, ...parts.flat()], feed: feed && (own.length > 0 || parts.length > 0) });
		await everyRow(made.secret, of, `policy ${at}`);
		const token = await saysTheSame(made.secret, of);
		if (at === 1) {
			await documentSays(made.secret, of);
			await everyRow(token, of, `token of policy ${at}`);
		}
	}
});

// The text form, as it is told to the key; the token that login made.
async function saysTheSame(secret, of) {
	const said = expect(await send('GET', '/v1/auth/whoami', { key: secret }), 200);
	const token = expect(await send('POST', '/v1/auth/login', { key: secret }), 200);
	assert.equal(token.scope, said.scope);
	const read = readScopes(said.scope), again = policy('custom', read);
	assert.equal(read.feed, of.feed);
	for (const { resource, operation } of allGrants) {
		const what = `${resource}:${operation}`;
		assert.equal(again.may(resource, operation), of.may(resource, operation), what);
		assert.deepEqual([...again.fields(resource, operation)].sort(), [...of.fields(resource, operation)].sort(), what);
	}
	for (const { name } of resources)
		assert.deepEqual(said.fields[name]?.toSorted(), of.may(name, 'read') ? [...of.fields(name, 'read')].sort() : undefined, name);
	return token.access_token;
}

const properties = (schema) => Object.keys(schema.properties ?? {}).sort();

// The document that the key is given: its operations, and in them its fields alone.
async function documentSays(secret, of) {
	const document = expect(await send('GET', '/v1/openapi.json', { key: secret }), 200), shown = contract(document);
	const named = shown.rows.map(({ operation }) => operation.operationId);
	assert.deepEqual(named.filter((id) => rows.some((row) => row.id === id)).sort(), plain.filter((row) => judge(of, row, {}) === null).map(({ id }) => id).sort());
	assert.deepEqual(shown.examples().complaints, []);
	for (const row of plain.filter(({ id, resource }) => resource && named.includes(id))) {
		const { operation } = shown.rows.find((each) => each.operation.operationId === row.id), kept = resourceOf(row.resource.name).fields;
		if (isOf(row, 'get'))
			assert.deepEqual(properties(shown.follow(operation.responses[200].content['application/json'].schema)), [...of.fields(row.resource.name, 'read'),
				...(['create', 'update'].some((each) => of.may(row.resource.name, each)) ? ['version'] : []), 'object', 'dry_run'].filter((name, at, all) => all.indexOf(name) === at).sort(), row.id);
		if (isOf(row, 'create'))
			assert.deepEqual(properties(shown.follow(operation.requestBody.content['application/json'].schema)),
				kept.filter((field) => !has(field, 'kept') && of.fields(row.resource.name, 'create').has(field.name)).map(({ name }) => name).sort(), row.id);
		if (isOf(row, 'list')) {
			const asks = new Set(operation.parameters.map((each) => shown.follow(each).name.replace(/\[.*/, '')));
			assert.equal(asks.has('reveal'), of.may(row.resource.name, 'reveal'), row.id);
			for (const field of kept.filter(({ name }) => !of.fields(row.resource.name, 'read').has(name)))
				assert.ok(!asks.has(field.name), `${row.id}: ${field.name}`);
		}
	}
}

/*
 * Population: every operation on somebody within it and on somebody outside. Who is outside is
 * answered, byte for byte, as somebody who does not exist.
 */

test('Access: a limited key meets every operation on whom it reaches as others do, on all others as if they were nobody', async () => {
	const [inside, outside] = await Promise.all(['In', 'Out'].map((name) => department(hub, { name })));
	const made = key(acme, { population: `departments:${inside.code}` }), limited = api(acme, made.secret);
	const [within, beyond] = [await someone(hub, { department_id: inside.id }), await someone(hub, { department_id: outside.id })];
	const nobodies = Object.fromEntries(aboutSomebody.map(({ name }) => [name, { id: nobody(name) }]));
	const isAbout = new Set(aboutSomebody.map(({ name }) => name));
	const says = (answer) => { const { status, text } = likeness(answer); return { status, text: status < 400 ? '' : text }; };
	const to = async (row, secret, people, body) => {
		const wanted = request(row, { entity_id: acme.entity_id, records: { ...records, ...people }, key: secret });
		if (rehearses(row))
			wanted.query.dry_run = 'true';
		if (body)
			wanted.body = JSON.stringify(body);
		return put(wanted);
	};
	const bodyFor = async (row, people, department_id) => {
		const body = await bodyAbout(world(hub), row.resource, people);
		if (row.resource.name === 'employees')
			Object.assign(body, { person_id: (await person(limited)).id, department_id });
		return body;
	};
	for (const row of rows.filter(({ resource }) => resource)) {
		const what = about(row), creates = isOf(row, 'create') && isAbout.has(row.resource.name);
		if (row.hasId || creates) {
			const bodies_ = creates ? await Promise.all([[within, inside], [beyond, outside], [nobodies, outside]].map(([people, of]) => bodyFor(row, people, of.id))) : [];
			const mine = says(await to(row, made.secret, within, bodies_[0])), others = says(await to(row, full.secret, within, bodies_[0]));
			assert.deepEqual(mine, others, `${what}, within`);
			if (!isAbout.has(row.resource.name) || row.id === 'persons.create')
				continue;
			const [theirs, none] = [await to(row, made.secret, beyond, bodies_[1]), await to(row, made.secret, nobodies, bodies_[2])];
			if (row.id === 'employees.create')
				refused(theirs, { status: 403, code: 'outside_population' }, what);
			else
				assert.deepEqual(likeness(theirs), likeness(none), what);
			assert.ok([403, 404, 422].includes(theirs.status), `${what}: ${theirs.status}`);
		} else {
			const seen = (await to(row, made.secret, within)).text;
			for (const { id } of Object.values(beyond))
				assert.ok(!seen.includes(id), `${what}: ${id}`);
		}
	}
	for (const { name } of aboutSomebody) {
		const list = expect(await limited.get(`/${name}?limit=200&include_count=true`), 200), ids = list.data.map(({ id }) => id);
		assert.ok(ids.includes(within[name].id) && !ids.includes(beyond[name].id), name);
		assert.equal(list.total_count, ids.length, name);
		const found = expect(await limited.post(`/${name}/search`, { limit: 200, include_count: true }), 200);
		assert.deepEqual([found.data.map(({ id }) => id), found.total_count], [ids, ids.length], name);
	}
	const feed = (await limited.get('/changes?limit=200')).text, whole = expect(await hub.get('/changes?after=latest'), 200);
	assert.ok(Object.values(within).every(({ id }) => feed.includes(id)) && !Object.values(beyond).some(({ id }) => feed.includes(id)));
	assert.equal(whole.data.length, 0);
	assert.deepEqual(expect(await send('GET', '/v1/auth/whoami', { key: made.secret }), 200).population, { departments: [inside.id], locations: null, unions: null });
	act('change', made, '--population', 'everybody');
	expect(await limited.get(`/persons/${beyond.persons.id}`), 200);
});

/* Credentials and companies. */

const at = (secret, entity_id = acme.entity_id) => (row) => ({ ...rehearsal(row, secret), entity_id });
const act = (words, { id }, ...more) => hubctl('key', words, '--entity', acme.entity_id, '--key', id, ...more);
const dead = {
	'no credential': () => undefined,
	'a credential that nobody has': () => `${full.secret.slice(0, -1)}${full.secret.endsWith('0') ? '1' : '0'}`,
	'an expired key': () => spoilt(({ name }) => sql(`UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6), stamp = stamp + 1 WHERE name = '${name}'`)),
	'a paused key': () => spoilt((made) => act('pause', made)),
	'a revoked key': () => spoilt((made) => act('revoke', made)),
	'a secret that was rotated out': () => spoilt((made) => act('rotate', made, '--overlap', '0')),
};
function spoilt(spoil) {
	const made = key(acme);
	spoil(made);
	return made.secret;
}

for (const [name, make] of Object.entries(dead))
	test(`Access: ${name} opens no operation`, async () => {
		const secret = make();
		await together(rows.map((row) => async () => {
			const answer = await put(at(secret)(row)), what = about(row);
			expectProblem(answer, 401, secret ? 'invalid_credential' : 'authentication_required');
			assert.equal(answer.headers['www-authenticate'], secret ? 'Bearer realm="hub", error="invalid_token"' : 'Bearer realm="hub"', what);
		}), 8);
	});

test('Access: a token opens nothing once it or its key has ended', async () => {
	const made = key(acme), [first, second] = await Promise.all([1, 2].map(async () => expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token));
	expect(await send('GET', '/v1/auth/whoami', { key: first }), 200);
	assert.equal((await send('POST', '/v1/auth/logout', { key: first })).status, 204);
	await together(rows.map((row) => async () => expectProblem(await put(at(first)(row)), 401, 'invalid_credential')), 8);
	expect(await send('GET', '/v1/auth/whoami', { key: second }), 200);
	act('revoke', made);
	await together(rows.map((row) => async () => expectProblem(await put(at(second)(row)), 401, 'invalid_credential')), 8);
});

test('Access: another company is closed to every key, whatever it may do at home', async () => {
	const none = key(acme, { access: 'custom' });
	await together(rows.filter((row) => row.ofEntity).flatMap((row) => [full, none].map(({ secret }) => async () =>
		refused(await put(at(secret, strange.entity_id)(row)), { status: 403, code: 'entity_not_permitted' }, about(row)))), 8);
});

test('Access: from outside of its addresses a key opens nothing, whatever it may do', async () => {
	for (const grants of [undefined, '']) {
		const made = key(acme, { grants });
		act('change', made, '--addresses', '203.0.113.0/24');
		await together(rows.map((row) => async () => refused(await put(at(made.secret)(row)), { status: 403, code: 'ip_not_allowlisted' }, about(row))), 8);
		act('change', made, '--addresses', '127.0.0.0/8 ::1');
		await everyRow(made.secret, policy(grants === undefined ? 'full' : 'custom', null), 'from within');
	}
});

test('Access: a company that demands the login flow takes tokens and no keys; a suspended one neither', async () => {
	const other = company(), made = key(other), token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	const set = (...words) => hubctl('company', 'set', '--entity', other.entity_id, ...words), here = rows.filter((row) => row.ofEntity);
	set('--require-login', 'yes');
	await together(here.map((row) => async () => expectProblem(await put(at(made.secret, other.entity_id)(row)), 401, 'login_required')), 8);
	expect(await send('GET', '/v1/auth/whoami', { key: made.secret }), 200);
	expect(await send('GET', other.path, { key: token }), 200);
	set('--state', 'suspended');
	await together(here.map((row) => async () => expectProblem(await put(at(token, other.entity_id)(row)), 403, 'entity_suspended')), 8);
});

/* At once. */

test('Access: after a changed group has been answered no process serves what it took away', async () => {
	hubctl('group', 'create', '--entity', acme.entity_id, '--name', 'Crowd', '--grants', 'persons:read jobs:read');
	const keys = Array.from({ length: 4 }, (_, each) => key(acme, { access: each % 2 ? 'full' : 'custom', groups: ['Crowd'] }));
	const answers = [], path = `${acme.path}/persons/${records.persons.id}`;
	let stop = false;
	const crowd = Promise.all(Array.from({ length: 16 }, async (_, each) => {
		while (!stop) {
			const started = performance.now(), { status } = await send('GET', path, { key: keys[each % 4].secret, keepAlive: false });
			answers.push({ started, status });
		}
	}));
	await until('some answers', () => answers.length > 200, { within: 60000 });
	hubctl('group', 'change', '--entity', acme.entity_id, '--group', 'Crowd', '--grants', 'jobs:read');
	const changed = performance.now(), seen = answers.length;
	await until('answers after it', () => answers.length > seen + 200, { within: 60000 });
	stop = true;
	await crowd;
	const late = answers.filter(({ started }) => started > changed);
	assert.ok(late.length > 100);
	assert.deepEqual([...new Set(late.map(({ status }) => status))], [403]);
});

/* From a shell. */

// What hubctl says and how it ends: 0 done, 1 not done, 2 used wrongly.
function shell(...words) {
	const { status, stdout, stderr } = spawnSync(hubInstance.hubctl, ['--conf', hubInstance.conf, '--json', ...words, '--entity', acme.entity_id], { encoding: 'utf8' });
	return { status, said: stdout.trim() ? JSON.parse(stdout) : null, stderr };
}

test('Access: hubctl makes, shows, changes and deletes groups and says how it went', () => {
	const { id } = shell('group', 'create', '--name', 'Shell', '--grants', 'jobs:write jobs:read persons:read( personal )').said;
	assert.match(id, /^grp_/);
	const made = key(acme, { access: 'read_only', groups: ['Shell'] });
	const { status, said } = shell('group', 'show', '--group', 'shell');
	assert.deepEqual([status, said.grants, said.key_count, said.keys], [0, 'persons:read(personal) jobs:read jobs:write', 1, [{ id: made.id, name: made.name }]]);
	assert.equal(shell('key', 'policy', '--key', made.id).said.scope, 'persons:read(personal) jobs:read');
	const wrong = shell('group', 'change', '--group', id, '--grants', 'jobs:read persson:read jobs:peek');
	assert.equal(wrong.status, 1);
	assert.match(wrong.stderr, /At 11, “persson”: there is no such resource\.\n.*At 29, “peek”: an operation is /);
	assert.deepEqual(shell('group', 'change', '--group', id, '--name', 'Shells', '--grants', 'jobs:read').said, { changed: true });
	assert.deepEqual(shell('group', 'change', '--group', id, '--grants', ' jobs:read ').said, { changed: false });
	const used = shell('group', 'delete', '--group', 'Shells');
	assert.equal(used.status, 1);
	assert.ok(used.stderr.includes(made.name));
	assert.deepEqual(shell('key', 'change', '--key', made.id, '--no-groups', '--grants', 'unions:read').said, { changed: true });
	assert.deepEqual(shell('key', 'policy', '--key', made.id).said, { id: made.id, mode: 'live', access: 'read_only', grants: 'unions:read', groups: [], scope: 'unions:read' });
	assert.deepEqual(shell('group', 'delete', '--group', 'Shells').said, { deleted: true });
	assert.ok(!shell('group', 'list').said.some(({ name }) => name === 'Shells'));
	assert.deepEqual([shell('group', 'show', '--group', 'Shells').status, shell('group', 'show').status, shell('key', 'change', '--key', made.id, '--grants', 'a', '--no-grants').status], [1, 2, 2]);
});
