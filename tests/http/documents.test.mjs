// Documents and their contents: streamed both ways, sealed at rest, never half of one and
// half of another.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import { api, company, count, create, employee, expect, expectProblem, hub as instance, hubctl, key, person, random, send, sql, until } from '../lib/hub.mjs';

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
	send('PUT', at(doc), { key: by, body, timeout: 120000, headers: { 'Content-Type': type, ...headers }, ...more });
const get = (doc, headers = {}, by = full.secret) => send('GET', at(doc), { key: by, headers, timeout: 120000 });
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

test('Contents: 25 MiB exactly are taken, one byte more is 413 however it comes', async () => {
	const doc = await document(), bytes = pdf(MOST);
	expect(await put(doc, bytes), 201);
	const answer = await get(doc);
	assert.equal(digest(answer.bytes), digest(bytes));
	const over = Buffer.concat([bytes, Buffer.from('x')]);
	expectProblem(await put(doc, over), 413, 'body_too_large');
	expectProblem(await put(doc, over, { chunked: true }), 413, 'body_too_large');
	expectProblem(await put(doc, Buffer.concat([over, Buffer.alloc(3 * 1024 * 1024)])), 413, 'body_too_large');
	assert.equal(digest((await get(doc)).bytes), digest(bytes));
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

// The rows of the document's content, found by the record's own key.
const contentOf = (doc) => `SELECT c.content_id FROM document_contents c JOIN documents d ON d.realm_id = c.realm_id AND d.id = c.document_id WHERE d.external_id = '${doc.external_id}'`;
const piecesOf = (doc) => count(`SELECT COUNT(*) FROM document_chunks WHERE content_id = (${contentOf(doc)})`);
const named = () => document({ external_id: random(8) });

// A download on a connection of its own: what came until it ended or broke.
function take(doc, { hold = false } = {}) {
	return new Promise((done) => {
		const parts = [];
		const request = http.get(instance.base_url + at(doc), { agent: false, headers: { Authorization: `Bearer ${full.secret}` } }, (answer) => {
			const end = (whole) => done({ whole, headers: answer.headers, bytes: Buffer.concat(parts), request });
			if (hold) {
				answer.on('error', () => {});
				answer.pause();
				return end(false);
			}
			answer.on('data', (part) => parts.push(part));
			answer.on('error', () => end(false));
			answer.on('end', () => end(answer.complete));
		});
		request.on('error', () => done({ whole: false, headers: {}, bytes: Buffer.concat(parts), request }));
	});
}

test('Contents: a piece that was changed or is gone breaks the download off, and the log says which', async () => {
	const doc = await named(), bytes = pdf(4 * PIECE);
	expect(await put(doc, bytes), 201);
	const logged = () => instance.logs.flatMap((folder) => readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).isFile()).map((name) => readFileSync(`${folder}/${name}`, 'latin1'))).join('');
	sql(`UPDATE document_chunks SET bytes = CONCAT(LEFT(bytes, 100), CHAR(ASCII(SUBSTR(bytes, 101, 1)) ^ 1), SUBSTR(bytes, 102)) WHERE seq = 2 AND content_id = (${contentOf(doc)})`);
	const changed = await take(doc);
	assert.equal(changed.whole, false, 'the answer looked whole');
	assert.ok(changed.bytes.equals(bytes.subarray(0, 2 * PIECE)), 'wrong bytes were sent');
	await until('the log tells place and number', () => logged().includes(`documents.content.unseal 2 ${changed.headers['x-request-id']}`));
	sql(`DELETE FROM document_chunks WHERE seq = 1 AND content_id = (${contentOf(doc)})`);
	const missing = await take(doc);
	assert.equal(missing.whole, false);
	assert.ok(missing.bytes.equals(bytes.subarray(0, PIECE)));
	assert.ok((await get(doc, { Range: `bytes=0-${PIECE - 1}` })).bytes.equals(bytes.subarray(0, PIECE)));
	const other = await document();
	expect(await put(other, pdf(10)), 201);
	assert.equal((await get(other)).status, 200);
	// What cannot be read would be told by every later rotation of secrets.
	sql(`DELETE FROM document_chunks WHERE content_id = (${contentOf(doc)})`);
});

test('Contents: puts at once leave one whole content, and no reader meets a mixture', async () => {
	const doc = await document(), contents = Array.from({ length: 5 }, (_, at) => pdf(PIECE + 1000 * at));
	const known = new Map(contents.map((bytes) => [digest(bytes), bytes]));
	expect(await put(doc, contents[0]), 201);
	let last = { version: 0 };
	const writers = contents.map(async (bytes) => {
		for (let round = 0; round < 3; round++) {
			const record = expect(await put(doc, bytes), 200);
			assert.equal(record.size_bytes, bytes.length);
			if (record.version > last.version)
				last = { version: record.version, digest: digest(bytes) };
		}
	});
	const readers = Array.from({ length: 3 }, async () => {
		for (let round = 0; round < 8; round++) {
			const answer = await get(doc);
			assert.equal(answer.status, 200);
			assert.ok(known.has(digest(answer.bytes)), 'a mixture was read');
		}
	});
	await Promise.all([...writers, ...readers]);
	assert.equal(last.version, 17);
	assert.equal(digest((await get(doc)).bytes), last.digest);
});

