// Large bodies: 413 as problem+json, declared or chunked, and what fits passes.
import assert from 'node:assert/strict';
import { watch } from 'node:fs';
import test from 'node:test';
import { api, bearer, company, count, expect, expectProblem, host, hub as instance, key, person, samples, send, sendRaw } from '../lib/hub.mjs';

const acme = company();
const { secret } = key(acme);
const hub = api(acme, secret);
const MIB = 1 << 20;
const type = { 'Content-Type': 'application/json' };
const padded = (bytes) => {
	const value = JSON.stringify(samples.person());
	return value.slice(0, -1) + ' '.repeat(bytes - value.length) + '}';
};

const persons = () => count(`SELECT COUNT(*) FROM persons p JOIN realms r ON r.id = p.realm_id
	JOIN entities e ON e.id = r.entity_id WHERE CONCAT('ent_', e.code) = '${acme.entity_id}'`);

test('Bodies: ten MiB with Content-Length are 413, and nothing is written', async () => {
	const before = persons();
	for (const [method, path] of [['POST', '/persons'], ['POST', '/persons/search'], ['PATCH', '/persons/per_01k9zzzzzzzzzzzzzzzzzzzzzz']])
		expectProblem(await send(method, acme.path + path, { key: secret, body: padded(10 * MIB), headers: type, keepAlive: false }),
			413, 'body_too_large');
	assert.equal(persons(), before);
});

test('Bodies: ten MiB without Content-Length are 413, and nothing is written', async () => {
	const before = persons();
	expectProblem(await send('POST', `${acme.path}/persons`, { key: secret, body: padded(10 * MIB), headers: type, chunked: true,
		keepAlive: false }), 413, 'body_too_large');
	assert.equal(persons(), before);
});

test('Bodies: one byte over a MiB is 413, one MiB is read, both ways of sending', async () => {
	for (const chunked of [false, true]) {
		expectProblem(await send('POST', `${acme.path}/persons`, { key: secret, body: padded(MIB + 1), headers: type, chunked, keepAlive: false }),
			413, 'body_too_large');
		expect(await send('POST', `${acme.path}/persons`, { key: secret, body: padded(MIB), headers: type, chunked, keepAlive: false }), 201);
	}
});

test('Bodies: ten MiB from nobody are refused too', async () => {
	for (const chunked of [false, true]) {
		const answer = await send('POST', `${acme.path}/persons`, { body: padded(10 * MIB), headers: type, chunked, keepAlive: false });
		assert.ok([401, 413].includes(answer.status), `${answer.status}`);
		expectProblem(answer, answer.status);
	}
});

test('Bodies: a declared length without an end of patience is refused before it is read', async () => {
	const answer = await sendRaw(`POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(secret)}Content-Type: application/json\r\n`
		+ 'Content-Length: 99999999999\r\nConnection: close\r\n\r\n', { timeout: 5000 });
	assert.equal(answer.status, 413, answer.text.slice(0, 300));
});

test('Bodies: Expect: 100-continue works', async () => {
	const text = JSON.stringify(samples.person());
	const answer = await sendRaw(`POST ${acme.path}/persons HTTP/1.1\r\n${host}${bearer(secret)}Content-Type: application/json\r\n`
		+ `Expect: 100-continue\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`);
	assert.match(answer.text, /HTTP\/1\.1 201/);
});

test('Bodies: a body on GET is read away and does not disturb the next request', async () => {
	const one = await person(hub);
	for (let at = 0; at < 10; at++) {
		const answer = await send('GET', `${acme.path}/persons/${one.id}`, { key: secret, body: '{"x":1}', headers: type });
		assert.ok([200, 400].includes(answer.status), `${answer.status}`);
		expect(await hub.get(`/persons/${one.id}`), 200);
	}
});

test('Bodies: POST and PATCH without a body are 400', async () => {
	const one = await person(hub);
	for (const [method, path] of [['POST', '/persons'], ['POST', '/persons/search'], ['PATCH', `/persons/${one.id}`]]) {
		const answer = await send(method, acme.path + path, { key: secret, headers: type });
		assert.ok([400, 411, 422].includes(answer.status), `${method} ${path}: ${answer.status}`);
		expectProblem(answer, answer.status);
	}
});

test('Bodies: no body is written to a temporary file, not even for a moment', async () => {
	const seen = [], watcher = watch(instance.tmp, (event, name) => seen.push(name));
	for (const bytes of [100000, 300000, MIB, 2 * MIB])
		for (const chunked of [false, true])
			await send('POST', `${acme.path}/persons`, { key: secret, body: padded(bytes), headers: type, chunked, keepAlive: false });
	watcher.close();
	assert.deepEqual([...new Set(seen)].filter((name) => /fcgid|body|tmp/i.test(name)), []);
});
