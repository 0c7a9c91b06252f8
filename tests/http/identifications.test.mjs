// Government identifications: sealed numbers, masked everywhere but where somebody who may asks
// for them, which then stands in the audit trail.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { api, company, create, expect, expectProblem, hub as instance, hubctl, key, person, random, send, sql, until } from '../lib/hub.mjs';

const acme = company(), full = key(acme), reader = key(acme, { access: 'read_only' });
const hub = api(acme, full.secret);
const scopes = 'government-identifications:read government-identifications:write government-identifications:reveal persons:read';
const revealing = key(acme, { grants: scopes });
const seer = api(acme, revealing.secret);
const path = '/government-identifications';

// Each is another one that can have been issued: the area is below 900.
let last = randomInt(1000, 4000);
const freshNumber = () => `${772}${randomInt(10, 99)}${last++}`;
const written = (number) => `${number.slice(0, 3)}-${number.slice(3, 5)}-${number.slice(5)}`;
const masked = (number) => `****${number.slice(-4)}`;
const ssn = async (number, more = {}) => create(hub, 'government-identifications',
	{ person_id: more.person_id ?? (await person(hub)).id, type: 'us_ssn', number: written(number), issuing_country: 'US', ...more });

const events = (since = 0) => sql(`SELECT seq, record FROM audit_events WHERE entity_id = (SELECT id FROM entities WHERE code = '${acme.entity_id.slice(4)}')
	AND event = 'numbers.revealed' AND seq > ${since} ORDER BY seq`).map(([seq, record]) => ({ seq: Number(seq), ...JSON.parse(record) }));
const lastEvent = () => Math.max(0, ...events().map(({ seq }) => seq));

test('Sealed: a number is masked in the answer to its writer, in get, lists, searches and rehearsals', async () => {
	const number = freshNumber(), made = await ssn(number);
	assert.equal(made.number, masked(number));
	const shown = [await hub.get(`${path}/${made.id}`), await hub.get(`${path}?limit=200`), await hub.get(`${path}/${made.id}?fields=number`),
		await hub.post(`${path}/search`, { filter: { person_id: made.person_id } }),
		await hub.patch(`${path}/${made.id}`, { status: 'verified' }), await hub.patch(`${path}/${made.id}?dry_run=true`, { number: written(freshNumber()) }),
		await api(acme, reader.secret).get(`${path}/${made.id}`), await seer.get(`${path}/${made.id}`), await seer.get(`${path}/${made.id}?reveal=false`)];
	for (const answer of shown) {
		expect(answer, 200);
		assert.ok(!answer.text.includes(number), 'the number is there');
		assert.match(answer.text, /"number":"\*{4}\d{4}"/);
	}
});

test('Sealed: a repeated write answers masked again', async () => {
	const number = freshNumber(), body = { person_id: (await person(hub)).id, type: 'us_ssn', number, issuing_country: 'US' };
	const options = { headers: { 'Idempotency-Key': random(12) } };
	const first = await hub.post(path, body, options), again = await hub.post(path, body, options);
	expect(first, 201);
	assert.equal(again.headers['idempotency-replayed'], 'true');
	assert.equal(again.text, first.text);
	assert.equal(again.json().number, masked(number));
});

test('Sealed: the database holds no number in the clear', async () => {
	const number = freshNumber(), made = await ssn(number);
	const [[sealed, digest]] = sql(`SELECT HEX(number_sealed), HEX(number_digest) FROM government_identifications WHERE realm_id IN
		(SELECT realm_id FROM persons) ORDER BY created_at DESC, id DESC LIMIT 1`);
	assert.equal(made.number, masked(number));
	assert.equal(sealed.length, 2 * (number.length + 32));
	assert.equal(digest.length, 64);
	for (const part of [number, number.slice(-4)])
		assert.ok(!Buffer.from(sealed, 'hex').toString('latin1').includes(part));
	assert.deepEqual(sql(`SELECT COUNT(*) FROM changes WHERE fields LIKE '%${number}%'`), [['0']]);
});

