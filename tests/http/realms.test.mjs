// What belongs to another realm (of another company, or of the sandbox of the same one) is, for
// every operation, reference, filter, cursor and repeated request, as if it did not exist.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, expect, expectProblem, key, random } from '../lib/hub.mjs';
import { ask, likeness, operation, operations, request } from '../lib/routes.mjs';
import { catalog, has, nobody, resources, state, together, world } from '../lib/world.mjs';

const acme = company(), strange = company();
const callers = { ours: [acme, 'live'], sandbox: [acme, 'test'], theirs: [strange, 'live'] };
const realms = Object.entries(callers).map(([name, [of, mode]]) => {
	const { secret } = key(of, { mode }), hub = api(of, secret);
	return { name, entity_id: of.entity_id, key: secret, hub, makes: world(hub) };
});
const about = (row) => `${row.id} (${row.method} ${row.path})`;
// Each realm with each other one: who asks, and whose records are named.
const pairs = realms.flatMap((asking) => realms.filter((one) => one !== asking).map((other) => ({ asking, other, who: `${asking.name} about ${other.name}` })));
const begun = new Map();

before(async () => {
	for (const realm of realms) {
		realm.records = await realm.makes.all();
		realm.second = {};
		for (const { name } of resources)
			realm.second[name] = await realm.makes.fresh(name);
		begun.set(realm, await state(realm.hub));
	}
});

const untouched = async () => {
	for (const realm of realms)
		assert.deepEqual(await state(realm.hub), begun.get(realm), `${realm.name} has changed`);
};

test('Realms: an id of another realm in the path is as one that nobody has, for every operation', async () => {
	await together(pairs.flatMap(({ asking, other, who }) => operations.filter((row) => row.hasId).map((row) => async () => {
		const one = request(row, asking);
		const [there, nowhere] = [await ask({ ...one, id: other.records[row.resource.name].id }), await ask({ ...one, id: nobody(row.resource.name) })];
		expectProblem(there, 404, 'not_found');
		assert.deepEqual(likeness(there), likeness(nowhere), `${about(row)}: ${who}`);
	})));
	await untouched();
});

// Ids of another realm and of nobody at the same place of a body must not be told apart.
async function alike(send, pointer, { there, nowhere }, what) {
	const [one, none] = [await send(there), await send(nowhere)];
	const said = expectProblem(one, 422, 'validation_failed').errors.map((error) => `${error.pointer} ${error.code}`);
	assert.ok(said.includes(`${pointer} not_found`), `${what}: ${said}`);
	assert.deepEqual(likeness(one), likeness(none), what);
}

test('Realms: a reference to another realm in a body is as one to nobody, for every field that POST or PATCH take', async () => {
	const jobs = pairs.flatMap(({ asking, other, who }) => resources.flatMap((resource) => resource.fields.filter((field) => field.type === 'reference' && !has(field, 'kept'))
		.flatMap((field) => ['post', ...(has(field, 'once') ? [] : ['patch'])].map((verb) => async () => {
			const path = verb === 'post' ? `/${resource.name}` : `/${resource.name}/${asking.records[resource.name].id}`;
			const body = verb === 'post' ? await asking.makes.body(resource.name) : {};
			await alike((id) => asking.hub[verb](path, { ...body, [field.name]: id }, { keepAlive: true }), `/${field.name}`,
				{ there: other.records[field.refers].id, nowhere: nobody(field.refers) }, `${verb} ${resource.name}.${field.name}: ${who}`);
		}))));
	console.log(`# ${jobs.length} references`);
	await together(jobs);
});

test('Realms: no action takes a reference, so that none can lead elsewhere', () => {
	assert.deepEqual(catalog.actions.flatMap(({ operation, fields }) => fields.filter(({ type }) => type === 'reference').map(({ name }) => `${operation} ${name}`)), []);
});

const lists = operations.filter((row) => /\.list$/.test(row.id) && row.resource);
const named = (row, name) => row.query.some((one) => one.name === name);

test('Realms: filters by ids of another realm find nothing, in a URL and in a search', async () => {
	await together(pairs.flatMap(({ asking, other, who }) => lists.flatMap((row) => row.resource.fields.filter((field) => ['id', 'reference'].includes(field.type) && has(field, 'filterable'))
		.flatMap((field) => {
			const id = other.records[field.refers ?? row.resource.name].id, empty = (answer) => {
				const list = expect(answer, 200);
				assert.deepEqual([list.data, list.has_more, list.total_count], [[], false, 0], `${row.id} by ${field.name}: ${who}`);
			};
			const jobs = [id, { in: [id] }].map((wanted) => async () =>
				empty(await asking.hub.post(`/${row.resource.name}/search`, { filter: { [field.name]: wanted }, include_count: true }, { keepAlive: true })));
			for (const name of [field.name, `${field.name}[in]`].filter((one) => named(row, one)))
				jobs.push(async () => empty(await asking.hub.get(`/${row.resource.name}?${name}=${id}&include_count=true`)));
			return jobs;
		}))));
});

test('Realms: what another realm has stands in no list, no search and no feed', async () => {
	for (const { asking, other, who } of pairs) {
		const seen = JSON.stringify([begun.get(asking), expect(await asking.hub.get('/changes?limit=200'), 200)]);
		for (const record of [...Object.values(other.records), ...Object.values(other.second)])
			assert.ok(!seen.includes(record.id), `${record.object}: ${who}`);
	}
});

