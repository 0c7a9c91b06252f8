// Nothing personal is left behind: canary values go in by every door, and every
// byte that the running system leaves outside the catalog is searched for them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import test, { before } from 'node:test';
import { api, bearer, company, create, employee, expect, host, hub as instance, hubctl, key, person, samples, send, sendRaw, until, count } from '../lib/hub.mjs';
import { Portal } from '../lib/portal.mjs';
import { encodings, sinks, tablesOfTheTrail } from '../lib/leaks.mjs';

const acme = company();
const full = key(acme);
const hub = api(acme, full.secret);
const canaries = new Map();

// A value that stands nowhere else, remembered with the door it went in by.
function canary(door, kind = 'name') {
	const mark = `Zq${randomBytes(6).toString('hex').replace(/\d/g, (d) => 'ghijklmnop'[d])}`;
	const value = kind === 'email' ? `${mark.toLowerCase()}@canary.example.com` : mark;
	canaries.set(value, door);
	return value;
}

const publicMark = `K${randomBytes(5).toString('hex')}`;

before(async () => {
	await throughTheCatalog();
	await throughBrokenRequests();
	await throughTheMessage();
	await throughThePortal();
	hubctl('ship');
	await until('the journal is shipped', () => count(`SELECT COUNT(*) FROM request_bodies WHERE answer_body LIKE '%${publicMark}%'`) > 0);
});

async function throughTheCatalog() {
	const one = await person(hub, { legal_first_name: canary('person.legal_first_name'), legal_last_name: canary('person.legal_last_name'),
		notes: canary('person.notes'), pronouns: canary('person.pronouns'), former_last_names: [canary('person.former_last_names')] });
	await create(hub, 'departments', samples.department({ code: publicMark, description: canary('department.description') }));
	const mail = await create(hub, 'email-addresses', samples.email(one.id, { address: canary('email.address', 'email') }));
	await employee(hub, { person_id: one.id, employee_number: canary('employee.employee_number').slice(0, 20) });
	await hub.patch(`/persons/${one.id}`, { preferred_first_name: canary('patch preferred_first_name') });
	for (const path of ['/persons?limit=200', `/persons/${one.id}`, '/email-addresses', '/employees', '/departments'])
		await hub.get(path);
	await hub.post('/persons/search', { filter: { legal_last_name: canary('search filter') } });
	await hub.post('/email-addresses/search', { filter: { address: canary('search address', 'email') } });
	await hub.post('/persons/search', { limit: [canary('search limit')], include_count: [canary('search count')] });
	await hub.post('/email-addresses', samples.email(one.id, { address: mail.address }));
	await hub.del(`/email-addresses/${mail.id}`);
}

async function throughBrokenRequests() {
	const name = (door) => canary(door);
	await hub.post('/persons', { ...samples.person(), [name('unknown member')]: name('value of an unknown member') });
	await hub.post('/persons', samples.person({ date_of_birth: name('a wrong date'), suffix: name('a wrong choice'), gender: [name('a wrong type')] }));
	await hub.post('/departments', samples.department({ code: `${name('a wrong code')}!`, is_active: name('a wrong bool') }));
	await hub.post('/employees', samples.employee(name('a wrong reference'), { pay_rate: name('a wrong amount') }));
	for (const cut of [0.3, 0.6, 0.9]) {
		const text = JSON.stringify({ legal_last_name: name('a cut body'), notes: name('a cut body') });
		await send('POST', `${acme.path}/persons`, { key: full.secret, body: text.slice(0, text.length * cut), headers: { 'Content-Type': 'application/json' } });
	}
	const type = { 'Content-Type': 'application/json' };
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: type, body: `{"legal_last_name":"${name('duplicate')}","legal_last_name":"${name('duplicate')}"}` });
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: type, body: `{"legal_last_name":"${name('trailing')}"} ${name('trailing')}` });
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: { 'Content-Type': 'text/plain' }, body: name('plain text') });
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: { 'Content-Type': `multipart/form-data; boundary=${name('boundary')}` },
		body: `--x\r\nContent-Disposition: form-data; name="${name('part')}"; filename="${name('file')}"\r\n\r\n${name('part body')}\r\n--x--` });
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: type, body: JSON.stringify({ notes: name('200 KiB') + ' x'.repeat(100000) }) });
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: type, keepAlive: false, body: name('two MiB') + 'x'.repeat(2 << 20) });
	await send('POST', `${acme.path}/persons`, { key: full.secret, headers: type, keepAlive: false, chunked: true, body: name('two MiB in chunks') + 'x'.repeat(2 << 20) });
	await send('POST', `${acme.path}/persons`, { headers: type, body: JSON.stringify(samples.person({ notes: name('no credential') })) });
}