test('Reveal: one audit entry with the id stands before the answer that shows the number', async () => {
	const number = freshNumber(), made = await ssn(number), since = lastEvent();
	const whole = await seer.get(`${path}/${made.id}?reveal=true`), hidden = await seer.get(`${path}/${made.id}`);
	assert.equal(expect(whole, 200).number, number);
	const [event, ...others] = events(since);
	assert.deepEqual(others, []);
	assert.deepEqual(event.changes, [{ field: 'revealed', before: null, after: made.id }]);
	assert.equal(event.actor.kind, 'key');
	assert.equal(event.actor.id, revealing.id);
	assert.equal(event.subject.id, made.id);
	assert.equal(event.request_id, whole.headers['x-request-id']);
	assert.ok(!JSON.stringify(event).includes(number.slice(-4)), 'the trail holds the number');
	assert.notEqual(whole.headers.etag, hidden.headers.etag, 'two views share an ETag');
	const same = await seer.get(`${path}/${made.id}?reveal=true`, { headers: { 'If-None-Match': hidden.headers.etag } });
	assert.equal(expect(same, 200).number, number);
	assert.equal((await seer.get(`${path}/${made.id}?reveal=true`, { headers: { 'If-None-Match': whole.headers.etag } })).status, 304);
	assert.equal(events(since).length, 2, 'what is not sent is not revealed');
	hubctl('audit', 'verify', '--entity', acme.entity_id);
});

test('Reveal: a list and a search name every record that they show', async () => {
	const person_id = (await person(hub)).id, numbers = [freshNumber(), 'Z1234567'];
	const ids = [(await ssn(numbers[0], { person_id })).id,
		(await create(hub, 'government-identifications', { person_id, type: 'foreign_passport', number: numbers[1], issuing_country: 'FR' })).id];
	let since = lastEvent();
	const listed = expect(await seer.get(`${path}?person_id=${person_id}&reveal=true`), 200);
	assert.deepEqual(listed.data.map(({ number }) => number), numbers);
	assert.deepEqual(events(since).map(({ changes }) => changes.map(({ after }) => after)), [ids]);
	since = lastEvent();
	const found = expect(await seer.post(`${path}/search?reveal=true`, { filter: { number: written(numbers[0]) } }), 200);
	assert.deepEqual(found.data.map(({ number, id }) => [id, number]), [[ids[0], numbers[0]]]);
	assert.deepEqual(events(since).map(({ changes }) => changes.map(({ after }) => after)), [[ids[0]]]);
	since = lastEvent();
	expect(await seer.get(`${path}?person_id=${person_id}&reveal=true&fields=status`), 200);
	expect(await seer.post(`${path}/search?reveal=true`, { filter: { number: freshNumber() } }), 200);
	assert.deepEqual(events(since), [], 'nothing was revealed');
});

test('Reveal: no other operation implies it', async () => {
	const made = await ssn(freshNumber()), since = lastEvent();
	const custom = key(acme, { grants: 'government-identifications:read government-identifications:write' });
	for (const secret of [full.secret, reader.secret, custom.secret])
		for (const answer of [await api(acme, secret).get(`${path}/${made.id}?reveal=true`), await api(acme, secret).get(`${path}?reveal=true`),
			await api(acme, secret).post(`${path}/search?reveal=true`, {}), await api(acme, secret).get(`${path}/gid_01k9zzzzzzzzzzzzzzzzzzzzzz?reveal=true`)]) {
			const problem = expectProblem(answer, 403, 'insufficient_scope');
			assert.equal(problem.required, 'government-identifications:reveal');
			assert.match(answer.headers['www-authenticate'], /scope="government-identifications:reveal"/);
		}
	assert.deepEqual(events(since), []);
});

test('Reveal: is a word of this resource, once and true or false, and of no write', async () => {
	const made = await ssn(freshNumber());
	for (const [query, code] of [['reveal=yes', 'invalid_boolean'], ['reveal=', 'invalid_boolean'], ['reveal=true&reveal=true', 'repeated'], ['Reveal=true', 'unknown_parameter']])
		assert.equal(expectProblem(await seer.get(`${path}/${made.id}?${query}`), 400, 'invalid_parameter').errors[0].code, code, query);
	assert.equal(expectProblem(await seer.patch(`${path}/${made.id}?reveal=true`, { status: 'verified' }), 400, 'invalid_parameter').errors[0].code, 'unknown_parameter');
	assert.equal(expectProblem(await hub.get('/persons?reveal=true'), 400, 'invalid_parameter').errors[0].code, 'unknown_parameter');
	assert.equal(expectProblem(await hub.post('/persons/search?reveal=true', {}), 400, 'invalid_parameter').errors[0].code, 'unknown_parameter');
	assert.equal(expectProblem(await seer.post(`${path}/search`, { reveal: true }), 422, 'validation_failed').errors[0].code, 'unknown_member');
});

