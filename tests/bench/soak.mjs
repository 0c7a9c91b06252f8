#!/usr/bin/env node
// A million requests of all kinds to one instance: private memory of its workers stays flat
// and within its budget, every request has its row in the history, nothing answers 5xx, and
// the instance ends clean.
//
//   tests/bench/soak.mjs BUILD        or: make soak
//
// HUB_SOAK   requests (default 1000000)
import { join } from 'node:path';
import { load, median, number, onInstance, privateMemory } from './lib.mjs';

const wanted = number('HUB_SOAK', 1000000);
const CLIENTS = 16, SLICES = 10, WARM = 0.1;
const FLAT_KIB = 256, MEMORY_KIB = 6 * 1024;

// What clients do, in the proportions of a sync: much reading, some writing, some mistakes.
function mixture(firm, { employees, persons }) {
	const lines = [], at = (list, index) => list[index % list.length];
	for (let i = 0; i < 2000; i++) {
		const employee = at(employees, i), person = at(persons, i * 7);
		lines.push(`GET ${firm.path}/employees/${employee}`, `GET ${firm.path}/persons/${person}?fields=display_name`,
			`GET ${firm.path}/employees?limit=20&sort=-hire_date`, `GET ${firm.path}/employees/${employee}`,
			`PATCH ${firm.path}/employees/${employee} {"title":"Title @"}`,
			`POST ${firm.path}/persons/search {"filter":{"legal_last_name":{"prefix":"S"}},"limit":10}`,
			`POST ${firm.path}/persons {"legal_first_name":"Soak","legal_last_name":"Person @"}`,
			`GET ${firm.path}/changes?limit=20`);
		if (i % 4 === 0)
			lines.push(`POST ${firm.path}/persons {"legal_first_name":"Soak","date_of_birth":"tomorrow"}`,
				`GET ${firm.path}/employees/emp_00000000000000000000000000`, `GET ${firm.path}/employees?limit=none`);
		if (i % 500 === 0)
			lines.push('GET /v1/openapi.json');
	}
	return lines;
}

const answered = (sql, firm) => Number(sql(`SELECT COUNT(*) FROM request_log l JOIN entities e ON e.id = l.entity_id WHERE e.code = '${firm.entity_id.replace('ent_', '')}'`)[0][0]);

const good = await onInstance(null, 'hub-soak-', async ({ company, hubctl, key, api, expect, sql, until, hub }, folder) => {
	const firm = company('Soak', { sandbox: false }), made = key(firm), there = api(firm, made.secret);
	hubctl('sample', '--entity', firm.entity_id.replace('ent_', ''), '--mode', 'live', '--employees', '2000', '--seed', '1');
	const ids = async (resource) => expect(await there.get(`/${resource}?limit=200`), 200).data.map(({ id }) => id);
	const lines = mixture(firm, { employees: await ids('employees'), persons: await ids('persons') });
	const headers = [`Authorization: Bearer ${made.secret}`, 'Content-Type: application/json'];
	const before = answered(sql, firm), memory = [];
	let sent = 0, seconds = 2;
	while (sent < wanted) {
		const round = load(hub.base_url, { lines, file: join(folder, 'lines'), clients: CLIENTS, seconds, headers });
		sent += round.requests;
		const sizes = privateMemory(hub.programs.api);
		memory.push({ sent, median: median(sizes), largest: sizes.at(-1), workers: sizes.length });
		console.log(`${String(sent).padStart(8)} requests, ${round.rate.toFixed(0).padStart(5)} a second; private memory of ${sizes.length} workers: median ${median(sizes)}, largest ${sizes.at(-1)} KiB`);
		seconds = Math.max(2, Math.min(120, Math.ceil(Math.min(wanted / SLICES, wanted - sent) / Math.max(1, round.rate))));
	}
	const rows = await until('the history has them all', () => {
		const now = answered(sql, firm) - before;
		return now >= sent && now;
	}, { within: 120000, every: 1000 }).catch(() => answered(sql, firm) - before);
	// At rest: one of the workers was shipping, and gives back what its batches took.
	const atRest = await until('the shipper rests', () => {
		const sizes = privateMemory(hub.programs.api);
		return sizes.at(-1) <= MEMORY_KIB && sizes;
	}, { within: 10000, every: 500 }).catch(() => privateMemory(hub.programs.api));
	const failures = Number(sql("SELECT COUNT(*) FROM request_log WHERE status >= 500")[0][0]);
	const early = memory.find(({ sent: at }) => at >= WARM * wanted) ?? memory[0], last = memory.at(-1);
	// wrk leaves a request a client unfinished when a round ends: it was served and recorded, or not sent.
	const slack = CLIENTS * memory.length;
	const held = [
		[rows >= sent, `${rows} rows of ${sent} requests`],
		[rows <= sent + slack + 10, `no row twice (${rows - sent} beyond what wrk counted, up to ${slack} were cut)`],
		[failures === 0, `${failures} answers of 500 and above`],
		[last.median - early.median <= FLAT_KIB, `memory is flat: median ${early.median} KiB after ${early.sent}, ${last.median} KiB after ${last.sent}`],
		[atRest.at(-1) <= MEMORY_KIB, `largest worker ${atRest.at(-1)} KiB at rest, asked ${MEMORY_KIB}`],
		[hubctl('audit', 'verify') && true, 'the audit chain is whole'],
	];
	for (const [good, what] of held)
		console.log(`${good ? 'held    ' : 'NOT HELD'} ${what}`);
	return held.every(([good]) => good);
});
process.exit(good ? 0 : 1);
