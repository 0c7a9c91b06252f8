// Every operation of the document as a request that is in order, and what can be done to it.
import { isOpen } from './contract.mjs';
import { expect, published, send } from './hub.mjs';
import { resourceOf } from './world.mjs';

const inEntity = '/v1/entities/{entity_id}';

// An operation with what follows from its row: {id, method, path, resource, scope, ...}.
function described({ method, path, operation, parameters }) {
	const name = /^\/v1\/entities\/\{entity_id\}\/([a-z-]+)/.exec(path)?.[1];
	const scopes = (operation.security ?? []).flatMap((one) => one.bearer ?? []);
	const content = Object.keys(operation.requestBody?.content ?? {});
	const shown = Object.keys(published.follow(operation.responses[200])?.content ?? {});
	return { id: operation.operationId, method, path, operation, resource: resourceOf(name), content, scope: scopes[0],
		isPublic: isOpen(operation), sendsBytes: content.some((type) => !type.includes('json')), showsBytes: shown.some((type) => !type.includes('json')), ofEntity: path.startsWith(inEntity), hasId: path.includes('{id}'), isAction: /\{id\}\/[a-z-]+$/.test(path) && method === 'POST', writes: /:(create|update|delete)$/.test(scopes[0] ?? ''),
		takes: (header) => parameters.some((one) => one.in === 'header' && one.name === header),
		query: parameters.filter((one) => one.in === 'query'), needsBody: operation.requestBody?.required === true,
		documents: (status) => String(status) in operation.responses };
}

export const operations = published.rows.map(described);
export const operation = (id) => operations.find((one) => one.id === id);

const valueOf = ({ schema }) => (schema.format === 'date' ? '2026-03-02' : schema.enum?.[0] ?? schema.default ?? '1');
const exampleOf = (row) => {
	const [media] = row.content, body = row.operation.requestBody?.content[media];
	return body?.examples ? Object.values(body.examples)[0].value : undefined;
};

/*
 * The request of an operation: {method, path, query, headers, body, key}, for a company and
 * its records by resource. Bodies are those of the examples.
 */
export function request(row, { entity_id, records, key }) {
	const id = row.hasId ? records[row.resource.name].id : '';
	const example = exampleOf(row), [media] = row.content;
	return { method: row.method, path: row.path, entity_id, id, key, headers: media ? { 'Content-Type': media } : {},
		query: Object.fromEntries(row.query.filter((one) => one.required).map((one) => [one.name, valueOf(one)])),
		body: example !== undefined ? JSON.stringify(example) : media && !/json/.test(media) ? '%PDF-1.7\n' : undefined };
}

export function ask({ method, path, entity_id, id, key, headers, query, body }, options = {}) {
	const text = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
	return send(method, path.replace('{entity_id}', entity_id).replace('{id}', id) + (text ? `?${text}` : ''),
		{ key, headers, body, keepAlive: true, ...options });
}

// Gives those of the records that can have contents theirs: the first, or one in its place.
export async function fill(ours) {
	for (const row of operations.filter((one) => one.sendsBytes)) {
		const answer = await ask(request(row, ours));
		expect(answer, answer.status === 200 ? 200 : 201);
	}
}

// Answers that must not be told apart: without what names the request itself.
export function likeness({ status, headers, text }) {
	const shown = Object.fromEntries(Object.entries(headers).filter(([name]) => !['date', 'x-request-id', 'ratelimit', 'keep-alive', 'connection', 'content-length'].includes(name)));
	return { status, headers: shown, text: text.replace(/"(instance|request_id|url)":"[^"]*"/g, '') };
}