test('Sealed: the same number twice is a duplicate, without saying whose', async () => {
	const number = freshNumber(), first = await ssn(number), other = await person(hub);
	const again = await hub.post(path, { person_id: other.id, type: 'us_ssn', number: ` ${written(number)} `, issuing_country: 'US' });
	const problem = expectProblem(again, 409, 'duplicate');
	assert.deepEqual(problem.fields.sort(), ['issuing_country', 'number', 'type']);
	for (const word of [first.id, first.person_id, number, masked(number)])
		assert.ok(!again.text.includes(word), 'it says whose');
	const second = await hub.post(path, { person_id: first.person_id, type: 'us_ssn', number: freshNumber(), issuing_country: 'US' });
	assert.deepEqual(expectProblem(second, 409, 'duplicate').fields.sort(), ['person_id', 'type']);
	const raced = freshNumber(), persons = await Promise.all(Array.from({ length: 6 }, () => person(hub)));
	const answers = await Promise.all(persons.map(({ id }) => hub.post(path, { person_id: id, type: 'us_ssn', number: raced, issuing_country: 'US' })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409]);
});

test('Sealed: a number is found by a search alone, by equality, in whatever signs it is written', async () => {
	const number = freshNumber(), made = await ssn(number);
	for (const text of [number, written(number), written(number).replaceAll('-', ' ')])
		assert.deepEqual(expect(await hub.post(`${path}/search`, { filter: { number: text } }), 200).data.map(({ id }) => id), [made.id]);
	assert.deepEqual(expect(await hub.post(`${path}/search`, { filter: { number: freshNumber() } }), 200).data, []);
	assert.equal(expectProblem(await hub.get(`${path}?number=${number}`), 400, 'invalid_parameter').errors[0].code, 'personal_in_url');
	for (const how of ['in', 'prefix', 'gt'])
		expectProblem(await hub.post(`${path}/search`, { filter: { number: { [how]: how === 'in' ? [number] : number } } }), 422, 'validation_failed');
	expectProblem(await hub.post(`${path}/search`, { sort: 'number' }), 422, 'validation_failed');
});

test('Sealed: the sandbox and other companies have numbers of their own', async () => {
	const number = freshNumber(), made = await ssn(number);
	const other = company(), theirs = api(other, key(other).secret), sandbox = api(acme, key(acme, { mode: 'test' }).secret);
	for (const elsewhere of [theirs, sandbox]) {
		expectProblem(await elsewhere.get(`${path}/${made.id}`), 404, 'not_found');
		assert.deepEqual(expect(await elsewhere.post(`${path}/search`, { filter: { number } }), 200).data, []);
		const own = await create(elsewhere, 'government-identifications', { person_id: (await person(elsewhere)).id, type: 'us_ssn', number, issuing_country: 'US' });
		assert.equal(own.number, masked(number));
	}
	const digests = sql(`SELECT COUNT(*), COUNT(DISTINCT number_digest) FROM government_identifications g
		WHERE EXISTS (SELECT 1 FROM realms r JOIN entities e ON e.id = r.entity_id WHERE r.id = g.realm_id
		AND e.code IN ('${acme.entity_id.slice(4)}', '${other.entity_id.slice(4)}'))`)[0];
	assert.equal(digests[0], digests[1], 'a digest of one realm equals that of another');
});

test('Sealed: the history holds neither numbers nor masks', async () => {
	const number = freshNumber(), made = await ssn(number);
	expect(await seer.get(`${path}/${made.id}?reveal=true`), 200);
	expect(await seer.post(`${path}/search?reveal=true`, { filter: { number } }), 200);
	const final = await hub.get(`${path}/${made.id}`);
	const id = final.headers['x-request-id'].replaceAll('-', '');
	await until('the request in the history', () => sql(`SELECT 1 FROM request_log WHERE id = UNHEX('${id}')`).length, { within: 30000 });
	const code = acme.entity_id.slice(4);
	const bodies = sql(`SELECT IFNULL(b.request_body, ''), IFNULL(b.answer_body, '') FROM request_bodies b JOIN request_log l ON l.id = b.id
		JOIN entities e ON e.id = l.entity_id WHERE e.code = '${code}'`).flat().join('\n');
	assert.ok(bodies.includes('government_identification'), 'no body of an identification is there');
	assert.ok(bodies.includes('"number":"[redacted]"'));
	assert.ok(!bodies.includes(number) && !bodies.includes(masked(number)), 'a number is in the history');
});

test('Identifications: go with their person, and leave their changes without a value', async () => {
	const number = freshNumber(), made = await ssn(number);
	expect(await hub.del(`/persons/${made.person_id}`), 204);
	expectProblem(await hub.get(`${path}/${made.id}`), 404, 'not_found');
	const feed = await hub.get('/changes?limit=200');
	assert.ok(!feed.text.includes(number) && !feed.text.includes(masked(number)));
	expectProblem(await send('PUT', `${acme.path}${path}/${made.id}`, { key: full.secret, json: {} }), 405, 'method_not_allowed');
});

