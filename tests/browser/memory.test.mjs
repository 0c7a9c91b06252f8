// What a core dump of a program would hold once its requests are finished: no key, no
// token, no password, no cookie. The memory of every process is read as the kernel shows it,
// which is all that a dump would write of it, and more; of the busiest process a real core image
// is made too, where gdb is installed. Here and not in tests/http, since a sanitizer keeps freed
// memory as it was.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { api, company, expect, expectProblem, hub, hubctl, key, samples, send, until } from '../lib/hub.mjs';
import { Portal } from '../lib/portal.mjs';

const acme = company();
const REGION_MAX = 256 << 20; // a sanitizer's shadow is larger, and holds no bytes of ours

function processes(program) {
	return readdirSync('/proc').filter((pid) => {
		try {
			return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`) === hub.programs[program];
		} catch {
			return false;
		}
	});
}

// Regions that can be written and are in memory.
function regions(pid) {
	const found = [];
	let one = null;
	for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
		const head = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line);
		if (head)
			one = { from: parseInt(head[1], 16), to: parseInt(head[2], 16), may: head[3] };
		else if (/^Rss:\s+[1-9]/.test(line) && one.may.startsWith('rw') && one.to - one.from <= REGION_MAX)
			found.push(one);
	}
	return found;
}

function memory(pid) {
	const file = openSync(`/proc/${pid}/mem`, 'r');
	try {
		return regions(pid).map(({ from, to }) => {
			const bytes = Buffer.alloc(to - from);
			try {
				return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
			} catch {
				return Buffer.alloc(0);
			}
		});
	} finally {
		closeSync(file);
	}
}

function holders(pids, needles) {
	const found = [];
	let bytes = 0;
	for (const pid of pids)
		for (const region of memory(pid)) {
			bytes += region.length;
			for (const [name, needle] of Object.entries(needles))
				if (region.includes(needle))
					found.push(`${name} in process ${pid}`);
		}
	return { found, bytes };
}

// Both halves of a credential's random part: neither stands anywhere alone.
const halves = (name, text) => ({ [`${name}, first half`]: text.slice(-45, -25), [`${name}, second half`]: text.slice(-26, -6) });

// An answer arrives a moment before its request is finished, so the last one may need that moment.
async function nobodyHolds(pids, needles) {
	let last;
	await until('the last request is finished', () => {
		last = holders(pids, needles);
		assert.ok(last.bytes > 1 << 20);
		return last.found.length === 0;
	}, { within: 10000 }).catch(() => assert.deepEqual(last.found, []));
}

function readable() {
	try {
		return memory(processes('api')[0]).length > 0;
	} catch {
		return false;
	}
}
const skip = readable() ? false : 'this account may not read the memory of the programs';

test('Memory: the search itself finds what a process holds', { skip }, () => {
	assert.ok(holders(processes('api').slice(0, 1), { settings: hub.folder }).found.length > 0);
});

// Requests of all kinds, and what must be nowhere after them.
async function useAndForget() {
	const made = key(acme), gone = key(acme);
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', gone.id);
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	for (const credential of [made.secret, token]) {
		const as = api(acme, credential);
		expect(await as.get('/v1/auth/whoami'), 200);
		expect(await as.get('/persons?limit=1'), 200);
		expect(await as.post('/persons', samples.person()), 201);
		expectProblem(await as.post('/persons', { nothing: 1 }), 422);
		expectProblem(await as.get(`/persons?anything=${credential}`), 400, 'credential_in_url');
	}
	expectProblem(await send('GET', `${acme.path}/persons`, { key: gone.secret }), 401, 'invalid_credential');
	expectProblem(await send('GET', `${acme.path}/persons`, { key: `${made.secret.slice(0, -1)}~` }), 401, 'invalid_credential');
	return { ...halves('key', made.secret), ...halves('token', token), ...halves('revoked key', gone.secret) };
}

test('Memory: no process of the API holds a credential after its request', { skip }, async () => {
	const needles = await useAndForget();
	await nobodyHolds(processes('api'), needles);
});

const hasGcore = spawnSync('sh', ['-c', 'command -v gcore'], { stdio: 'ignore' }).status === 0;

// Time that a process has computed, in ticks.
const computed = (pid) => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[11]);

test('Memory: a core image of the process that has answered most holds no credential', { skip: skip || (hasGcore ? false : 'gcore, of gdb, is not installed') }, async () => {
	const needles = await useAndForget();
	const [busiest] = processes('api').sort((a, b) => computed(b) - computed(a)), folder = mkdtempSync(join(tmpdir(), 'hub-core-'));
	await nobodyHolds([busiest], needles);
	try {
		execFileSync('gcore', ['-o', join(folder, 'core'), busiest], { stdio: 'ignore' });
		const image = readFileSync(join(folder, `core.${busiest}`));
		assert.ok(image.includes(hub.folder), 'the search itself finds what the process holds');
		assert.deepEqual(Object.entries(needles).filter(([, needle]) => image.includes(needle)).map(([name]) => name), []);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('Memory: no process of the portal holds a key that it has shown', { skip }, async () => {
	const portal = await new Portal().signIn(acme);
	const form = await portal.get('/hub/keys/new?mode=test');
	const page = await portal.submit(form, /keys\/new/, { name: `memory ${process.pid}`, mode: 'test', access: 'read_only' });
	assert.equal(page.status, 200, page.text.slice(0, 300));
	const [secret] = /hub_test_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}/.exec(page.text);
	const [session] = portal.cookies.values();
	await nobodyHolds(processes('hub'), { ...halves('key', secret), password: acme.password, cookie: session });
});
