#!/usr/bin/env node
// What access costs: microseconds of identify, admit, spend and authorize; statements a request;
// throughput with one key and with ten thousand; how exact the limiter is at 64 clients; the time
// from a revocation to the first refusal.
//
//   tests/bench/access.mjs BUILD       or: make bench-access
//
// HUB_ACCESS_KEYS      (default 10000), HUB_ACCESS_SECONDS of a round (default 5),
// HUB_ACCESS_CLIENTS   (default 16), HUB_ACCESS_ROUNDS of each, alternating (default 3)
// HUB_ACCESS_TIMES     revocations and rushes (default 5)
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build, load, median, number, onInstance, shipper, statementsOf } from './lib.mjs';

const keys = number('HUB_ACCESS_KEYS', 10000), seconds = number('HUB_ACCESS_SECONDS', 5);
const clients = number('HUB_ACCESS_CLIENTS', 16), rounds = number('HUB_ACCESS_ROUNDS', 3), times = number('HUB_ACCESS_TIMES', 5);
const program = join(build, 'tests/bench/access');
const faults = [];

const runs = (hub, ...words) => execFileSync(program, words, { encoding: 'utf8', env: { ...process.env, HUB_CONF: hub.conf }, maxBuffer: 1 << 28 });

function steps({ hub }) {
	console.log('identify, admit, spend, find_route and authorize, the least of five rounds:');
	process.stdout.write(runs(hub).replace(/^/gm, '  ').trimEnd() + '\n');
}

// A list of no persons: what remains is the way to it.
const lineOf = (text) => {
	const [entity, secret] = text.split(' ');
	return `${secret} GET /v1/entities/${entity}/persons?limit=1`;
};

function throughput({ hub, sql }, folder) {
	const many = runs(hub, 'keys', String(keys)).trim().split('\n').map(lineOf), one = many.slice(0, 1), results = { one: [], many: [] };
	shipper(hub, false);
	const round = (lines) => load(hub.base_url, { lines, file: join(folder, 'lines'), clients, seconds });
	round(one);
	for (let at = 0; at < rounds; at++) {
		results.one.push(statementsOf(sql, () => round(one)));
		results.many.push(statementsOf(sql, () => round(many)));
	}
	for (const [name, list] of Object.entries(results)) {
		console.log(`${name === 'one' ? '1' : keys} key${name === 'one' ? '' : 's'}, ${clients} clients: ${median(list.map(({ rate }) => rate)).toFixed(0)} requests/s, p50 ${
			median(list.map(({ p50 }) => p50)).toFixed(1)} ms, p99 ${median(list.map(({ p99 }) => p99)).toFixed(1)} ms, ${
			median(list.map(({ statements }) => statements)).toFixed(3)} statements a request; rounds ${list.map(({ rate }) => rate.toFixed(0)).join(' ')}`);
		if (list.some(({ bad }) => bad))
			faults.push(`${name}: ${list.map(({ bad }) => bad)} answers were not 2xx`);
	}
	shipper(hub, true);
}

async function exactness({ company, hubctl, key }, rush) {
	const firm = company();
	for (let at = 0; at < times; at++) {
		const made = key(firm), quantity = 300;
		hubctl('key', 'change', '--entity', firm.entity_id, '--key', made.id, '--per-minute', String(quantity), '--burst', '1000');
		const { admitted, refused, least, most } = await rush(made.secret, { quantity });
		console.log(`limiter, 64 clients, ${quantity} a minute: ${admitted.length} of ${admitted.length + refused.length} admitted; the model allows ${least} to ${most}`);
		if (admitted.length < least || admitted.length > most)
			faults.push('the limiter is not exact');
	}
}

async function revocation({ company, key, until }, crowd, Portal) {
	const firm = company(), portal = await new Portal().signIn(firm);
	for (let at = 0; at < times; at++) {
		const made = key(firm), page = await portal.get(`/hub/keys/${made.id}/revoke`), many = crowd(made.secret, '/v1/auth/whoami');
		await until('the crowd is served', () => many.answers.length >= 200, { within: 60000 });
		const asked = performance.now();
		await portal.submit(page, /revoke/, {});
		const answered = performance.now();
		await until('the crowd is refused', () => many.answers.filter(({ started }) => started > answered).length >= 100, { within: 60000 });
		many.stop = true;
		await many.done;
		const late = many.answers.filter(({ started }) => started > answered), first = Math.min(...late.map(({ started }) => started));
		const accepted = late.filter(({ status }) => status !== 401).length, refused = many.answers.filter(({ status }) => status === 401);
		console.log(`revocation, 16 clients: answered after ${(answered - asked).toFixed(1)} ms; the first request begun after the answer (${(first - answered).toFixed(1)} ms later) was refused; ${
			accepted} of ${late.length} later ones accepted; ${refused.length - late.length + accepted} begun before the answer were refused too`);
		if (accepted)
			faults.push('a revoked key was accepted');
	}
}

await onInstance(process.env.HUB_ACCESS_DIR, 'hub-access-', async (world, folder) => {
	const { crowd, rush } = await import('../lib/crowd.mjs'), { Portal } = await import('../lib/portal.mjs');
	steps(world);
	throughput(world, folder);
	await exactness(world, rush);
	await revocation(world, crowd, Portal);
});
for (const fault of faults)
	console.log(`NOT HELD: ${fault}`);
process.exit(faults.length ? 1 : 0);