const secretsFile = () => instance.folder + '/secrets';
const sealedUnder = () => sql(`SELECT DISTINCT CONV(HEX(LEFT(number_sealed, 4)), 16, 10) FROM government_identifications ORDER BY 1`).flat().map(Number);
const newest = () => Math.max(...readFileSync(secretsFile(), 'utf8').split('\n').filter((line) => /^seal \d+ \S+$/.test(line)).map((line) => Number(line.split(' ')[1])));

test('Rotation: numbers and contents are sealed anew while requests are answered, and nothing is lost', { timeout: 240000 }, async () => {
	const known = new Map();
	for (let i = 0; i < 40; i++) {
		const number = freshNumber();
		known.set((await ssn(number)).id, number);
	}
	const holder = (await person(hub)).id, bytes = Buffer.from(`%PDF-1.4\n${random(200)}\n%%EOF\n`);
	const document = await create(hub, 'documents', { person_id: holder, type: 'osha10', title: 'Card', media_type: 'application/pdf', filename: 'card.pdf' });
	const put = await send('PUT', `${acme.path}/documents/${document.id}/content`, { key: full.secret, body: bytes, headers: { 'Content-Type': 'application/pdf' } });
	assert.ok(put.status < 300, `contents: ${put.status} ${put.text}`);
	const before = newest(), answers = [];
	let stop = false;
	const worker = async () => {
		while (!stop) {
			const ids = [...known.keys()], id = ids[randomInt(ids.length)], number = freshNumber();
			const read = await seer.get(`${path}/${id}?reveal=true`);
			answers.push([read.status, read.json().number === known.get(id)]);
			const made = await hub.post(path, { person_id: (await person(hub)).id, type: 'us_ssn', number, issuing_country: 'US' });
			answers.push([made.status === 201 ? 200 : made.status, true]);
			if (made.status === 201)
				known.set(made.json().id, number);
		}
	};
	const workers = [worker(), worker(), worker()];
	try {
		const run = (...words) => new Promise((done, failed) => execFile(instance.hubctl, ['--conf', instance.conf, '--json', ...words], { encoding: 'utf8' },
			(error, out) => (error ? failed(error) : done(JSON.parse(out)))));
		assert.equal((await run('secrets', 'add')).secret, before + 1);
		assert.equal(newest(), before, 'what waits is not in use');
		const first = await run('rotate-seal');
		assert.equal(first.secret, before + 1);
		assert.ok(first.resealed >= 40, `only ${first.resealed} values`);
		assert.equal(first.unreadable, 0);
		assert.deepEqual(first.removable, [], 'somebody may still seal under the old one');
		const long = answers.length;
		await until('more requests', () => answers.length > long + 20, { within: 60000 });
	} finally {
		stop = true;
		await Promise.all(workers);
	}
	assert.deepEqual(answers.filter(([status, same]) => status !== 200 || !same), []);
	hubctl('rotate-seal');
	assert.deepEqual(sealedUnder(), [before + 1]);
	const earlier = new Date(Date.now() - 3600e3);
	utimesSync(secretsFile(), earlier, earlier);
	const last = hubctl('rotate-seal');
	assert.deepEqual([last.resealed, last.unreadable, last.removable.includes(before)], [0, 0, true]);
	// Without the old line all is still there.
	const text = readFileSync(secretsFile(), 'utf8');
	try {
		writeFileSync(secretsFile(), text.split('\n').filter((line) => !line.startsWith(`seal ${before} `)).join('\n'));
		for (const [id, number] of known)
			assert.equal(expect(await seer.get(`${path}/${id}?reveal=true`), 200).number, number);
		const content = await send('GET', `${acme.path}/documents/${document.id}/content`, { key: full.secret });
		assert.deepEqual(content.bytes, bytes);
	} finally {
		writeFileSync(secretsFile(), text);
	}
	assert.equal(expect(await hub.post(`${path}/search`, { filter: { number: [...known.values()][0] } }), 200).data.length, 1, 'the blind index keeps its key');
});

test('Rotation: says nothing but counts', () => {
	const out = execFileSync(instance.hubctl, ['--conf', instance.conf, 'rotate-seal'], { encoding: 'utf8' });
	assert.match(out, /^under seal \d+: \d+ values sealed anew, 0 open under no secret$/m);
	assert.doesNotMatch(out, /[A-Za-z0-9+/=]{30}/, 'a secret or a digest is shown');
	for (const line of readFileSync(secretsFile(), 'utf8').split('\n').filter((one) => one.startsWith('seal ')))
		assert.ok(!out.includes(line.split(' ')[2]));
});
