// The documentation below /hub/docs: open to everybody, whole, without a dead link, and
// its downloads are what their tools take.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { Portal } from '../lib/portal.mjs';
import { company, expect, hub as instance, hubctl, published, send } from '../lib/hub.mjs';

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
		if (request.body?.raw)
			JSON.parse(request.body.raw);
	}
});

test('Docs: the environment and the .env name base URL, company and an empty key', async () => {
	const { values } = JSON.parse((await send('GET', '/hub/docs/hub.postman_environment.json')).text);
	assert.deepEqual(values.map(({ key, type }) => [key, type]), [['base_url', 'default'], ['entity_id', 'default'], ['api_key', 'secret']]);
	assert.equal(values[2].value, '');
	assert.match(await page('/hub/docs/hub.env'), /^HUB_BASE_URL=http\S+\nHUB_ENTITY_ID=\nHUB_API_KEY=\n$/);
});

// The lines of a page as somebody pastes them, one after the other, into one shell.
const unescape = (text) => text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name]);
const lines = (html) => [...html.matchAll(/<code id="([\w-]+)">([^<]*)<\/code><button/g)].map(([, id, text]) => [id, unescape(text)]);
const builders = company('Recipe Builders', { sandbox: false });
hubctl('sandbox', 'ask', '--entity', builders.entity_id);

// Each call tells its status on the error output, so that none fails in silence.
function paste(script, scopes) {
	const folder = mkdtempSync(`${tmpdir()}/recipe-`);
	const { secret } = hubctl('key', 'create', '--entity', builders.entity_id, '--mode', 'test', '--name', folder,
		...(scopes ? ['--access', 'custom', '--grants', scopes] : ['--access', 'full']));
	try {
		writeFileSync(`${folder}/curl`, `#!/bin/sh\nexec ${execFileSync('which', ['curl'], { encoding: 'utf8' }).trim()} -w '%{stderr}STATUS %{http_code}\\n' "$@"\n`, { mode: 0o755 });
		const run = spawnSync('/bin/sh', ['-eu', '-c', script], { cwd: folder, encoding: 'utf8', timeout: 60000,
			env: { PATH: `${folder}:${process.env.PATH}`, HUB_BASE_URL: instance.base_url, HUB_ENTITY_ID: builders.entity_id, HUB_API_KEY: secret } });
		return { code: run.status, out: run.stdout, errors: run.stderr, statuses: [...run.stderr.matchAll(/^STATUS (\d+)$/gm)].map(([, status]) => Number(status)) };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test('Docs: each recipe runs as it stands there, with the permissions that it names and no others', async () => {
	const recipes = links(await page('/hub/docs/recipes')).filter((href) => href.startsWith('/hub/docs/recipes/'));
	assert.ok(recipes.length >= 5);
	for (const path of recipes) {
		const [[, scopes], ...steps] = lines(await page(path));
		assert.ok(steps.length > 2, path);
		const run = paste(steps.map(([, line]) => line).join('\n'), scopes);
		assert.ok(run.statuses.length >= steps.length - 1, `${path}: ${run.errors}`);
		assert.deepEqual(run.statuses.filter((status) => status < 200 || status > 299), [], `${path}: ${run.out.slice(-1500)}`);
		assert.equal(run.code, 0, `${path}: ${run.errors}`);
	}
});

test('Docs: the loop that keeps in step catches up, and ends', async () => {
	const found = Object.fromEntries(lines(await page('/hub/docs/in-step')));
	const hire = `curl -sS "$HUB_BASE_URL/v1/entities/$HUB_ENTITY_ID/persons" -H "Authorization: Bearer $HUB_API_KEY" -H 'Content-Type: application/json' -d '{"legal_first_name":"Ada","legal_last_name":"Step"}'`;
	const run = paste([found.begin, 'echo "$CURSOR" >cursor', `KEPT=$(${hire} | jq -r .id)`, `GONE=$(${hire} | jq -r .id)`,
		'curl -sS -X DELETE "$HUB_BASE_URL/v1/entities/$HUB_ENTITY_ID/persons/$GONE" -H "Authorization: Bearer $HUB_API_KEY"',
		found.loop, 'ls records | grep -c .', 'jq -r .id "records/$KEPT"', 'echo "$KEPT"', found.follow].join('\n'));
	assert.equal(run.code, 0, run.errors);
	const [number, read, kept, rest] = run.out.trim().split('\n');
	assert.equal(number, '1');
	assert.equal(read, kept);
	assert.equal(JSON.parse(rest).data.length, 3);
});

test('Docs: shown as a key, the reference says what that key may not do; strangers have nothing to choose', async () => {
	const { id } = hubctl('key', 'create', '--entity', builders.entity_id, '--mode', 'test', '--name', 'Lens', '--access', 'custom',
		'--grants', 'employees:read(title)');
	const path = `/hub/docs/reference/employees?key=${id}`;
	assert.ok(!(await page(path)).includes('Show as key'));
	const browser = new Portal();
	await browser.signIn(builders);
	const open = async (to) => expect(await browser.get(to), 200);
	const whole = await open('/hub/docs/reference/employees'), dimmed = await open(path);
	assert.ok(!whole.includes('This key'));
	assert.match(dimmed, /Dimmed is what <bdi>Lens<\/bdi>/);
	const row = (name) => new RegExp(`<tr[^>]*><th scope="row" class="mono">${name}</th>.*?</tr>`, 's').exec(dimmed)[0];
	assert.match(row('title'), /reads it and does not write it/);
	assert.match(row('pay_rate'), /class="dim".*does not see it/s);
	const section = (operation) => new RegExp(`aria-labelledby="${operation}".*?</section>`, 's').exec(dimmed)[0];
	assert.ok(!section('employees.list').includes('may not do this'));
	assert.ok(section('employees.create').includes('may not do this'));
	const stranger = company('Strangers with a key'), theirs = hubctl('key', 'create', '--entity', stranger.entity_id, '--mode', 'live', '--name', 'Theirs', '--access', 'full');
	assert.ok(!(await open(`/hub/docs/reference/employees?key=${theirs.id}`)).includes('Dimmed'));
});

test('Docs: the employee page has each action with its states, each problem page its causes', async () => {
	const text = await page('/hub/docs/reference/employees');
	assert.match(text, /cancel-hire<\/th><td[^>]*>pending<\/td><td[^>]*>cancelled</);
	assert.match(await page('/hub/docs/problems/invalid_transition'), /Where it usually comes from/);
});
