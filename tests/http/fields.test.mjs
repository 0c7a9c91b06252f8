// Every field of every resource, and every term of every action, through everything that can
// be wrong with it, generated from the catalog: alone and many at once, on POST and PATCH. The
// answer is the exact complaint at the exact place; nothing is changed and nothing repeated.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { api, company, expect, expectProblem, key, random, send } from '../lib/hub.mjs';
import { defects, isKnown, judge } from '../lib/defects.mjs';
import { controls, hostile } from '../lib/hostile.mjs';
import { catalog, has, resources, state, together, world } from '../lib/world.mjs';

const COMPLAINTS_MOST = 50;
const acme = company(), full = key(acme).secret;
const hub = api(acme, full);
const bodies = {}, asked = { requests: 0 };
let records, untouched;

const typeOf = (method) => (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
const pointerTo = (name) => `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
const pathOf = (method, resource) => `/${resource.name}${method === 'PATCH' ? `/${records[resource.name].id}` : ''}`;
const ask = (method, path, options) => {
	asked.requests++;
	return send(method, acme.path + path, { key: full, keepAlive: true, ...options });
};

// Strings that a refusal must not repeat: those which are nobody's words but the client's.
const ownWords = (value) => (typeof value === 'string' ? (value.length > 6 && !/^\d{4}-/.test(value) ? [value] : [])
	: value && typeof value === 'object' ? Object.values(value).flatMap(ownWords) : []);

function refusedExactly(answer, expected, what, sent) {
	const problem = expectProblem(answer, 422, 'validation_failed');
	const said = problem.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();
	assert.deepEqual(said, expected.map(([pointer, code]) => `${pointer} ${code}`).sort(), what);
	const details = JSON.stringify([problem.title, problem.detail, problem.errors.map(({ detail }) => detail)]);
	for (const word of ownWords(sent))
		assert.ok(!details.includes(JSON.stringify(word).slice(1, -1)), `${what}: the value is repeated in ${details}`);
}

/*
 * What is wrong with one field in a body for that method: [{how, value, errors}], errors with
 * whole pointers. An undefined value is left out of the body.
 */
function cases(field, method) {
	const own = pointerTo(field.name);
	const only = (code, ...values) => values.map((value) => ({ how: `${code} as ${JSON.stringify(value)}`, value, errors: [[own, code]] }));
	if (has(field, 'kept'))
		return only('read_only', field.example, null, 'x', 7);
	if (has(field, 'once') && method === 'PATCH')
		return only('fixed', field.example, null, 'x', 7);
	const required = has(field, 'required'), never = required || field.initial !== null;
	return [...(required && method === 'POST' ? [{ how: 'missing', value: undefined, errors: [[own, 'required']] }] : []),
		...(never ? only(required && method === 'POST' ? 'required' : 'not_null', null) : []),
		...defects(field).map(({ how, value, errors }) => ({ how, value, errors: errors.map(([pointer, code]) => [own + pointer, code]) }))];
}

// The first case of each code: what is sent alone.
const ofEachCode = (all) => all.filter(({ errors }, at) => all.findIndex((one) => one.errors.at(-1)[1] === errors.at(-1)[1]) === at);

// Round by round one case of every field, in bodies that hold no more complaints than are told.
function rounds(fields, method) {
	const all = fields.map((field) => ({ name: field.name, cases: cases(field, method) })).filter((one) => one.cases.length > 0);
	const made = [];
	for (let round = 0; round < Math.max(...all.map((one) => one.cases.length)); round++) {
		let chosen = [];
		for (const one of all) {
			const next = { name: one.name, ...one.cases[round % one.cases.length] };
			if ([...chosen, next].flatMap(({ errors }) => errors).length >= COMPLAINTS_MOST) {
				made.push(chosen);
				chosen = [];
			}
			chosen.push(next);
		}
		made.push(chosen);
	}
	return made;
}

const bodyOf = (base, chosen) => {
	const body = { ...base };
	for (const { name, value } of chosen)
		body[name] = value;
	return body;
};

async function refusesAll(method, path, base, fields, what) {
	const jobs = [...fields.flatMap((field) => ofEachCode(cases(field, method)).map((one) => [{ name: field.name, ...one }])), ...rounds(fields, method)];
	await together(jobs.map((chosen) => async () => {
		const body = bodyOf(base, chosen);
		const answer = await ask(method, path, { json: body });
		refusedExactly(answer, chosen.flatMap(({ errors }) => errors),
			`${method} ${what}: ${chosen.map(({ name, how }) => `${name} ${how}`).join(', ').slice(0, 300)}`, chosen.map(({ value }) => value));
	}));
}

before(async () => {
	const made = world(hub);
	records = await made.all();
	for (const { name } of resources)
		bodies[name] = await made.body(name);
	untouched = await state(hub);
});

after(() => console.log(`# ${asked.requests} requests`));

test('Fields: each resource has fields of types that this walk knows', () => {
	const unknown = resources.flatMap(({ name, fields }) => fields.filter((field) => !has(field, 'kept') && !isKnown(field)).map((field) => `${name}.${field.name}`));
	assert.deepEqual(unknown, [], 'tests/lib/defects.mjs has no values that these must refuse');
});

for (const resource of resources)
	for (const method of ['POST', 'PATCH'])
		test(`Fields: ${method} of ${resource.name} refuses each defect of each field with its pointer`, () =>
			refusesAll(method, pathOf(method, resource), method === 'POST' ? bodies[resource.name] : {}, resource.fields, resource.name));

for (const { operation, fields } of catalog.actions.filter((one) => one.fields.length > 0))
	test(`Fields: ${operation} refuses each defect of each term with its pointer`, () => {
		const [name, action] = operation.split('.'), usual = Object.fromEntries(fields.filter((field) => has(field, 'required')).map((field) => [field.name, field.example]));
		return refusesAll('POST', `/${name}/${records[name].id}/${action}`, usual, fields, operation);
	});

test('Fields: members that do not exist are named, whatever they are called', async () => {
	const names = ['unheard_of', 'a/b', 'm~n', '', ' ', '__proto__', 'constructor', 'realm_id', 'ID', 'x'.repeat(300), 'é'.repeat(100), '<b>', '"', '\\', 'object '];
	const unknown = Object.fromEntries(names.filter((name) => name !== '__proto__').map((name) => [name, 1]));
	const text = (base) => JSON.stringify({ ...base, ...unknown }).replace(/\}$/, ',"__proto__":1}');
	await together(resources.flatMap((resource) => ['POST', 'PATCH'].map((method) => async () => {
		const answer = await ask(method, pathOf(method, resource), { body: text(method === 'POST' ? bodies[resource.name] : {}), headers: { 'Content-Type': typeOf(method) } });
		refusedExactly(answer, names.map((name) => [pointerTo(name), 'unknown_member']), `${method} ${resource.name}`);
	})));
});

