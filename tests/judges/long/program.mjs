// Writes a strict TypeScript program that uses every operation of the document once at least,
// as an integrator would with openapi-fetch: what is made is read, listed, searched, changed
// and deleted. Bodies are the document's examples, so that the compiler judges those as well.
const inEntity = '/v1/entities/{entity_id}';
const verbs = ['list', 'create', 'search', 'get', 'update', 'delete'];
// Actions that lead from one to the next, with the days of the examples.
const life = ['start-leave', 'return', 'terminate', 'rehire'];

const literal = (value) => JSON.stringify(value);
const firstExample = (body) => Object.values(body?.examples ?? {})[0]?.value;

function operationsOf(document) {
	const follow = (value) => (value?.$ref ? value.$ref.slice(2).split('/').reduce((node, name) => node[name], document) : value);
	return Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).filter(([method]) => method !== 'parameters').map(([method, operation]) => {
		const [media, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
		const [resource, verb] = operation.operationId.split('.');
		const shown = follow(operation.responses[200])?.content ?? {};
		return { id: operation.operationId, resource, verb, bytes: Object.keys(shown).some((type) => !type.includes('json')), method: method.toUpperCase(), path, media, example: firstExample(body),
			required: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow).filter((one) => one.in === 'query' && one.required),
			successes: Object.keys(operation.responses).filter((status) => status < 300).map(Number), statuses: Object.keys(operation.responses).map(Number) };
	}));
}

// The resource that an id's prefix belongs to.
function ownersOf(document, operations) {
	const prefix = (row) => /^\^([a-z]+)_/.exec(document.paths[row.path].parameters.find((one) => one.name === 'id').schema.pattern)[1];
	return Object.fromEntries(operations.filter((row) => row.verb === 'get' && row.path.endsWith('/{id}')).map((row) => [prefix(row), row.resource]));
}