test('Contents: an upload whose program is killed leaves the old content, and orphans that daily work sweeps', async () => {
	const doc = await named(), old = pdf(PIECE + 5), size = 5 * PIECE;
	expect(await put(doc, old), 201);
	const before = chunks(), left = orphans();
	// The record is held, so that the upload waits at its last step.
	const holder = spawn('mariadb', ['--no-defaults', `--socket=${instance.socket}`, `--user=${instance.database_user}`, instance.database], { stdio: ['pipe', 'pipe', 'ignore'] });
	holder.stdin.write(`BEGIN; SELECT 'held' FROM documents WHERE external_id = '${doc.external_id}' FOR UPDATE;\n`);
	const upload = put(doc, pdf(size), { timeout: 60000 });
	await until('all pieces are there', () => chunks() === before + 5, { within: 20000 });
	for (const pid of processes())
		process.kill(pid, 'SIGKILL');
	assert.ok((await upload).status >= 500);
	holder.stdin.end('ROLLBACK;\n');
	await new Promise((done) => holder.on('close', done));
	// Apache learns of each dead program by asking it once.
	const found = await until('contents are served again', async () => {
		const answer = await get(doc);
		return answer.status === 200 && answer;
	}, { within: 20000 });
	assert.ok(found.bytes.equals(old));
	assert.equal(await version(doc), 2);
	assert.equal(orphans(), left + 1);
	hubctl('daily');
	assert.equal(orphans(), left + 1, 'what is young was swept');
	sql('UPDATE document_orphans SET since = since - INTERVAL 2 DAY');
	assert.equal(hubctl('daily').contents, left + 1);
	assert.equal(orphans(), 0);
	assert.ok(chunks() <= before, 'pieces were left behind');
	assert.ok((await get(doc)).bytes.equals(old));
});

test('Contents: eight slow downloads hold their own programs and not the API', async () => {
	const doc = await document();
	expect(await put(doc, pdf(8 * 1024 * 1024)), 201);
	const slow = await Promise.all(Array.from({ length: 8 }, () => take(doc, { hold: true })));
	await until('eight programs are held', () => processes().length === 8, { within: 20000 });
	const began = Date.now();
	for (let at = 0; at < 20; at++)
		expect(await hub.get(`/documents/${doc.id}`, { keepAlive: false }), 200);
	assert.ok(Date.now() - began < 10000, `20 requests took ${Date.now() - began} ms`);
	for (const { request } of slow)
		request.destroy();
	assert.equal((await take(doc)).whole, true, 'programs stay held after their readers went');
});

test('Contents: the history has the length of an answer, and of a body size and type alone', async () => {
	const doc = await document(), bytes = pdf(1234);
	const made = await put(doc, bytes), answer = await get(doc);
	const row = (id) => sql(`SELECT l.operation, l.status, l.request_bytes, l.answer_bytes, IFNULL(b.request_body, ''), IFNULL(b.answer_body, '') FROM request_log l LEFT JOIN request_bodies b ON b.id = l.id WHERE l.id = UNHEX('${id.replace(/-/g, '')}')`)[0];
	const rows = await until('both are shipped', () => {
		const two = [made, answer].map((one) => row(one.headers['x-request-id']));
		return two.every(Boolean) && two;
	}, { within: 15000 });
	assert.deepEqual(rows[0].slice(0, 3), ['documents.upload', '201', '1234']);
	assert.deepEqual(JSON.parse(rows[0][4]), { '?': '[not kept]', bytes: 1234, media_type: 'application/pdf' });
	assert.equal(JSON.parse(rows[0][5]).title, '[redacted]');
	assert.deepEqual(rows[1].slice(0, 4), ['documents.download', '200', '0', '1234']);
	assert.equal(rows[1][5], '');
});

test('Documents: a person takes documents and contents along, an employment is held by them', async () => {
	const worker = await employee(hub), doc = await document({ person_id: worker.person_id, employee_id: worker.id, external_id: random(8) });
	expect(await put(doc, pdf(PIECE + 1)), 201);
	const content = sql(`SELECT HEX(content_id) FROM (${contentOf(doc)}) c`)[0][0];
	assert.equal(piecesOf(doc), 2);
	const held = expectProblem(await hub.del(`/employees/${worker.id}`), 409, 'resource_in_use');
	assert.deepEqual(held.references, [{ resource: 'documents', count: 1 }]);
	expect(await hub.patch(`/documents/${doc.id}`, { employee_id: null }), 200);
	assert.equal((await hub.del(`/employees/${worker.id}`)).status, 204);
	assert.equal((await hub.del(`/persons/${worker.person_id}`)).status, 204);
	assert.equal(count(`SELECT COUNT(*) FROM document_chunks WHERE content_id = UNHEX('${content}')`), 0);
	expectProblem(await get(doc), 404, 'not_found');
	const feed = expect(await hub.get('/changes?limit=200'), 200).data;
	assert.ok(feed.length > 0);
});

test('Documents: dates, names and employments must agree', async () => {
	const worker = await employee(hub), other = await person(hub);
	const refused = (value, pointer) => hub.post('/documents', { person_id: other.id, type: 'i9', title: 'T', ...value }).then((answer) =>
		assert.ok(expectProblem(answer, 422, 'validation_failed').errors.some((one) => one.pointer === pointer), JSON.stringify(value)));
	await refused({ issued_on: '2026-02-02', expires_on: '2026-02-01' }, '/expires_on');
	await refused({ employee_id: worker.id }, '/employee_id');
	await refused({ filename: '../..' }, '/filename');
	await refused({ filename: 'folder/' }, '/filename');
	await refused({ media_type: 'text/html' }, '/media_type');
	await refused({ filename: 'a\u202egnp.exe' }, '/filename');
	assert.equal((await document({ filename: '../../etc/passwd' })).filename, 'passwd');
});
