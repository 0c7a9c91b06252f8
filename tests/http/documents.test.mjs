// Documents and their contents: streamed both ways, sealed at rest, never half of one and
// half of another.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import { api, company, count, create, employee, expect, expectProblem, hub as instance, hubctl, key, person, send, sql, until } from '../lib/hub.mjs';

const MOST = 25 * 1024 * 1024, PIECE = 256 * 1024;
const acme = company();
const full = key(acme), reader = key(acme, { access: 'read_only' });
const hub = api(acme, full.secret);

const pdf = (bytes) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes - 9)]);
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function document(more = {}) {
	const who = more.person_id ?? (await person(hub)).id;
	return create(hub, 'documents', { person_id: who, type: 'i9', title: 'Form I-9', ...more });
}
const at = (doc) => `${acme.path}/documents/${doc.id}/content`;
const put = (doc, body, { type = 'application/pdf', key: by = full.secret, headers = {}, ...more } = {}) =>
	send('PUT', at(doc), { key: by, body, headers: { 'Content-Type': type, ...headers }, ...more });
const get = (doc, headers = {}, by = full.secret) => send('GET', at(doc), { key: by, headers });
const chunks = () => count('SELECT COUNT(*) FROM document_chunks');
const orphans = () => count('SELECT COUNT(*) FROM document_orphans');

const version = async (doc) => expect(await hub.get(`/documents/${doc.id}`), 200).version;

function processes() {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
		try {
			return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '') === instance.programs.content;
		} catch {
			return false;
		}
	});
}

test('Contents: a content comes back as it was put, with headers that keep it from being opened', async () => {
	const doc = await document({ filename: 'C:\\scans\\Zeugnis größe "1".pdf' });
	assert.equal(doc.filename, 'Zeugnis größe "1".pdf');
	assert.equal(doc.size_bytes, null);
	expectProblem(await get(doc), 404, 'not_found');
	const bytes = pdf(3 * PIECE + 17);
	const made = await put(doc, bytes);
	const record = expect(made, 201);
	assert.equal(record.size_bytes, bytes.length);
	assert.equal(record.media_type, 'application/pdf');
	assert.equal(record.version, 2);
	assert.ok(record.content_updated_at);
	const answer = await get(doc);
	assert.equal(answer.status, 200);
	assert.equal(digest(answer.bytes), digest(bytes));
	assert.equal(answer.headers['content-length'], String(bytes.length));
	assert.equal(answer.headers['content-type'], 'application/pdf');
	assert.equal(answer.headers['content-disposition'], 'attachment; filename="Zeugnis gr__e _1_.pdf"; filename*=UTF-8\'\'Zeugnis%20gr%C3%B6%C3%9Fe%20%221%22.pdf');
	assert.equal(answer.headers['x-content-type-options'], 'nosniff');
	assert.match(answer.headers['content-security-policy'], /sandbox/);
	assert.equal(answer.headers['cache-control'], 'no-store');
	assert.equal(answer.headers['accept-ranges'], 'bytes');
	assert.equal(answer.headers.etag, made.headers.etag);
	const head = await send('HEAD', at(doc), { key: full.secret });
	assert.equal(head.status, 200);
	assert.equal(head.headers['content-length'], String(bytes.length));
	assert.equal(head.bytes.length, 0);
	const options = await send('OPTIONS', at(doc), { key: full.secret });
	assert.equal(options.headers.allow, 'GET, HEAD, PUT, OPTIONS');
	const stored = sql('SELECT HEX(LEFT(bytes, 64)) FROM document_chunks').flat();
	assert.ok(stored.every((start) => !start.includes(Buffer.from('%PDF').toString('hex').toUpperCase())), 'a content lies open in the database');
});

test('Contents: each put makes a version and a change, also of equal bytes', async () => {
	const doc = await document();
	expect(await put(doc, png, { type: 'image/png' }), 201);
	const before = expect(await hub.get('/changes?after=latest'), 200).next_cursor;
	const again = expect(await put(doc, png, { type: 'image/png' }), 200);
	assert.equal(again.version, 3);
	const other = expect(await put(doc, pdf(100)), 200);
	assert.equal(other.media_type, 'application/pdf');
	const changes = expect(await hub.get(`/changes?after=${before}`), 200).data;
	assert.deepEqual(changes.map((one) => [one.record_id, one.operation, one.version]), [[doc.id, 'update', 3], [doc.id, 'update', 4]]);
	assert.ok(changes[0].fields.includes('content_updated_at'));
});

