// The instance that the tests speak to, and the ways of speaking to it. tests/run
// (or tests/lib/start) starts it and names its description in HUB_TEST.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { judgeFindings, proxyFor, wasCut, wasMangled } from './proxy.mjs';

assert.ok(process.env.HUB_TEST, 'HUB_TEST names no instance: run tests/run, or tests/lib/start first');

export const hub = JSON.parse(readFileSync(process.env.HUB_TEST, 'utf8'));
const base = new URL(hub.base_url);

export const random = (bytes = 5) => randomBytes(bytes).toString('hex');
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Asks until the answer is truthy; the only way in which tests wait.
export async function until(what, ask, { within = 5000, every = 50 } = {}) {
	const end = Date.now() + within;
	for (;;) {
		const answer = await ask();
		if (answer)
			return answer;
		assert.ok(Date.now() < end, `${what}: not within ${within} ms`);
		await sleep(every);
	}
}

// hubctl's answer as a value; its complaints become the error.
export const hubctl = (...words) => hubctlWith('', ...words);

function hubctlWith(input, ...words) {
	const out = execFileSync(hub.hubctl, ['--conf', hub.conf, '--json', ...words],
		{ input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
	return out.trim() ? JSON.parse(out) : {};
}

// Rows of a statement run as the database's owner, values as texts.
export function sql(statement) {
	const out = execFileSync('mariadb', ['--no-defaults', `--socket=${hub.socket}`, `--user=${hub.database_user}`,
		'--batch', '--raw', '--skip-column-names', hub.database, '-e', statement],
	{ encoding: 'utf8', maxBuffer: 1 << 28 });
	return out.split('\n').filter(Boolean).map((row) => row.split('\t'));
}

export const count = (statement) => Number(sql(statement)[0][0]);

const kept = new http.Agent({ keepAlive: true, maxSockets: 64 });
const fresh = new http.Agent({ keepAlive: false, maxSockets: 256 });

const repeatable = /^(GET|HEAD|OPTIONS)$/;

// Every answer of the API that any test meets is held against the published document. The
// bench says HUB_CONTRACT=off: it runs without the packages of the tests.
export const published = process.env.HUB_CONTRACT === 'off' ? null : (await import('./contract.mjs')).contract(JSON.parse(readFileSync(fileURLToPath(new URL('../../static/openapi.json', import.meta.url)))));

// Apache's own answers know no instance: they come before any operation.
function meetsContract(method, path, answer) {
	if (!published)
		return answer;
	const whole = answer.status < 400 || answer.text.includes('"instance"');
	assert.ok(answer.status !== 500 || !whole, `${method} ${path.split('?')[0]}: a program has failed: ${answer.text}`);
	if (path.startsWith('/v1/') && whole)
		assert.deepEqual(published.answer(method, path, answer), [], `${method} ${path.split('?')[0]}: the answer differs from static/openapi.json`);
	return answer;
}

/*
 * One request. json: a value to send; body: bytes as they are; keepAlive false
 * opens a connection of its own. The answer: status, headers, text, json().
 * A kept connection that the server closed meanwhile is no answer: what may be
 * repeated is sent once more (RFC 9110 section 9.2.2).
 */
export async function send(method, path, options = {}) {
	try {
		return meetsContract(method, path, await sendOnce(method, path, { keepAlive: repeatable.test(method), ...options }));
	} catch (error) {
		if (!error.reusedSocket || !repeatable.test(method))
			throw error;
		return meetsContract(method, path, await sendOnce(method, path, { ...options, keepAlive: false }));
	}
}

function sendOnce(method, path, options) {
	const { key, json, body, headers = {}, keepAlive, chunked = false, from, timeout = process.env.HUB_PROXY ? 120000 : 30000 } = options;
	const bytes = json !== undefined ? Buffer.from(JSON.stringify(json)) : body !== undefined ? Buffer.from(body) : null;
	const all = { Host: base.host, ...headers };
	const given = new Set(Object.keys(all).map((name) => name.toLowerCase()));
	if (key && !given.has('authorization'))
		all.Authorization = `Bearer ${key}`;
	if (json !== undefined && !given.has('content-type'))
		all['Content-Type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
	if (bytes && !chunked)
		all['Content-Length'] = bytes.length;
	const via = options.direct ? null : proxyFor(method, published?.find(method, path), path, bytes, { ...options, headers: all });
	return new Promise((done, failed) => {
		const request = http.request({ host: (via ?? base).hostname, port: (via ?? base).port, method, path, headers: all,
			agent: keepAlive ? kept : fresh, localAddress: from, timeout }, (answer) => {
			const parts = [];
			answer.on('data', (part) => parts.push(part));
			answer.on('error', failed);
			answer.on('end', () => {
				const whole = Buffer.concat(parts), text = whole.toString('utf8');
				const got = { status: answer.statusCode, headers: answer.headers, bytes: whole, text, json: () => JSON.parse(text) };
				try {
					if (via && repeatable.test(method) && wasCut(got))
						throw Object.assign(new Error('cut'), { reusedSocket: true });
					if (via)
						judgeFindings(`${method} ${path.split('?')[0]}`, got);
					done(via && wasMangled(got) ? sendOnce(method, path, { ...options, direct: true }) : got);
				} catch (finding) {
					failed(finding);
				}
			});
		});
		// Node does not tell of sockets that were handed on to a request waiting for one.
		request.on('socket', (socket) => {
			request.handedOn = socket.hasServed;
			socket.hasServed = true;
		});
		request.on('error', (error) => failed(Object.assign(error, { reusedSocket: request.reusedSocket || request.handedOn })));
		request.on('timeout', () => request.destroy(new Error(`no answer to ${method} within ${timeout} ms`)));
		request.end(bytes ?? undefined);
	});
}

// Bytes as they are, on a connection of their own; everything that came back.
export function sendRaw(text, { timeout = 10000 } = {}) {
	return new Promise((done, failed) => {
		const socket = net.connect(Number(base.port), base.hostname);
		const parts = [];
		socket.setTimeout(timeout, () => socket.destroy());
		socket.on('data', (part) => parts.push(part));
		socket.on('error', (error) => (parts.length ? undefined : failed(error)));
		socket.on('close', () => {
			const answer = Buffer.concat(parts).toString('utf8');
			const status = /^HTTP\/1\.1 (\d{3})/.exec(answer);
			done({ status: status ? Number(status[1]) : 0, text: answer });
		});
		socket.write(text);
	});
}

export const bearer = (key) => `Authorization: Bearer ${key}\r\n`;
export const host = `Host: ${base.host}\r\n`;

// A company of its own for each test file, so that files do not meet.
export function company(name = `Company ${random()}`, { sandbox = true } = {}) {
	const made = hubctl('company', 'create', '--name', name, '--time-zone', 'America/Denver', '--currency', 'USD', ...(sandbox ? ['--sandbox'] : []));
	const email = `owner-${random()}@example.com`, password = `a long Password ${random(8)}`;
	user(made.entity_id, { email, password, role: 'owner', name: 'Olive Owner' });
	return { entity_id: made.entity_id, name, email, password, path: `/v1/entities/${made.entity_id}` };
}

export function user(entity_id, { email, password, role, name }) {
	return hubctlWith(`${password}\n`, 'user', 'create', '--entity', entity_id, '--email', email, '--name', name, '--role', role,
		'--password-stdin');
}

// grants: scopes as a text; groups: names. Either makes the access level a custom one. population:
// whom it reaches, as a text.
export function key(of, { mode = 'live', grants, groups = [], population, access = grants === undefined && !groups.length ? 'full' : 'custom', name = `key ${random()}` } = {}) {
	const made = hubctl('key', 'create', '--entity', of.entity_id, '--mode', mode, '--level', access, '--name', name,
		...(grants === undefined ? [] : ['--grants', grants]), ...(population === undefined ? [] : ['--population', population]), ...groups.flatMap((one) => ['--group', one]));
	return { ...made, name, mode, access };
}

// The API as one caller sees it: api.get('/persons'), api.post('/persons', {...}).
export function api(of, credential) {
	const call = (method) => (path, value, options = {}) =>
		send(method, path.startsWith('/v1') ? path : of.path + path,
			{ key: credential, json: value, ...options });
	const put = (path, body, type) => call('PUT')(path, undefined, { body, headers: { 'Content-Type': type } });
	return { get: (path, options) => call('GET')(path, undefined, options), post: call('POST'), patch: call('PATCH'), put,
		del: (path, options) => call('DELETE')(path, undefined, options), head: (path, options) => call('HEAD')(path, undefined, options),
		options: (path, options) => call('OPTIONS')(path, undefined, options) };
}

const show = (answer) => `${answer.status} ${answer.text.slice(0, 600)}`;

// The answer's body, if it has the status.
export function expect(answer, status) {
	assert.equal(answer.status, status, `status ${status} expected, came ${show(answer)}`);
	return answer.text && /json/.test(answer.headers['content-type'] ?? '') ? answer.json() : answer.text;
}

// A refusal as HTTP.md describes it.
export function expectProblem(answer, status, code) {
	assert.equal(answer.status, status, `status ${status} ${code ?? ''} expected, came ${show(answer)}`);
	assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json(;|$)/, show(answer));
	const problem = answer.json();
	assert.equal(problem.status, status);
	if (code)
		assert.equal(problem.code, code, show(answer));
	// Apache's own answers know no instance; their id stands in the header alone.
	for (const member of ['type', 'title', 'code', ...('instance' in problem ? ['request_id'] : [])])
		assert.equal(typeof problem[member], 'string', `problem has no ${member}: ${show(answer)}`);
	return problem;
}

let serial = 0;
const next = () => `${process.pid}-${++serial}-${random(3)}`;

// Records that a company needs before others can point to them.
export const samples = {
	person: (more = {}) => ({ legal_first_name: 'Ada', legal_last_name: `Test ${next()}`, ...more }),
	department: (more = {}) => ({ code: `D${random(4)}`, name: `Department ${next()}`, ...more }),
	email: (person_id, more = {}) => ({ person_id, type: 'work', address: `${next()}@example.com`, ...more }),
	employee: (person_id, more = {}) => ({ person_id, employee_number: `N${random(5)}`, worker_type: 'employee',
		employment_type: 'full_time', hire_date: '2024-03-01', flsa_status: 'nonexempt', ...more }),
	schedule: (more = {}) => ({ code: `P${random(4)}`, name: `Schedule ${next()}`, frequency: 'weekly',
		first_period_start: '2024-01-01', ...more }),
};

export async function create(api_, resource, value) {
	const answer = await api_.post(`/${resource}`, value);
	assert.equal(answer.status, 201, `POST /${resource}: ${show(answer)}`);
	return answer.json();
}

export const person = (api_, more) => create(api_, 'persons', samples.person(more));
export const department = (api_, more) => create(api_, 'departments', samples.department(more));
export const email = (api_, id, more) => create(api_, 'email-addresses', samples.email(id, more));

// Each employee needs a pay schedule; one serves all of a caller's.
const schedules = new WeakMap();
export function schedule(api_) {
	if (!schedules.has(api_))
		schedules.set(api_, create(api_, 'pay-schedules', samples.schedule()));
	return schedules.get(api_);
}
export const hiring = async (api_, person_id, more) => samples.employee(person_id,
	{ pay_schedule_id: (await schedule(api_)).id, ...more });
export async function employee(api_, more) {
	const who = more?.person_id ? null : await person(api_);
	return create(api_, 'employees', await hiring(api_, who?.id ?? more.person_id, more));
}

// The instance's database server: stop (in order), kill (at once), start (and wait).
export function database(act) {
	execFileSync(hub.database_control[0], [...hub.database_control.slice(1), act], { stdio: ['ignore', 'ignore', 'pipe'] });
}