test('Realms: a cursor of another realm is none', async () => {
	for (const realm of realms) {
		realm.cursors = {};
		for (const { resource } of lists)
			realm.cursors[resource.name] = { url: expect(await realm.hub.get(`/${resource.name}?limit=1`), 200).next_cursor,
				body: expect(await realm.hub.post(`/${resource.name}/search`, { limit: 1 }), 200).next_cursor };
		realm.after = expect(await realm.hub.get('/changes?limit=1'), 200).next_cursor;
	}
	const none = (answer, what) => assert.deepEqual(expectProblem(answer, 400, 'invalid_parameter').errors.map(({ parameter, code }) => [parameter, code]), [['cursor', 'invalid_cursor']], what);
	await together(pairs.flatMap(({ asking, other, who }) => lists.map(({ resource: { name } }) => async () => {
		assert.ok(other.cursors[name].url && other.cursors[name].body, `${name} has one page only`);
		for (const cursor of Object.values(other.cursors[name])) {
			none(await asking.hub.get(`/${name}?limit=1&cursor=${encodeURIComponent(cursor)}`), `${name}: ${who}`);
			none(await asking.hub.post(`/${name}/search`, { limit: 1, cursor }, { keepAlive: true }), `${name} in a search: ${who}`);
		}
		expect(await asking.hub.get(`/${name}?limit=1&cursor=${encodeURIComponent(asking.cursors[name].url)}`), 200);
	})));
	for (const { asking, other, who } of pairs) {
		const answer = await asking.hub.get(`/changes?limit=1&after=${encodeURIComponent(other.after)}`);
		assert.ok([400, 410].includes(answer.status), `the feed of ${who}: ${answer.status}`);
		expectProblem(answer, answer.status);
	}
});

test('Realms: a cursor of one resource is none of another', async () => {
	const [ours] = realms, names = lists.map(({ resource }) => resource.name);
	await together(names.map((name, at) => async () => {
		const cursor = encodeURIComponent(ours.cursors[names[(at + 1) % names.length]].url);
		expectProblem(await ours.hub.get(`/${name}?limit=1&cursor=${cursor}`), 400, 'invalid_parameter');
	}));
});

const creations = operations.filter((row) => /\.create$/.test(row.id) && row.takes('Idempotency-Key'));

test('Realms: an idempotency key that another realm has used is a new one here, for every resource', async () => {
	await together(creations.map((row) => async () => {
		const headers = { 'Idempotency-Key': random(12) }, made = [];
		for (const realm of realms) {
			const answer = await realm.hub.post(`/${row.resource.name}`, await realm.makes.body(row.resource.name), { headers });
			assert.equal(answer.headers['idempotency-replayed'], undefined, `${row.id}: ${realm.name}`);
			made.push(expect(answer, 201).id);
		}
		assert.equal(new Set(made).size, realms.length);
	}), 3);
});

test('Realms: so it is for changes and deletions, by another key of the same company too', async () => {
	const [ours] = realms, second = api(acme, key(acme).secret);
	await together(operations.filter((row) => /\.(update|delete)$/.test(row.id) && row.takes('Idempotency-Key')).map((row) => async () => {
		const headers = { 'Idempotency-Key': random(12) }, { name } = row.resource, verb = row.method === 'DELETE' ? 'del' : 'patch';
		for (const realm of realms) {
			const { id } = await realm.makes.fresh(name);
			const answer = await (verb === 'del' ? realm.hub.del(`/${name}/${id}`, { headers }) : realm.hub.patch(`/${name}/${id}`, {}, { headers }));
			assert.ok([200, 204].includes(answer.status), `${row.id}: ${answer.status} ${answer.text}`);
			assert.equal(answer.headers['idempotency-replayed'], undefined, `${row.id}: ${realm.name}`);
			if (realm !== ours)
				continue;
			const again = verb === 'del' ? await second.del(`/${name}/${id}`, { headers }) : await second.patch(`/${name}/${id}`, {}, { headers });
			assert.equal(again.headers['idempotency-replayed'], undefined, `${row.id}: another key`);
			assert.equal(again.status, verb === 'del' ? 404 : 200);
		}
	}), 3);
});

// Employees from whom the action leads somewhere.
async function ready(realm, action) {
	if (action === 'cancel-hire')
		return expect(await realm.hub.post('/employees', { ...await realm.makes.body('employees'), hire_date: '2199-01-01' }), 201).id;
	const { id } = await realm.makes.fresh('employees'), before = { return: 'start-leave', rehire: 'terminate' }[action];
	if (before)
		expect(await realm.hub.post(`/employees/${id}/${before}`, termsOf(before)), 200);
	return id;
}
const termsOf = (action) => JSON.parse(request(operation(`employees.${action}`), realms[0]).body ?? '{}');

test('Realms: so it is for every action', async () => {
	const actions = operations.filter((row) => row.isAction && row.takes('Idempotency-Key') && !row.id.endsWith('.search'));
	assert.deepEqual(actions.map(({ id }) => id).sort(), catalog.actions.map((one) => one.operation).sort());
	await together(actions.map((row) => async () => {
		const headers = { 'Idempotency-Key': random(12) }, action = row.id.split('.')[1];
		for (const realm of realms) {
			const answer = await realm.hub.post(`/employees/${await ready(realm, action)}/${action}`, termsOf(action), { headers });
			expect(answer, 200);
			assert.equal(answer.headers['idempotency-replayed'], undefined, `${row.id}: ${realm.name}`);
		}
	}), 3);
});