test('Contents: 25 MiB exactly are taken, one byte more is 413 however it comes, and memory stays small', async () => {
	const doc = await document(), bytes = pdf(MOST);
	await put(doc, pdf(10), { headers: { Connection: 'close' } });
	expect(await put(doc, bytes), 200);
	const answer = await get(doc);
	assert.equal(digest(answer.bytes), digest(bytes));
	const over = Buffer.concat([bytes, Buffer.from('x')]);
	expectProblem(await put(doc, over), 413, 'body_too_large');
	expectProblem(await put(doc, over, { chunked: true }), 413, 'body_too_large');
	expectProblem(await put(doc, Buffer.concat([over, Buffer.alloc(3 * 1024 * 1024)])), 413, 'body_too_large');
	assert.equal(digest((await get(doc)).bytes), digest(bytes));
	if (!process.env.ASAN_OPTIONS && !instance.asan)
		for (const pid of processes())
			assert.ok(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) < 400000);
});

test('Contents: a chunked upload is as good as one with a length', async () => {
	const doc = await document(), bytes = pdf(PIECE);
	expect(await put(doc, bytes, { chunked: true }), 201);
	assert.equal(digest((await get(doc)).bytes), digest(bytes));
});

test('Contents: what is empty, of no known type, not what it says, or announced otherwise is refused', async () => {
	const doc = await document(), announced = await document({ media_type: 'image/png' });
	const left = [chunks(), orphans()];
	expectProblem(await put(doc, ''), 400, 'invalid_header');
	const html = await put(doc, '<html>', { type: 'text/html' });
	expectProblem(html, 415, 'unsupported_media_type');
	assert.match(html.headers.accept, /application\/pdf/);
	expectProblem(await send('PUT', at(doc), { key: full.secret, body: '%PDF-1.7' }), 415, 'unsupported_media_type');
	expectProblem(await put(doc, png), 415, 'unsupported_media_type');
	expectProblem(await put(doc, 'MZ\u0000\u0001', { type: 'text/plain' }), 415, 'unsupported_media_type');
	expectProblem(await put(doc, 'text', { type: 'text/plain; charset=latin1' }), 415, 'unsupported_media_type');
	expectProblem(await put(doc, pdf(20), { headers: { 'Content-Encoding': 'gzip' } }), 415, 'unsupported_media_type');
	expectProblem(await put(announced, pdf(20)), 415, 'unsupported_media_type');
	expectProblem(await send('PUT', `${at(doc)}?dry_run=true`, { key: full.secret, body: pdf(20), headers: { 'Content-Type': 'application/pdf' } }), 400, 'invalid_parameter');
	assert.deepEqual([chunks(), orphans()], left, 'a refused upload left something behind');
	assert.equal(await version(doc), 1);
	expect(await put(announced, png, { type: 'image/png' }), 201);
	expectProblem(await hub.patch(`/documents/${announced.id}`, { media_type: 'application/pdf' }), 422, 'validation_failed');
	expectProblem(await hub.patch(`/documents/${announced.id}`, { size_bytes: 5 }), 422, 'validation_failed');
	expect(await put(await document(), 'Grüße\n', { type: 'text/plain; charset=UTF-8' }), 201);
});

