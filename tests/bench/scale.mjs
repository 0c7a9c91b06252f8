#!/usr/bin/env node
// What a request costs at ten thousand and at a million employees: GET of one, list of 50,
// create and patch at 1, 16 and 64 clients, in rounds that alternate with the bare program's
// (one SELECT under the same Apache), the shipper paused; then lists at every depth, by each
// indexed filter, and every condition with every order. Prints throughput, p50, p99, statements
// and processor time a request and the workers' private memory; says what depends on the size.
// On two processors some thirteen minutes, besides the first filling.
//
//   tests/bench/scale.mjs BUILD        or: make bench-scale
//
// HUB_SCALE_SIZES     employees of each company (default 10000,1000000)
// HUB_SCALE_CLIENTS   (default 1,16,64)
// HUB_SCALE_SECONDS   length of a round (default 3), HUB_SCALE_ROUNDS of each (default 3)
// HUB_SCALE_PARTS     of load,depth,filters,pairs (default: all; none: the filling alone)
// HUB_SCALE_DIR       keeps the instance there, since filling it takes minutes: the large
//                     companies are used again, small ones are made anew each time
// HUB_BENCH_BUFFER    the database's buffer pool (default 2G; a million employees with all that
//                     is about them are 10 GB, of which lists need some 6)
import { cpus } from 'node:os';
import { join } from 'node:path';
import { per, spent } from './cpu.mjs';
import { pairs } from './pairs.mjs';
import { list, load, median, number, onInstance, privateMemory, publicId, remembered, rowsRead, shipper, statementsOf, warmBare } from './lib.mjs';

const sizes = list('HUB_SCALE_SIZES', '10000,1000000').sort((a, b) => a - b);
const clientCounts = list('HUB_SCALE_CLIENTS', '1,16,64');
const seconds = number('HUB_SCALE_SECONDS', 3), rounds = number('HUB_SCALE_ROUNDS', 3);
const parts = (process.env.HUB_SCALE_PARTS ?? 'load,depth,filters,pairs').split(',');
const SAMPLE = 4000; // records that are asked for in turn
const CREATES_A_SECOND = 1500; // more persons than are hired in a round
const LIKE = 1.2;    // what counts as not depending
const READS_A_ROW = 4; // in the index, in the table, and twice more as the guarded list is put in order
const FEW = 40;        // of credential, policy, and what lies behind the page
const ROUNDS_OF_FILTERS = 9;
const MEMORY_KIB = 6 * 1024;
const KEPT_FROM = 100000; // employees; what was hired into a smaller company would make it another

const faults = [];
const judge = (good, what) => {
	if (!good)
		faults.push(what);
	return good ? '' : '   NOT HELD';
};

async function makeFirm({ company, hubctl, key, api, expect, send }, size) {
	const firm = company(`Scale ${size}`, { sandbox: false }), code = firm.entity_id.replace('ent_', '');
	const began = Date.now();
	hubctl('sample', '--entity', code, '--mode', 'live', '--employees', String(size), '--seed', '1');
	console.log(`sample of ${size} employees: ${((Date.now() - began) / 1000).toFixed(0)} s, ${(size / (Date.now() - began) * 1000).toFixed(0)} a second`);
	return { path: firm.path, entity_id: firm.entity_id, secret: key(firm).secret };
}

function realmOf({ sql }, firm) {
	const code = firm.entity_id.replace('ent_', '');
	return Number(sql(`SELECT r.id FROM realms r JOIN entities e ON e.id = r.entity_id WHERE e.code = '${code}' AND r.mode = 'live'`)[0][0]);
}

let copies = Math.floor(Date.now() / 100);

