#!/usr/bin/env node
// GET of one employee by access token, against the bare program of bare.c under the
// same Apache and database, in one run and in alternating rounds. Prints throughput,
// their ratio, p99 and the worst case, with the shipper paused and running, and what a
// request costs in processor time: FastCGI program, MariaDB, Apache.
//
//   tests/bench/bench.mjs BUILD        or: make bench
//
// HUB_BENCH_SECONDS   length of a round with the shipper paused (default 10)
// HUB_BENCH_LONG      length of the run with it (default 60)
// HUB_BENCH_ROUNDS    rounds of each program at each number of clients (default 3)
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { per, spent } from './cpu.mjs';

const source = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const build = resolve(process.argv[2] ?? 'build');
const seconds = Number(process.env.HUB_BENCH_SECONDS ?? 10);
const rounds = Number(process.env.HUB_BENCH_ROUNDS ?? 3);
const long = Number(process.env.HUB_BENCH_LONG ?? 60);
const folder = mkdtempSync(join(tmpdir(), 'hub-bench-'));
chmodSync(folder, 0o755); // the servers run as somebody else if root starts them
const asked = { paused: 0.8, running: 0.7 };

const run = (command, ...words) => execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] });
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function milliseconds(text) {
	const [, number, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
	if (!unit)
		throw new Error(`no time: ${text}`);
	return Number(number) * { us: 0.001, ms: 1, s: 1000, m: 60000 }[unit];
}

// wrk's columns grow into each other when values are wide.
const time = '[\\d.]+(?:us|ms|s|m)';
const wide = new RegExp(`Latency\\s+${time}\\s*${time}\\s*(${time})`);

// One round of wrk: {rate, p99, max, cpu} and how many answers were not 2xx.
function load({ hub }, { url, header, program }, clients, length) {
	const words = [`-t${Math.min(2, clients)}`, `-c${clients}`, `-d${length}s`, '--timeout', '30s', '--latency'];
	const before = spent(hub, program);
	const done = spawnSync('wrk', [...words, ...(header ? ['-H', header] : []), url], { encoding: 'utf8' });
	if (done.status !== 0)
		throw new Error(`wrk: ${done.stderr || done.error}`);
	const find = (pattern) => pattern.exec(done.stdout)?.[1];
	if (!find(/^\s+99%\s+([\d.]+\w+)/m))
		throw new Error(`wrk measured nothing:\n${done.stdout}`);
	return { cpu: per(Number(find(/(\d+) requests in/)), before, spent(hub, program)),
		rate: Number(find(/Requests\/sec:\s+([\d.]+)/)), p99: milliseconds(find(/^\s+99%\s+(\S+)/m)),
		max: milliseconds(find(wide)), bad: Number(find(/Non-2xx or 3xx responses: (\d+)/) ?? 0),
		errors: find(/Socket errors: (.*)/) ?? '' };
}

const row = (what, results) => {
	const worst = Math.max(...results.map(({ max }) => max));
	const bad = results.reduce((sum, one) => sum + one.bad, 0);
	console.log(`  ${what.padEnd(5)} ${median(results.map(({ rate }) => rate)).toFixed(0).padStart(7)} requests/s   p99 ${
		median(results.map(({ p99 }) => p99)).toFixed(1).padStart(7)} ms   max ${worst.toFixed(0).padStart(5)} ms   rounds ${
		results.map(({ rate }) => rate.toFixed(0)).join(' ')}${bad ? `   NOT 2xx: ${bad}` : ''}${
		results.some(({ errors }) => errors) ? `   ${results.map(({ errors }) => errors).join(' ')}` : ''}`);
	console.log(`        processor time a request, in µs: ${Object.keys(results[0].cpu).map((part) =>
		`${part} ${median(results.map(({ cpu }) => cpu[part])).toFixed(0)}`).join(', ')}`);
	return { rate: median(results.map(({ rate }) => rate)), worst, bad };
};

function compare(title, place, clients, length, times, need) {
	console.log(`${title}, ${clients} clients, ${times} × ${length} s each, alternating`);
	const bare = [], hub = [];
	for (let at = 0; at < times; at++) {
		bare.push(load(place, place.bare, clients, length));
		hub.push(load(place, place.whole, clients, length));
	}
	const low = row('bare', bare), high = row('hub', hub), ratio = high.rate / low.rate;
	const good = ratio >= need && high.worst < 900 && !high.bad;
	console.log(`  ratio ${ratio.toFixed(2)}, asked ${need}; worst case ${high.worst.toFixed(0)} ms, asked: far below 1000: ${good ? 'held' : 'NOT HELD'}\n`);
	return good;
}

async function prepare() {
	run(join(source, 'tests/lib/start'), source, build, join(folder, 'hub'), '--bench');
	process.env.HUB_CONTRACT = 'off';
	process.env.HUB_TEST = join(folder, 'hub/test.json');
	const { api, company, employee, expect, hub, key, send, sql } = await import(join(source, 'tests/lib/hub.mjs'));
	for (const act of ['stop', 'start'])
		run(hub.database_control[0], ...hub.database_control.slice(1), act);
	const acme = company('Bench Builders'), made = key(acme);
	const one = await employee(api(acme, made.secret), { title: 'Foreman', pay_rate: '41.2500', pay_type: 'hourly' });
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	const [[realm, id]] = sql(`SELECT realm_id, LOWER(HEX(id)) FROM employees ORDER BY created_at DESC LIMIT 1`);
	const program = join(hub.folder, 'web/cgi-bin/bare.fcgi');
	const place = { hub, bare: { program, url: `${hub.base_url}/bare?${realm}-${id}` },
		whole: { program: hub.programs.api, url: `${hub.base_url}${acme.path}/employees/${one.id}`,
			header: `Authorization: Bearer ${token}` } };
	await showTheSame(place, token);
	return place;
}

// Both read the same columns; Hub says beside them what kind of record this is.
async function showTheSame({ bare, whole }, token) {
	const members = async (url, headers) => Object.keys(await (await fetch(url, { headers })).json());
	const all = await members(whole.url, { authorization: `Bearer ${token}` });
	assert.deepEqual(await members(bare.url, {}), all.filter((name) => name !== 'object'));
}

function shipper(hub, on) {
	writeFileSync(hub.conf, readFileSync(hub.conf, 'utf8').replace(/^ship\s*=.*$/m, `ship = ${on ? 'yes' : 'no'}`));
	run(hub.web_control[0], ...hub.web_control.slice(1), 'restart');
}

// Hub's pool has been warmed by the start of Apache; the bare program deserves the same.
function warm(place) {
	spawnSync(join(source, 'apache/warm'), [place.bare.program, '80', place.bare.url], { stdio: 'ignore' });
	for (const clients of [16, 64, 64]) {
		load(place, place.bare, clients, 3);
		load(place, place.whole, clients, 3);
	}
}

let good = false;
try {
	const place = await prepare();
	const model = cpus()[0]?.model ?? 'unknown processor';
	console.log(`GET of one employee by token; ${cpus().length} × ${model}\n`);
	const answers = [];
	shipper(place.hub, false);
	warm(place);
	for (const clients of [16, 64])
		answers.push(compare('Shipper paused', place, clients, seconds, rounds, asked.paused));
	shipper(place.hub, true);
	warm(place);
	for (const clients of [16, 64])
		answers.push(compare('Shipper running', place, clients, long, 1, asked.running));
	good = answers.every(Boolean);
} finally {
	run(join(source, 'tests/lib/stop'), join(folder, 'hub'));
	rmSync(folder, { recursive: true, force: true });
}
process.exit(good ? 0 : 1);
