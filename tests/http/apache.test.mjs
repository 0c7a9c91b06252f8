// What Apache says and keeps for itself, before or beside the programs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import https from 'node:https';
import test from 'node:test';
import { hub, send, sendRaw } from '../lib/hub.mjs';

const long = 'a'.repeat(9000);
const request = (line, ...headers) => [line, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');

const refusals = [
	['an address of nothing', request('GET /nothing HTTP/1.1'), 404, 'not_found'],
	['an escaped slash', request('GET /v1/a%2Fb HTTP/1.1'), 404, 'not_found'],
	['an escaped NUL', request('GET /v1/a%00b HTTP/1.1'), 404, 'not_found'],
	['a path that leaves the root', request('GET /../secret HTTP/1.1'), 400, 'bad_request'],
	['a request line too long', request(`GET /v1/${long} HTTP/1.1`), 414, 'uri_too_long'],
	['a header too long', request('GET /v1/health HTTP/1.1', `X-Long: ${long}`), 400, 'bad_request'],
	['a header without a name', request('GET /v1/health HTTP/1.1', ': x'), 400, 'bad_request'],
	['TRACE', request('TRACE /v1/health HTTP/1.1'), 405, 'method_not_allowed'],
	['an expectation of something else', request('GET /v1/health HTTP/1.1', 'Expect: tea'), 417, 'expectation_failed'],
	['a declared length over a MiB', request('POST /v1/auth/login HTTP/1.1', 'Content-Length: 1048577'), 413,
		'body_too_large'],
	['its own error documents', request('GET /hub-errors/404.problem HTTP/1.1'), 403, 'forbidden'],
];

const head = (answer) => answer.text.slice(0, answer.text.indexOf('\r\n\r\n'));
const body = (answer) => answer.text.slice(answer.text.indexOf('\r\n\r\n') + 4);

for (const [what, text, status, code] of refusals)
	test(`Apache: ${what} is ${status} as a problem, with the headers of every answer`, async () => {
		const answer = await sendRaw(text);
		assert.equal(answer.status, status);
		const problem = JSON.parse(body(answer));
		assert.equal(problem.status, status);
		assert.equal(problem.code, code);
		assert.ok(problem.type.endsWith(`/hub/docs/problems/${code}`));
		assert.ok(problem.title && problem.detail);
		for (const line of [/^content-type: application\/problem\+json\r?$/im, /^x-request-id: \S{20,}\r?$/im,
			/^cache-control: no-store\r?$/im, /^x-content-type-options: nosniff\r?$/im,
			/^content-security-policy: default-src 'none'; frame-ancestors 'none'\r?$/im, /^server: Apache\r?$/im])
			assert.match(head(answer), line);
		assert.doesNotMatch(head(answer), /^(set-cookie|last-modified|etag|location):/im);
		assert.equal(/^allow: GET, HEAD, /im.test(head(answer)), status === 405, 'Allow');
	});

test('Apache: under /hub its refusals are pages', async () => {
	const answer = await send('GET', '/hub/a%2Fb');
	assert.equal(answer.status, 404);
	assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
	assert.match(answer.text, /<h1>Not found<\/h1>/);
	assert.doesNotMatch(answer.text, /@[A-Z]+@/);
});

test('Apache: the root leads to the portal', async () => {
	for (const headers of [{}, { Host: 'elsewhere.example' }]) {
		const answer = await send('GET', '/', { headers });
		assert.equal(answer.status, 302);
		assert.equal(answer.headers.location, '/hub', 'by path, whatever Host says');
	}
});

test('Apache: no part of an answer is given where the whole was asked for', async () => {
	const answer = await send('GET', '/v1/health', { headers: { Range: 'bytes=0-3' } });
	assert.equal(answer.status, 200);
	assert.deepEqual(answer.json(), { status: 'alive' });
});

test('Apache: answers do not vary by what it looked at itself', async () => {
	const answer = await send('GET', '/v1/health');
	assert.equal(answer.headers.vary, undefined);
});

test('Apache: static files stay as long as their address carries a hash', async () => {
	const named = await send('GET', '/hub/static/hub.css?v=1');
	const plain = await send('GET', '/hub/static/hub.css');
	const folder = await send('GET', '/hub/static/');
	assert.equal(named.headers['cache-control'], 'public, max-age=31536000, immutable');
	assert.equal(plain.headers['cache-control'], 'no-cache');
	assert.equal(named.headers['content-type'], 'text/css; charset=utf-8');
	assert.ok(folder.status === 403 || folder.status === 404);
});

test('Apache: its logs say neither path nor query nor header, whatever is wrong with them', async () => {
	const secret = 'jane-078051120';
	const texts = [`GET /../${secret} HTTP/1.1`, `GET /v1/%00${secret} HTTP/1.1`, `GET /v1/%2F${secret} HTTP/1.1`,
		`GET /${secret}?${secret} HTTP/1.1`, `GET /hub/static/${secret} HTTP/1.1`, `GET /%ff${secret} HTTP/1.1`,
		`GET http://${secret}/v1/health HTTP/1.1`, `GET ${secret} HTTP/1.1`, `GET /v1/${secret}`,
		`GET /hub-errors/${secret} HTTP/1.1`];
	for (const text of texts)
		await sendRaw(request(text, `Referer: http://x/${secret}`, `User-Agent: ${secret}`, `X-${secret}:`));
	await sendRaw(request('GET /v1/health HTTP/1.1', `${secret} : x`));
	await sendRaw(request('GET /v1/health HTTP/1.1', `X-Long: ${secret}${long}`));
	await sendRaw(request('GET /v1/health HTTP/1.1', `Expect: ${secret}`));
	for (const folder of hub.logs)
		for (const name of readdirSync(folder))
			assert.ok(!readFileSync(`${folder}/${name}`, 'latin1').includes(secret), name);
});

function processes(program) {
	return readdirSync('/proc').filter((pid) => {
		try {
			return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`) === program;
		} catch {
			return false;
		}
	}).length;
}

const overTls = (path) => new Promise((done, failed) => {
	https.get(`${hub.tls_url}${path}`, { rejectUnauthorized: false }, (answer) => {
		answer.resume();
		answer.on('end', () => done(answer.statusCode));
	}).on('error', failed);
});

test('Apache: one warmed pool of at least 64 processes serves http and https', async () => {
	const before = processes(hub.programs.api);
	assert.ok(before >= 64, `${before} processes`);
	assert.equal(await overTls('/v1/health'), 200);
	assert.equal(processes(hub.programs.api), before);
});

test('Apache: an unprivileged account serves', () => {
	const owners = execFileSync('ps', ['-eo', 'user:32,args'], { encoding: 'utf8' }).split('\n')
		.filter((line) => line.includes(hub.programs.api)).map((line) => line.split(' ')[0]);
	assert.ok(owners.length > 0);
	assert.ok(!owners.includes('root'));
});
