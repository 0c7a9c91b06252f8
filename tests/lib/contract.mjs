// The OpenAPI document as a judge: does an answer, a request, an example meet it? Schemas
// of answers are taken strictly here: a member that the document does not know is a fault.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv/dist/2020').default, formats = require('ajv-formats').default;

const isObject = (value) => value !== null && typeof value === 'object';

// Every object schema that lists its members knows no others.
function closed(schema) {
	if (Array.isArray(schema))
		return schema.map(closed);
	if (!isObject(schema))
		return schema;
	const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) =>
		[name, ['enum', 'const', 'default', 'required', 'examples'].includes(name) ? value : closed(value)]));
	if (copy.properties && copy.additionalProperties === undefined && !copy.allOf)
		copy.additionalProperties = false;
	return copy;
}

// What a server or a connection adds is no promise of the document.
const ofServer = new Set(['date', 'server', 'connection', 'keep-alive', 'transfer-encoding', 'content-type', 'content-length', 'cache-control',
	'x-content-type-options', 'referrer-policy', 'content-security-policy', 'sl-violations']);
// Whether an operation can be asked without a credential.
export const isOpen = ({ security = [] }) => security.length === 0 || security.some((one) => Object.keys(one).length === 0);

// Headers that the document does not have for this answer, and what must be there and is not.
// A program that has no database to ask knows nobody's limits.
function headerFaults(operation, status, said, headers) {
	const known = new Set(Object.keys(said.headers ?? {}).map((name) => name.toLowerCase()));
	const strange = Object.keys(headers).filter((name) => !ofServer.has(name) && !known.has(name)).map((name) => `${name} is not documented`);
	const always = ['x-request-id', ...(isOpen(operation) || status >= 500 ? [] : ['ratelimit', 'ratelimit-policy'])];
	return [...strange, ...always.filter((name) => !(name in headers)).map((name) => `${name} is missing`)];
}

const pattern = (path) => new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`);

export function contract(document) {
	const ajv = new Ajv({ strict: false, allErrors: true });
	formats(ajv);
	ajv.addSchema({ $id: 'hub:document', components: closed(document.components) });
	const compiled = new Map();
	const at = (pointer) => {
		if (!compiled.has(pointer))
			compiled.set(pointer, ajv.compile({ $ref: `hub:document${pointer}` }));
		return compiled.get(pointer);
	};
	const inline = new Map();
	const follow = (value) => {
		while (value?.$ref)
			value = value.$ref.slice(2).split('/').reduce((node, name) => node[name.replace(/~1/g, '/').replace(/~0/g, '~')], document);
		return value;
	};
	const validator = (schema) => {
		if (schema.$ref)
			return at(schema.$ref);
		if (!inline.has(schema))
			inline.set(schema, ajv.compile(JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/components/', '"hub:document#/components/'))));
		return inline.get(schema);
	};
	const faults = (schema, value) => {
		const judge = validator(schema);
		return judge(value) ? [] : judge.errors.map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
	};
	const rows = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item)
		.filter(([method]) => method !== 'parameters')
		.map(([method, operation]) => ({ method: method.toUpperCase(), path, operation, regex: pattern(path),
			parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow) })))
		.sort((a, b) => a.path.split('{').length - b.path.split('{').length);

	// The operation that a request is for; undefined if none is. Of the paths that fit, the one
	// with the fewest parameters is meant.
	const find = (method, target) => {
		const meant = rows.find((row) => row.regex.test(target.split('?')[0]));
		return rows.find((row) => row.path === meant?.path && row.method === method);
	};

	function answer(method, target, { status, headers, text }) {
		const row = find(method, target);
		if (!row)
			return [];
		const said = follow(row.operation.responses[status]);
		if (!said)
			return [`${row.operation.operationId}: status ${status} is not documented`];
		const type = (headers['content-type'] ?? '').split(';')[0];
		const complaints = Object.entries(said.headers ?? {}).flatMap(([name, header]) => {
			const value = headers[name.toLowerCase()], schema = follow(header).schema;
			return value === undefined ? [] : faults(schema, schema.type === 'integer' ? Number(value) : value).map((fault) => `${name}: ${fault}`);
		}).concat(headerFaults(row.operation, status, said, headers)).map((fault) => `${row.operation.operationId} ${status}: ${fault}`);
		if (!said.content)
			return text ? [...complaints, `${row.operation.operationId}: ${status} should have no body`] : complaints;
		const content = said.content[type] ?? said.content['*/*'];
		if (!content)
			return [...complaints, `${row.operation.operationId}: ${status} came as ${type}`];
		if (!/json/.test(type))
			return complaints;
		return content.schema ? [...complaints, ...faults(content.schema, JSON.parse(text)).map((fault) => `${row.operation.operationId} ${status}: ${fault}`)] : complaints;
	}

	function request(method, target, body) {
		const row = find(method, target), content = follow(row?.operation.requestBody)?.content;
		const schema = content && Object.values(content)[0].schema;
		return schema ? faults(schema, body) : [];
	}

	function examples() {
		const complaints = [];
		let count = 0;
		const judge = (where, schema, given) => {
			for (const [name, example] of Object.entries(given ?? {})) {
				count++;
				complaints.push(...faults(schema, follow(example).value).map((fault) => `${where} ${name}: ${fault}`));
			}
		};
		for (const { operation } of rows) {
			for (const [media, body] of Object.entries(operation.requestBody?.content ?? {}))
				judge(`${operation.operationId} ${media}`, body.schema, body.examples);
			for (const [status, said] of Object.entries(operation.responses))
				for (const body of Object.values(follow(said).content ?? {}))
					judge(`${operation.operationId} ${status}`, body.schema, body.examples);
		}
		return { count, complaints };
	}

	return { document, rows, find, answer, request, examples, follow };
}
