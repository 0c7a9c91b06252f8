// What the long measurements share: an instance to measure, wrk, memory and statements.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const source = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const build = resolve(process.argv[2] ?? 'build');

const run = (command, ...words) => execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] });

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const number = (name, usual) => Number(process.env[name] ?? usual);
export const list = (name, usual) => (process.env[name] ?? usual).split(',').map(Number);

// Starts an instance in a folder that is kept if it has a name, and runs `measure` with
// what tests/lib/hub.mjs gives. Commits are on disk; the database has the memory of a small
// server of its own.
export async function onInstance(kept, prefix, measure) {
	const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), prefix));
	mkdirSync(folder, { recursive: true });
	chmodSync(folder, 0o755); // the servers run as somebody else if root starts them
	process.env.HUB_DATABASE_OPTIONS = `--innodb-flush-log-at-trx-commit=1 --innodb-log-file-size=512M --innodb-buffer-pool-size=${process.env.HUB_BENCH_BUFFER ?? '2G'}`;
	try {
		run(join(source, 'tests/lib/start'), source, build, join(folder, 'hub'), '--bench');
		process.env.HUB_CONTRACT = 'off';
		process.env.HUB_TEST = join(folder, 'hub/test.json');
		return await measure(await import(join(source, 'tests/lib/hub.mjs')), folder);
	} finally {
		run(join(source, 'tests/lib/stop'), join(folder, 'hub'));
		if (!kept)
			rmSync(folder, { recursive: true, force: true });
	}
}

export function shipper(hub, on) {
	writeFileSync(hub.conf, readFileSync(hub.conf, 'utf8').replace(/^ship\s*=.*$/m, `ship = ${on ? 'yes' : 'no'}`));
	run(hub.web_control[0], ...hub.web_control.slice(1), 'restart');
}

export const warmBare = (hub, url) =>
	spawnSync(join(source, 'apache/warm'), [join(hub.folder, 'web/cgi-bin/bare.fcgi'), '80', url], { stdio: 'ignore' });

function milliseconds(text) {
	const [, value, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
	if (!unit)
		throw new Error(`no time: ${text}`);
	return Number(value) * { us: 0.001, ms: 1, s: 1000, m: 60000 }[unit];
}

// One round of wrk over lines of load.lua: {rate, requests, p50, p99, bad}.
export function load(base, { lines, file, clients, seconds, headers = [] }) {
	const threads = Math.min(2, clients);
	writeFileSync(file, (lines.length < threads ? [...lines, ...lines] : lines).join('\n') + '\n');
	const words = [`-t${threads}`, `-c${clients}`, `-d${seconds}s`, '--timeout', '30s', '--latency', ...headers.flatMap((one) => ['-H', one]),
		'-s', join(source, 'tests/bench/load.lua'), base, '--', file, Date.now().toString(36), String(threads)];
	const done = spawnSync('wrk', words, { encoding: 'utf8' });
	const find = (pattern) => pattern.exec(done.stdout ?? '')?.[1];
	if (done.status !== 0 || !find(/^\s+99%\s+(\S+)/m))
		throw new Error(`wrk measured nothing: ${done.stderr || done.error || done.stdout}`);
	return { rate: Number(find(/Requests\/sec:\s+([\d.]+)/)), requests: Number(find(/(\d+) requests in/)),
		p50: milliseconds(find(/^\s+50%\s+(\S+)/m)), p99: milliseconds(find(/^\s+99%\s+(\S+)/m)),
		bad: Number(find(/Non-2xx or 3xx responses: (\d+)/) ?? 0) };
}

// Private memory, in KiB, of each process that runs the program.
export function privateMemory(program) {
	const found = [];
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			if (readlinkSync(`/proc/${pid}/exe`) !== program)
				continue;
			const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
			found.push([...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((sum, [, size]) => sum + Number(size), 0));
		} catch {
			// It has ended, or is not ours to read.
		}
	}
	return found.sort((a, b) => a - b);
}

// Statements that the server was sent while `act` ran, the asking itself left out.
export function statementsOf(sql, act) {
	const ask = () => Number(sql("SHOW GLOBAL STATUS LIKE 'Questions'")[0][1]);
	const before = ask(), own = ask() - before, from = ask();
	const result = act();
	return { ...result, statements: Math.max(0, ask() - from - own) / Math.max(1, result.requests) };
}

// Rows and index entries that the server has read since it started, the asking left out: the
// cost of a statement that no other load on the machine disturbs.
export function rowsRead(sql) {
	const ask = () => sql("SHOW GLOBAL STATUS LIKE 'Handler_read%'").reduce((sum, [, count]) => sum + Number(count), 0);
	rowsRead.asked ??= -ask() + ask();
	rowsRead.calls = (rowsRead.calls ?? 2) + 1;
	return ask() - rowsRead.calls * rowsRead.asked;
}

// What a kept instance already has.
export function remembered(folder) {
	const file = join(folder, 'made.json');
	const made = existsSync(file) ? JSON.parse(readFileSync(file)) : {};
	return { made, remember: () => writeFileSync(file, JSON.stringify(made), { mode: 0o600 }) };
}

// `emp_01k9…` of 32 hexadecimal digits.
export function publicId(prefix, hex) {
	let rest = BigInt(`0x${hex}`), text = '';
	for (let at = 0; at < 26; at++, rest >>= 5n)
		text = '0123456789abcdefghjkmnpqrstvwxyz'[Number(rest & 31n)] + text;
	return `${prefix}_${text}`;
}