async function throughTheMessage() {
	const query = (door) => encodeURIComponent(canary(door));
	for (const path of [`/persons?legal_last_name=${query('query value')}`, `/persons?${query('query name')}=1`, `/departments?cursor=${query('cursor')}`,
		`/departments?sort=${query('sort')}`, `/departments?fields=${query('fields')}`,
		`/persons/${query('id')}`, `/${query('resource')}`, `/persons/${query('id')}/${query('action')}`])
		await hub.get(path);
	await send('GET', `/v1/${query('path')}`, { key: full.secret });
	await send('GET', `/v1/${query('path, nobody')}?${query('query, nobody')}=${query('query, nobody')}`);
	await send('GET', `/${query('path outside')}?q=${query('query outside')}`);
	await send('GET', `/v1/entities/ent_${query('entity')}/persons`, { key: full.secret });
	for (const name of ['Cookie', 'X-Forwarded-For', 'Referer', 'X-Custom', 'If-Match', 'If-None-Match', 'Accept', 'Accept-Language', 'Idempotency-Key',
		'X-Request-Id', 'Forwarded', 'From', 'traceparent', 'Content-Type', 'Range'])
		await hub.get('/persons?limit=1', { headers: { [name]: canary(`header ${name}`) } });
	await send('GET', `${acme.path}/persons`, { headers: { Authorization: `Bearer ${canary('Authorization')}` } });
	await send('GET', `${acme.path}/persons`, { headers: { Authorization: `Basic ${canary('Authorization basic')}` } });
	await sendRaw(`GET /v1/%ZZ${canary('a bad escape')} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
	await sendRaw(`GET /v1/health HTTP/1.1\r\n${host}${canary('a bad header')} x: y\r\nConnection: close\r\n\r\n`);
	await sendRaw(`GET /v1/health HTTP/1.1\r\n${host}X-Long-${canary('a long header name')}: ${'x'.repeat(9000)}\r\nConnection: close\r\n\r\n`);
	await sendRaw(`POST /v1/health HTTP/1.1\r\n${host}${bearer(full.secret)}Expect: ${canary('Expect')}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
	await sendRaw(`${canary('a method').toUpperCase()} /v1/health HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
	await sendRaw(`GET /v1/health HTTP/1.1\r\nHost: ${canary('Host')}\r\nConnection: close\r\n\r\n`);
	await sendRaw(`GET http://${canary('absolute')}/${canary('absolute')} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
}

async function throughThePortal() {
	const portal = new Portal();
	const page = await portal.get('/hub/sign-in');
	await portal.submit(page, /sign-in/, { email: canary('sign-in address', 'email'), password: canary('a wrong password') });
	await portal.post('/hub/sign-in', { [canary('form member')]: canary('form value') });
	await portal.get(`/hub/${canary('portal path')}?x=${canary('portal query')}`);
	canaries.set(acme.password, 'the password of a user');
	await portal.signIn(acme);
	for (const [name, value] of portal.cookies)
		canaries.set(value, `cookie ${name}`);
	await portal.get(`/hub/requests?find=${canary('portal filter')}`);
	canaries.set(full.secret.slice(-49), 'the secret of a key');
	const token = expect(await send('POST', '/v1/auth/login', { key: full.secret }), 200).access_token;
	canaries.set(token.slice(-49), 'an access token');
	await hub.get(`/persons?token=${token}`);
	for (const credential of [full.secret, token]) {
		await hub.get(`/employees?title=${credential}`);
		await hub.get(`/departments?name[prefix]=see+${credential}`);
		await hub.get('/departments?limit=1', { headers: { 'User-Agent': `sync/1.0 (${credential})` } });
	}
}

test('Privacy: the search itself finds what is public', () => {
	const found = sinks().filter(({ bytes }) => bytes.includes(publicMark));
	assert.ok(found.some(({ name }) => /request_bodies/.test(name)), 'a department code must be found in the request history');
});

test('Privacy: no canary stands in any log, journal, temporary file or table of the trail, in any encoding', () => {
	const all = sinks();
	assert.ok(all.length >= 5, `only ${all.map(({ name }) => name)}`);
	const leaks = [];
	for (const { name, bytes } of all) {
		const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
		for (const [value, door] of canaries)
			for (const { how, needle, folded } of encodings(value))
				if ((folded ? lower : bytes).includes(needle))
					leaks.push(`${name}: ${door} (${how})`);
	}
	assert.deepEqual(leaks, []);
});

test('Privacy: no refusal repeats a value', async () => {
	const mark = `Zq${randomBytes(6).toString('hex')}`;
	// The name of an unknown member or parameter is said to whoever sent it; its value is not.
	for (const answer of [await hub.post('/persons', { legal_last_name: [mark], notes: [mark], suffix: mark, date_of_birth: mark }),
		await hub.get(`/departments?nothing=${mark}`), await hub.get(`/departments?sort=${mark}`), await hub.get(`/departments?limit=${mark}`),
		await hub.get(`/persons/${mark}`), await hub.get(`/${mark}`), await send('GET', `/v1/${mark}`, { key: mark }),
		await hub.post('/persons/search', { filter: { legal_last_name: { prefix: [mark] }, suffix: mark } }), await hub.get('/persons', { headers: { Accept: mark } }),
		await send('POST', `${acme.path}/persons`, { key: full.secret, body: `{"${mark}":`, headers: { 'Content-Type': 'application/json' } }),
		await send('GET', `/${mark}`), await sendRaw(`GET /v1/%ZZ${mark} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`),
		await sendRaw(`GET /v1/health HTTP/1.1\r\n${host}${mark} x: y\r\nConnection: close\r\n\r\n`)])
		assert.ok(!answer.text.includes(mark), answer.text.slice(0, 400));
});

test('Privacy: secrets and passwords stand nowhere on the disk of the instance', () => {
	const texts = [full.secret.slice(-49), acme.password];
	for (const text of texts) {
		let found = '';
		try {
			found = execFileSync('grep', ['-rlaF', '--exclude=test.json', '--exclude=credentials.json', text, instance.folder], { encoding: 'utf8' });
		} catch (failure) {
			assert.equal(failure.status, 1, failure.message);
		}
		assert.equal(found, '', 'a secret lies on the disk');
	}
});

test('Privacy: the tables that are searched are all tables of the trail', () => {
	assert.deepEqual(tablesOfTheTrail().unknown, [], 'a table is neither catalog nor searched: name it in tests/lib/leaks.mjs');
});
