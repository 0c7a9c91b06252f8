// The documentation below /hub/docs: open to everybody, whole, without a dead link, and
// its downloads are what their tools take.
import assert from 'node:assert/strict';
import test from 'node:test';
import { expect, published, send } from '../lib/hub.mjs';

const page = async (path) => expect(await send('GET', path), 200);
const links = (html) => [...html.matchAll(/href="([^"#]+)/g)].map(([, href]) => href.replaceAll('&amp;', '&'));

test('Docs: every page is reached from the start without signing in, and no link is dead', async () => {
	const seen = new Map(), queue = ['/hub/docs'];
	while (queue.length > 0) {
		const path = queue.pop();
		if (seen.has(path))
			continue;
		const answer = await send('GET', path);
		seen.set(path, answer.status);
		assert.equal(answer.status, 200, path);
		if (/^text\/html/.test(answer.headers['content-type']))
			queue.push(...links(answer.text).filter((href) => href.startsWith('/hub/docs')));
	}
	const resources = new Set(Object.keys(published.document.paths).map((path) => path.split('/')[4]).filter((name) => name && name !== 'changes'));
	for (const name of resources)
		assert.ok(seen.has(`/hub/docs/reference/${name}`), `${name} has a page`);
	for (const code of Object.keys(published.document.components.examples).filter((name) => name in published.document.components.examples
		&& published.document.components.examples[name].value.code === name))
		assert.ok(seen.has(`/hub/docs/problems/${code}`), `${code} has a page`);
});

test('Docs: the page of a resource names each field and each operation', async () => {
	const text = await page('/hub/docs/reference/employees');
	for (const name of Object.keys(published.document.components.schemas.Employee.properties).filter((field) => !['object', 'dry_run'].includes(field)))
		assert.ok(text.includes(`>${name}</th>`), name);
	for (const { operation } of published.rows.filter(({ path }) => path.includes('/employees')))
		assert.ok(text.includes(`id="${operation.operationId}"`), operation.operationId);
});

test('Docs: an unknown resource is 404', async () => {
	assert.equal((await send('GET', '/hub/docs/reference/nothing')).status, 404);
});

test('Docs: the collection has every operation, and no key', async () => {
	const { info, auth, item } = JSON.parse((await send('GET', '/hub/docs/hub.postman_collection.json')).text);
	assert.match(info.schema, /v2\.1\.0/);
	assert.equal(auth.bearer[0].value, '{{api_key}}');
	assert.equal(item[0].name, 'Start here');
	const requests = item.slice(1).flatMap((folder) => folder.item);
	assert.equal(requests.length, published.rows.length);
	for (const { request } of requests) {
		assert.match(request.url, /^\{\{base_url\}\}\/v1\//);
		if (request.body)
			JSON.parse(request.body.raw);
	}
});

test('Docs: the environment and the .env name base URL, company and an empty key', async () => {
	const { values } = JSON.parse((await send('GET', '/hub/docs/hub.postman_environment.json')).text);
	assert.deepEqual(values.map(({ key, type }) => [key, type]), [['base_url', 'default'], ['entity_id', 'default'], ['api_key', 'secret']]);
	assert.equal(values[2].value, '');
	assert.match(await page('/hub/docs/hub.env'), /^HUB_BASE_URL=http\S+\nHUB_ENTITY_ID=\nHUB_API_KEY=\n$/);
});