test('Fields: the kind of a record is not written', async () => {
	for (const resource of resources)
		refusedExactly(await ask('PATCH', pathOf('PATCH', resource), { json: { object: resource.object } }), [['/object', 'read_only']], resource.name);
});

test('Fields: NUL and halves of surrogates in any field make the text no JSON', async () => {
	const broken = ['"a\\u0000b"', '"a\\ud800b"', '"a\\udfffb"', '"a\\ud83d\\u0041"'];
	await together(resources.flatMap((resource) => resource.fields.flatMap(({ name }, at) => ['POST', 'PATCH'].map((method) => async () => {
		const body = `{${JSON.stringify(name)}:${broken[at % broken.length]}}`;
		expectProblem(await ask(method, pathOf(method, resource), { body, headers: { 'Content-Type': typeOf(method) } }), 400, 'malformed_json');
	}))));
});

test('Fields: null is taken where nothing is needed, or refused by a rule with its pointer', async () => {
	await together(resources.flatMap((resource) => resource.fields.filter((field) => !has(field, 'kept') && !has(field, 'once') && !has(field, 'required') && field.initial === null)
		.map((field) => async () => {
			const answer = await ask('PATCH', `${pathOf('PATCH', resource)}?dry_run=true`, { json: { [field.name]: null } });
			if (answer.status !== 200)
				assert.match(expectProblem(answer, 422, 'validation_failed').errors[0].pointer, /^\/[a-z0-9_]+$/, `${resource.name}.${field.name}`);
		})));
});

test('Fields: after all that was refused every record is as it was', async () => {
	assert.deepEqual(await state(hub), untouched);
	assert.ok(asked.requests > 1000, `only ${asked.requests} requests were sent`);
});

const isText = (field) => ['name', 'text', 'code', 'string', 'email', 'phone', 'identifier', 'choice', 'date', 'time', 'money', 'decimal', 'reference', 'bool', 'integer'].includes(field.type);

// Of each resource the fields that may be patched, judged for one text.
const judged = (resource, text) => resource.fields.filter((field) => !has(field, 'kept') && !has(field, 'once'))
	.map((field) => ({ field, own: pointerTo(field.name), ...(isText(field) ? judge(field, text) : { code: 'wrong_type' }) }))
	.filter(({ code }) => code !== undefined);

for (const resource of resources)
	test(`Fields: ${resource.name} take hostile texts as they are, or refuse each with its pointer`, async () => {
		let version = records[resource.name].version, path = pathOf('PATCH', resource);
		for (const text of [...hostile, ...controls.filter((one) => !one.includes('\0'))]) {
			const all = judged(resource, text), bad = all.filter(({ code }) => code), good = all.filter(({ code, field }) => code === null && field.type !== 'choice');
			if (bad.length > 0)
				refusedExactly(await ask('PATCH', path, { json: Object.fromEntries(bad.map(({ field }) => [field.name, text])) }), bad.map(({ own, code }) => [own, code]),
					`${resource.name}: ${JSON.stringify(text)}`, text);
			if (good.length === 0)
				continue;
			const answer = await ask('PATCH', path, { json: Object.fromEntries(good.map(({ field }) => [field.name, text])) });
			const kept = expect(answer, 200), shown = await ask('GET', path);
			// Of the name of a file the folders before it are left out.
			for (const { field, as } of good)
				assert.equal(kept[field.name], field.name === 'filename' ? as.split(/[/\\]/).at(-1) : as, `${resource.name}.${field.name}`);
			assert.deepEqual(expect(shown, 200), kept);
			assert.match(shown.headers['content-type'], /^application\/json/);
			assert.equal(shown.headers['x-content-type-options'], 'nosniff');
			assert.ok(kept.version >= version, 'versions only rise');
			version = kept.version;
		}
	});