test('Contents: one range is answered in part, several with the whole, one beyond the end is 416', async () => {
	const doc = await document(), bytes = pdf(2 * PIECE + 100), size = bytes.length;
	const { etag } = (await put(doc, bytes)).headers;
	for (const [range, from, to] of [['bytes=0-0', 0, 0], [`bytes=${PIECE - 2}-${PIECE + 1}`, PIECE - 2, PIECE + 1], ['bytes=-7', size - 7, size - 1],
		[`bytes=${2 * PIECE}-`, 2 * PIECE, size - 1], ['BYTES=10-99999999999999999999999', 10, size - 1], [`bytes=-${size * 2}`, 0, size - 1]]) {
		const part = await get(doc, { Range: range });
		assert.equal(part.status, 206, range);
		assert.equal(part.headers['content-range'], `bytes ${from}-${to}/${size}`);
		assert.equal(part.headers['content-length'], String(to - from + 1));
		assert.ok(part.bytes.equals(bytes.subarray(from, to + 1)), range);
	}
	for (const range of ['bytes=0-1,5-6', 'bytes=5-2', 'bytes=', 'bytes=a-b', 'lines=1-2', 'bytes 1-2', 'bytes=--1']) {
		const whole = await get(doc, { Range: range });
		assert.equal(whole.status, 200, range);
		assert.equal(whole.bytes.length, size, range);
		assert.equal(whole.headers['content-range'], undefined);
	}
	for (const range of [`bytes=${size}-`, 'bytes=-0', 'bytes=99999999999999999999999-']) {
		const beyond = await get(doc, { Range: range });
		expectProblem(beyond, 416, 'range_not_satisfiable');
		assert.equal(beyond.headers['content-range'], `bytes */${size}`);
	}
	assert.equal((await get(doc, { Range: 'bytes=0-3', 'If-Range': etag })).status, 206);
	assert.equal((await get(doc, { Range: 'bytes=0-3', 'If-Range': '"1-00000000"' })).status, 200);
	assert.equal((await get(doc, { Range: 'bytes=0-3', 'If-Range': `W/${etag}` })).status, 200);
	assert.equal((await get(doc, { Range: 'bytes=0-3', 'If-Range': 'Sun, 22 Nov 2026 09:00:00 GMT' })).status, 200);
	assert.equal((await send('HEAD', at(doc), { key: full.secret, headers: { Range: 'bytes=0-3' } })).status, 200);
});

test('Contents: conditions are those of records', async () => {
	const doc = await document(), first = await put(doc, pdf(50));
	const { etag } = first.headers;
	const unchanged = await get(doc, { 'If-None-Match': etag });
	assert.equal(unchanged.status, 304);
	assert.equal(unchanged.headers.etag, etag);
	assert.equal((await get(doc, { 'If-None-Match': etag, Range: 'bytes=0-1' })).status, 304);
	expectProblem(await put(doc, pdf(60), { headers: { 'If-Match': '"1-00000000"' } }), 412, 'precondition_failed');
	expectProblem(await put(doc, pdf(60), { headers: { 'If-Match': 'what' } }), 400, 'invalid_header');
	const second = await put(doc, pdf(60), { headers: { 'If-Match': etag } });
	expect(second, 200);
	assert.notEqual(second.headers.etag, etag);
	assert.equal((await get(doc, { 'If-None-Match': etag })).status, 200);
	expectProblem(await get(doc, { Accept: 'application/json' }), 406, 'not_acceptable');
	assert.equal((await get(doc, { Accept: 'application/*' })).status, 200);
});

test('Contents: who may not download, write, or know of the document does not', async () => {
	const doc = await document(), bytes = pdf(40), stranger = company(), theirs = key(stranger);
	expect(await put(doc, bytes), 201);
	expectProblem(await put(doc, bytes, { key: reader.secret }), 403, 'read_only_key');
	assert.ok((await get(doc, {}, reader.secret)).bytes.equals(bytes));
	expectProblem(await send('GET', at(doc)), 401, 'authentication_required');
	expectProblem(await send('PUT', at(doc), { body: bytes, headers: { 'Content-Type': 'application/pdf' } }), 401, 'authentication_required');
	for (const method of ['GET', 'PUT']) {
		const theirPath = `${stranger.path}/documents/${doc.id}/content`, none = `${stranger.path}/documents/doc_${'0'.repeat(26)}/content`;
		const options = { key: theirs.secret, ...(method === 'PUT' ? { body: bytes, headers: { 'Content-Type': 'application/pdf' } } : {}) };
		expectProblem(await send(method, theirPath, options), 404, 'not_found');
		expectProblem(await send(method, none, options), 404, 'not_found');
		expectProblem(await send(method, at(doc), options), 403, 'entity_not_permitted');
	}
	const brief = key(acme);
	assert.equal((await get(doc, {}, brief.secret)).status, 200);
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', brief.id);
	expectProblem(await get(doc, {}, brief.secret), 401, 'invalid_credential');
	expectProblem(await put(doc, bytes, { key: brief.secret }), 401, 'invalid_credential');
});