// Persons whom nobody employs yet, copied in bulk from the sample's; their ids.
function freshPersons({ sql }, realm, wanted) {
	const columns = sql("SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'persons' AND extra NOT LIKE '%GENERATED%'").flat();
	const found = [];
	while (found.length < wanted) {
		const mark = (copies++).toString(16).slice(-8).toUpperCase().padStart(8, '0');
		const values = columns.map((name) => ({ id: `UNHEX(CONCAT(LEFT(HEX(t.id), 24), '${mark}'))`, external_id: 'NULL' })[name] ?? `t.${name}`);
		sql(`INSERT INTO persons (${columns}) SELECT ${values} FROM employees e JOIN persons t ON t.realm_id = e.realm_id AND t.id = e.person_id
			WHERE e.realm_id = ${realm} AND e.employee_number LIKE 'E%' ORDER BY e.id LIMIT ${wanted - found.length}`);
		found.push(...sql(`SELECT HEX(t.id) FROM persons t WHERE t.realm_id = ${realm} AND RIGHT(HEX(t.id), 8) = '${mark}'`).map(([hex]) => publicId('per', hex)));
	}
	return found;
}

async function placeOf(own, firm, size) {
	const { api, expect, send, sql, hub } = own, realm = realmOf(own, firm);
	const token = expect(await send('POST', '/v1/auth/login', { key: firm.secret }), 200).access_token;
	const ids = sql(`SELECT LOWER(HEX(id)) FROM employees WHERE realm_id = ${realm} ORDER BY RAND(1) LIMIT ${SAMPLE}`).flat();
	const one = expect(await api(firm, firm.secret).get(`/employees/${publicId('emp', ids[0])}`), 200);
	const persons = parts.includes('load') ? freshPersons(own, realm, CREATES_A_SECOND * seconds * rounds * clientCounts.length) : [];
	return { ...firm, size, realm, ids, one, persons, used: 0, base: hub.base_url,
		headers: [`Authorization: Bearer ${token}`, 'Content-Type: application/json'] };
}

const operations = [
	{ name: 'GET one', lines: ({ path, ids }) => ids.map((hex) => `GET ${path}/employees/${publicId('emp', hex)}`) },
	{ name: 'list 50', lines: ({ path }) => [`GET ${path}/employees?limit=50`] },
	{ name: 'create', lines: (place) => {
		const taken = place.persons.slice(place.used, place.used += CREATES_A_SECOND * seconds);
		return taken.map((person) => `POST ${place.path}/employees ${JSON.stringify({ person_id: person, employee_number: 'B@', hire_date: '2026-01-05',
			worker_type: 'employee', employment_type: 'full_time', flsa_status: 'nonexempt', title: 'Laborer',
			pay_schedule_id: place.one.pay_schedule_id, department_id: place.one.department_id })}`);
	} },
	{ name: 'patch', lines: ({ path, ids }) => ids.map((hex) => `PATCH ${path}/employees/${publicId('emp', hex)} {"title":"Title @"}`) },
];

const bare = ({ realm, ids }) => ids.map((hex) => `GET /bare?${realm}-${hex}`);

function say(what, clients, runs, base) {
	const [rate, p50, p99, statements] = ['rate', 'p50', 'p99', 'statements'].map((name) => median(runs.map((one) => one[name])));
	const bad = runs.reduce((sum, one) => sum + one.bad, 0);
	const spans = ['program', 'mariadb', 'apache'].map((name) => median(runs.map((one) => one[name])));
	console.log(`  ${what.padEnd(24)}${String(clients).padStart(3)} clients ${rate.toFixed(0).padStart(7)} a second   p50 ${p50.toFixed(1).padStart(6)}   p99 ${p99.toFixed(1).padStart(7)} ms   ${
		statements.toFixed(2).padStart(5)} statements   µs ${spans.map((one) => one.toFixed(0).padStart(4)).join(' ')}${base ? `   ${(rate / base).toFixed(2)} of bare` : ''}${bad ? `   NOT 2xx: ${bad}${judge(false, `${what}: answers that are not 2xx`)}` : ''}`);
	return { rate, work: spans[0] + spans[1] };
}

// Throughput, and the processor time of program and database, which other load disturbs less.
function compareSizes(clients, small, large) {
	const rate = small.rate / large.rate, work = large.work / small.work;
	console.log(`  GET one by size: ${rate.toFixed(2)} of the throughput, ${work.toFixed(2)} of the processor time${
		judge(rate <= LIKE, `GET one at ${clients} clients depends on the size`)}`);
}