export function program(document) {
	const operations = operationsOf(document), owners = ownersOf(document, operations), lines = [], made = new Map();
	const find = (resource, verb) => operations.find((row) => row.resource === resource && row.verb === verb);
	const variable = (name) => name.replace(/-/g, '_');
	let serial = 0;

	// A body in TypeScript: ids become those of records made before, codes become new ones.
	const written = (value, name = '') => {
		if (typeof value === 'string' && /^[a-z]{3}_[0-7][0-9a-z]{25}$/.test(value))
			return `${record(owners[value.slice(0, 3)], name === 'person_id')}.id`;
		if (['code', 'employee_number', 'external_id', 'local_number'].includes(name))
			return 'code()';
		if (value === null || typeof value !== 'object')
			return literal(value);
		return Array.isArray(value) ? `[${value.map((one) => written(one)).join(', ')}]`
			: `{ ${Object.entries(value).map(([key, one]) => `${literal(key)}: ${written(one, key)}`).join(', ')} }`;
	};
	const call = (row, { id, query = {}, body, more = '' }) => {
		const path = `{ ${[row.path.startsWith(inEntity) ? 'entity_id' : '', id ? `id: ${id}` : ''].filter(Boolean).join(', ')} }`;
		const asked = { ...Object.fromEntries(row.required.map((one) => [one.name, '2026-03-02'])), ...query };
		const params = [path === '{  }' ? '' : `path: ${path}`, Object.keys(asked).length ? `query: ${literal(asked)}` : ''].filter(Boolean);
		const options = [params.length ? `params: { ${params.join(', ')} }` : '', body ? `body: ${body}` : '', more].filter(Boolean).join(', ');
		return `client.${row.method}(${literal(row.path)}, { ${options} })`;
	};
	const say = (row, status, options) => lines.push(`await answered(${literal(row.id)}, ${literal([status].flat())}, ${call(row, options)});`);
	// Bytes go in and come out as they are.
	const handling = (row) => (row.media === undefined ? { more: row.bytes ? "parseAs: 'stream'" : '' } : row.example !== undefined ? { body: written(row.example) }
		: { body: 'content as never', more: "bodySerializer: (bytes: unknown) => bytes as BodyInit, headers: { 'Content-Type': 'application/pdf' }" });
	function make(resource) {
		const row = find(resource, 'create'), name = `${variable(resource)}_${++serial}`;
		lines.push(`const ${name} = await shown(${literal(row.id)}, 201, ${call(row, { body: written(row.example) })});`);
		return name;
	}
	// One record serves all who refer to it, but persons, of whom each employee needs one.
	function record(resource, alone) {
		if (alone)
			return make(resource);
		if (!made.has(resource))
			made.set(resource, make(resource));
		return made.get(resource);
	}

	const resources = [...new Set(operations.filter((row) => row.verb === 'create').map((row) => row.resource))];
	for (const resource of resources) {
		const name = record(resource), id = `${name}.id`, object = name;
		lines.push(`equal(${object}.version, 1);`);
		lines.push(`equal((await shown('${resource}.get', 200, ${call(find(resource, 'get'), { id })})).id, ${id});`);
		lines.push(`within((await shown('${resource}.list', 200, ${call(find(resource, 'list'), { query: { limit: 200, include_count: true } })})).data.map((one) => one.id), ${id});`);
		lines.push(`equal((await shown('${resource}.search', 200, ${call(find(resource, 'search'), { body: `{ filter: { id: ${id} } }` })})).data.length, 1);`);
		lines.push(`equal((await shown('${resource}.update', 200, ${call(find(resource, 'update'), { id, body: written(find(resource, 'update').example) })})).id, ${id});`);
		const rank = (row) => (row.method === 'GET' ? life.length + 1 : life.includes(row.verb) ? life.indexOf(row.verb) : life.length);
		for (const row of operations.filter((one) => one.resource === resource && !verbs.includes(one.verb)).sort((a, b) => rank(a) - rank(b)))
			if (life.includes(row.verb))
				lines.push(`equal((await shown('${row.id}', 200, ${call(row, { id, body: written(row.example) })})).id, ${id});`);
			else
				say(row, [...row.successes, ...(row.example === undefined ? [] : [409])], { id, ...handling(row) });
	}
	for (const resource of [...resources].reverse().filter((one) => find(one, 'delete')))
		say(find(resource, 'delete'), 204, { id: `${record(resource)}.id` });
	for (const row of operations.filter((one) => !resources.includes(one.resource) && one.resource !== 'auth'))
		say(row, 200, {});
	say(find('auth', 'whoami'), 200, {});
	lines.push(`const token = await shown('auth.login', 200, ${call(find('auth', 'login'), {})});`);
	say(find('auth', 'logout'), 204, { more: 'headers: { Authorization: `Bearer ${token.access_token}` }' });

	return `// Written from the document by tests/judges/long/program.mjs.
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const [baseUrl, key, entity_id] = [process.env.HUB_BASE, process.env.HUB_KEY, process.env.HUB_ENTITY];
if (!baseUrl || !key || !entity_id)
	throw new Error('HUB_BASE, HUB_KEY and HUB_ENTITY say where, as whom and of whom');
const client = createClient<paths>({ baseUrl, headers: { Authorization: \`Bearer \${key}\` } });
const content = new TextEncoder().encode('%PDF-1.7\\n%%EOF\\n');
const used = new Set<string>();
let asked = 0;

type Answer<T> = { data?: T; error?: unknown; response: Response };

const code = () => \`X\${Math.random().toString(36).slice(2, 10).toUpperCase()}\`;
function equal<T>(got: T | undefined, wanted: T): void {
	if (got !== wanted)
		throw new Error(\`\${String(got)} came where \${String(wanted)} was expected\`);
}
function within<T>(all: T[], one: T): void {
	if (!all.includes(one))
		throw new Error(\`\${String(one)} is not in the list\`);
}
async function answered<T>(operation: string, statuses: number[], call: Promise<Answer<T>>): Promise<T | undefined> {
	const { data, error, response } = await call;
	used.add(operation);
	asked++;
	if (!statuses.includes(response.status))
		throw new Error(\`\${operation}: \${response.status} \${JSON.stringify(error)}\`);
	return data;
}
async function shown<T>(operation: string, status: number, call: Promise<Answer<T>>): Promise<T> {
	const data = await answered(operation, [status], call);
	if (data === undefined)
		throw new Error(\`\${operation}: nothing was answered\`);
	return data;
}

${lines.join('\n')}

console.log(JSON.stringify({ asked, used: [...used].sort() }));
`;
}
