// A workflow that Step CI generates from the document, and its variations, run by Step CI against
// an instance: each operation answers the status and the schema that the document promises, and
// refuses as documented. Writes are rehearsals (dry_run), so that their order does not matter.
// (Portman would do the same by way of Postman collections and Newman, with three times the
// packages; Step CI's generator knows no $ref among parameters, so they are resolved for it.)
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { api, company, expect, hub, key, published } from '../../lib/hub.mjs';
import { fill, operations, request } from '../../lib/routes.mjs';
import { nobody, world } from '../../lib/world.mjs';

const require = createRequire(import.meta.url);
const { generateWorkflow } = require('@stepci/plugin-openapi'), { run } = require('@stepci/runner');
const { document, follow } = published;
const acme = company(), { secret } = key(acme), reader = key(acme, { access: 'read_only' }).secret;
const firm = api(acme, secret);
const folder = mkdtempSync(join(tmpdir(), 'hub-contract.'));
const records = {}, bodies = {}, states = {};
let steps;

after(() => rmSync(folder, { recursive: true, force: true }));

// Employees from whom each action leads somewhere.
async function prepareStates(made) {
	const act = async (id, action) => expect(await firm.post(`/employees/${id}/${action}`, JSON.parse(request(operations.find((row) => row.id === `employees.${action}`), { records }).body)), 200);
	for (const action of ['return', 'rehire', 'cancel-hire'])
		states[`employees.${action}`] = action === 'cancel-hire' ? expect(await firm.post('/employees', { ...await made.body('employees'), hire_date: '2199-01-01' }), 201).id : (await made.fresh('employees')).id;
	await act(states['employees.return'], 'start-leave');
	await act(states['employees.rehire'], 'terminate');
}

/*
 * The document as Step CI's generator reads it: parameters at each operation and without
 * references, each with the value that this instance knows, bodies that it takes, and the answer
 * that is expected first among the answers.
 */
function prepared() {
	const paths = {};
	for (const row of operations) {
		const one = request(row, { entity_id: acme.entity_id, records });
		const parameter = (name, where, example) => ({ name, in: where, required: true, example, schema: { type: 'string' } });
		const parameters = [...(row.ofEntity ? [parameter('entity_id', 'path', acme.entity_id)] : []), ...(row.hasId ? [parameter('id', 'path', states[row.id] ?? one.id)] : []),
			...Object.entries(one.query).map(([name, value]) => parameter(name, 'query', value)),
			...(row.query.some(({ name }) => name === 'dry_run') ? [parameter('dry_run', 'query', 'true')] : []),
			parameter('Authorization', 'header', `Bearer ${secret}`)];
		const content = row.sendsBytes || !one.body ? undefined : { 'application/json': { example: /\.create$/.test(row.id) ? bodies[row.resource.name] : JSON.parse(one.body) } };
		const [status, said] = Object.entries(row.operation.responses).map(([code, response]) => [code, follow(response)])[0];
		(paths[row.path] ??= {})[row.method.toLowerCase()] = { operationId: row.id, summary: row.operation.summary, parameters,
			...(content && { requestBody: { required: true, content } }), responses: { [status]: { description: said.description, content: said.content } } };
	}
	return { openapi: '3.1.0', info: document.info, servers: [{ url: hub.base_url }], components: { schemas: document.components.schemas }, paths };
}

const clone = (value) => JSON.parse(JSON.stringify(value));
const problem = { $ref: '#/components/schemas/Problem' };

// What else is asked of each operation: the generated step, spoiled, with the refusal expected.
function variations(step) {
	const row = operations.find((one) => one.id === step.id), all = [];
	const vary = (name, status, spoil) => {
		const made = clone(step);
		made.id = `${step.id}: ${name}`;
		made.http.check = { status, schema: problem };
		spoil(made.http);
		all.push(made);
	};
	if (!row.isPublic)
		vary('without a credential', 401, (http) => { delete http.headers.Authorization; });
	if (row.writes)
		vary('by a key that only reads', 403, (http) => { http.headers.Authorization = `Bearer ${reader}`; });
	if (row.resource)
		vary('with a parameter that does not exist', 400, (http) => { http.params = { ...http.params, unheard_of: '1' }; });
	if (row.hasId)
		vary('of nobody', 404, (http) => { http.url = http.url.replace(/\/[a-z]{3}_[0-9a-z]{26}/, `/${nobody(row.resource.name)}`); });
	if (step.http.json) {
		vary('with a member that does not exist', 422, (http) => { http.json.unheard_of = 1; });
		for (const name of Object.keys(step.http.json))
			vary(`with ${name} of a wrong type`, 422, (http) => { http.json[name] = { wrong: [1.5] }; });
		for (const name of follow(Object.values(row.operation.requestBody.content)[0].schema).required ?? [])
			vary(`without ${name}`, 422, (http) => { delete http.json[name]; });
	}
	return all;
}

async function judge(chosen) {
	const { result } = await run({ version: '1.0', name: 'Hub', components: { schemas: clone(document.components.schemas) },
		config: { http: { baseURL: hub.base_url }, continueOnFail: true }, tests: { all: { steps: clone(chosen) } } });
	const said = result.tests.flatMap((one) => one.steps).filter((step) => !step.passed).map(({ id, errorMessage, checks, response }) =>
		`${id}: ${errorMessage ?? `${JSON.stringify(checks?.status)} ${checks?.schema?.passed === false ? `schema ${JSON.stringify(checks.schema.given).slice(0, 400)}` : ''} ${String(response?.body).slice(0, 300)}`}`);
	const judged = (name) => result.tests[0].steps.filter((step) => step.checks?.[name]).length;
	assert.equal(judged('status'), chosen.length);
	assert.equal(judged('schema'), chosen.filter(({ http }) => http.check.schema).length);
	assert.deepEqual(said, []);
	console.log(`# ${chosen.length} steps`);
}

before(async () => {
	const made = world(firm);
	Object.assign(records, await made.all());
	for (const name of Object.keys(records))
		bodies[name] = await made.body(name);
	await prepareStates(made);
	await fill({ entity_id: acme.entity_id, records, key: secret });
	const file = join(folder, 'openapi.json');
	writeFileSync(file, JSON.stringify(prepared()));
	const workflow = await generateWorkflow(file, { generator: { pathParams: true, optionalParams: false, requestBody: true, inlineSchema: true, useExampleValues: true },
		check: { status: true, schema: true, examples: false }, contentType: 'application/json' });
	steps = Object.values(workflow.tests).flatMap((one) => one.steps);
	// The token that ends itself is one of its own.
	steps.find((step) => step.id === 'auth.logout').http.headers.Authorization = `Bearer ${expect(await firm.post('/v1/auth/login'), 200).access_token}`;
});

test('Step_CI_generates_a_step_for_every_operation', () => {
	assert.deepEqual(steps.map(({ id }) => id).sort(), operations.map(({ id }) => id).sort());
});

test('each_operation_answers_what_the_document_promises', () => judge(steps.filter(({ id }) => !operations.find((row) => row.id === id).sendsBytes)));

test('each_operation_refuses_as_the_document_says', () => judge(steps.filter(({ id }) => !operations.find((row) => row.id === id).sendsBytes && id !== 'auth.logout').flatMap(variations)));