function throughput(own, places, folder) {
	const file = join(folder, 'lines');
	const measured = (place, lines, clients, program) => {
		const before = spent(own.hub, program);
		const run = load(place.base, { lines, file, clients, seconds, headers: place.headers });
		return { ...run, ...per(Math.max(1, run.requests), before, spent(own.hub, program)) };
	};
	const round = (place, lines, clients, program = own.hub.programs.api) => statementsOf(own.sql, () => measured(place, lines, clients, program));
	const bareProgram = join(own.hub.folder, 'web/cgi-bin/bare.fcgi');
	console.log('  µs a request: program, MariaDB, Apache\n');
	for (const { name, lines } of operations) {
		for (const clients of clientCounts) {
			const reference = [], runs = places.map(() => []);
			for (let at = 0; at < rounds; at++) {
				reference.push(round(places[0], bare(places[0]), clients, bareProgram));
				places.forEach((place, which) => runs[which].push(round(place, lines(place), clients)));
			}
			const base = say('bare program', clients, reference).rate;
			const all = places.map((place, which) => say(`${name}, ${place.size}`, clients, runs[which], base));
			if (name === 'GET one' && places.length > 1)
				compareSizes(clients, all[0], all.at(-1));
		}
	}
}

// --- lists ---

async function asked({ send }, place, { resource, query = '', body }) {
	const began = performance.now(), key = place.secret;
	const answer = body ? await send('POST', `${place.path}/${resource}/search`, { key, json: body })
		: await send('GET', `${place.path}/${resource}?${query}`, { key });
	const ms = performance.now() - began;
	if (answer.status !== 200)
		throw new Error(`${resource} ${query} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
	return { ms, ...answer.json() };
}

// A list from its first page to its last: what pages cost at its begin, middle and end, in
// milliseconds and, since those depend on who else is at work, in rows that the server reads.
async function walk(own, place, resource, sort) {
	const rows = own.count(`SELECT COUNT(*) FROM ${resource} WHERE realm_id = ${place.realm}`);
	const pages = Math.ceil(rows / 200), part = Math.min(200, Math.floor(pages / 4));
	const begins = [0, Math.floor((pages - part) / 2), pages - part - 1], costs = [];
	let cursor;
	for (let at = 0; at < pages; at++) {
		if (begins.includes(at))
			costs.push({ from: rowsRead(own.sql), times: [] });
		const page = await asked(own, place, { resource, body: { sort, limit: 200, fields: ['id'], ...(cursor ? { cursor } : {}) } });
		costs.at(-1).times.push(page.ms);
		if (begins.includes(at - part + 1))
			costs.at(-1).reads = (rowsRead(own.sql) - costs.at(-1).from) / part;
		cursor = page.next_cursor;
	}
	const shown = costs.map(({ reads, times }) => `${median(times.slice(0, part)).toFixed(1).padStart(6)} ms, ${reads.toFixed(0)} read`);
	const worst = Math.max(...costs.map(({ reads }) => reads));
	console.log(`  ${`${resource} by ${sort}`.padEnd(30)}${String(pages).padStart(6)} pages   first ${shown[0]}   middle ${shown[1]}   end ${shown[2]}${
		judge(worst <= LIKE * costs[0].reads, `${resource} by ${sort}: pages cost more further on`)}`);
}

const indexed = ['status', 'department_id', 'location_id', 'job_code_id', 'job_id', 'labor_class_id', 'cost_code_id', 'rate_code_id',
	'pay_schedule_id', 'union_id', 'union_local_id', 'union_class_id'];

async function depths(own, place) {
	console.log(`\nLists of ${place.size} employees, page after page of 200`);
	for (const sort of ['id', 'created_at', '-hire_date', 'status'])
		await walk(own, place, 'employees', sort);
	await walk(own, place, 'persons', 'legal_last_name');
}

function filters({ one }) {
	const equal = indexed.filter((name) => one[name]).map((name) => ({ resource: 'employees', body: { filter: { [name]: one[name] } }, what: name }));
	const prefix = (resource, name, text) => ({ resource, body: { filter: { [name]: { prefix: text } } }, what: `${resource} ${name} begins` });
	return [...equal,
		{ resource: 'employees', body: { filter: { hire_date: { gte: '2020-01-01' } } }, what: 'hire_date from' },
		{ resource: 'employees', body: { updated_since: '2020-01-01T00:00:00Z' }, what: 'updated_since' },
		prefix('employees', 'employee_number', 'E7'), prefix('persons', 'legal_last_name', 'S'),
		prefix('persons', 'display_name', 'M'), prefix('email-addresses', 'address', 'm')];
}

// A typical employee: every reference is there.
async function typical(own, place) {
	for (const hex of place.ids) {
		const answer = await own.send('GET', `${place.path}/employees/${publicId('emp', hex)}`, { key: place.secret });
		if (indexed.every((name) => answer.json()[name]))
			return { ...place, one: answer.json() };
	}
	return place;
}

async function conditions(own, places) {
	console.log(`\nFirst pages by indexed filters, ${sizes.join(' and ')} employees`);
	const all = await Promise.all(places.map((place) => typical(own, place)));
	const lists = all.map(filters);
	for (let at = 0; at < lists[0].length; at++) {
		const found = all.map(() => ({ times: [], rows: 0, reads: 0 }));
		for (let round = 0; round < ROUNDS_OF_FILTERS; round++)
			for (const [which, place] of all.entries()) {
				const asking = lists[which][at], from = round === 0 ? 0 : rowsRead(own.sql);
				const page = await asked(own, place, { ...asking, body: { ...asking.body, fields: ['id'] } });
				found[which].reads = rowsRead(own.sql) - from;
				found[which].times.push(page.ms);
				found[which].rows = page.data.length;
			}
		const shown = found.map(({ times, rows, reads }) => `${median(times).toFixed(1).padStart(6)} ms, ${reads} read for ${rows}`);
		const flat = found.every(({ rows, reads }) => reads <= LIKE * READS_A_ROW * rows + FEW);
		console.log(`  ${lists[0][at].what.padEnd(36)}${shown.join('   ')}${judge(flat, `filter ${lists[0][at].what} reads more than it shows`)}`);
	}
}

async function everyPair(own, place) {
	console.log(`\nEvery condition with every order, ${place.size} employees`);
	const ask = (asking) => asked(own, place, asking);
	console.log(judge(await pairs(own, place, ['employees', 'persons', 'time-off'], ask), 'conditions and orders: pages take too long'));
}

function memory(own) {
	const sizes = privateMemory(own.hub.programs.api);
	console.log(`\nprivate memory of ${sizes.length} workers: median ${median(sizes)} KiB, largest ${sizes.at(-1)} KiB${
		judge(sizes.at(-1) <= MEMORY_KIB, 'a worker holds more than 6 MiB')}`);
}

const good = await onInstance(process.env.HUB_SCALE_DIR, 'hub-scale-', async (own, folder) => {
	const { made, remember } = remembered(folder);
	for (const size of sizes) {
		if (size < KEPT_FROM)
			delete made[size];
		made[size] ??= await makeFirm(own, size);
		remember();
	}
	shipper(own.hub, false);
	const places = [];
	for (const size of sizes)
		places.push(await placeOf(own, made[size], size));
	warmBare(own.hub, `${own.hub.base_url}/bare?${places[0].realm}-${places[0].ids[0]}`);
	console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; buffer pool ${process.env.HUB_BENCH_BUFFER ?? '2G'}; ${
		rounds} rounds of ${seconds} s, alternating; shipper paused\n`);
	if (parts.includes('load')) {
		throughput(own, places, folder);
		memory(own);
	}
	if (parts.includes('depth'))
		await depths(own, places.at(-1));
	if (parts.includes('filters'))
		await conditions(own, places);
	if (parts.includes('pairs'))
		await everyPair(own, places.at(-1));
	return faults.length === 0;
});
console.log(good ? '\nall held' : `\nNOT HELD: ${faults.join('; ')}`);
process.exit(good ? 0 : 1);
