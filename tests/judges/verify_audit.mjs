// Verifies an exported audit trail from the export alone; shares no code with Hub.
//
//   node verify_audit.mjs FILE.ndjson [NUMBER:HASH ...]
//
// FILE is what GET /export/audit.ndjson answered. Each NUMBER:HASH is a head that an
// earlier export ended with: the chain must run through it. Exit status 0 if the
// chain is whole, 1 with the first fault if not.
//
// An entry's hash is SHA-256(previous hash || record); the record is canonical JSON
// (RFC 8785) with a number that rises by one; the first entry of all follows 32 zero
// bytes; the last line carries the head: number and hash of the last entry there was.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const zeros = '0'.repeat(64);
const isHash = (text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

// RFC 8785 for values whose numbers are integers: names sorted by UTF-16 units, which
// is how JavaScript compares strings.
function canonical(value) {
	if (Array.isArray(value))
		return `[${value.map(canonical).join(',')}]`;
	if (value !== null && typeof value === 'object')
		return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
	return JSON.stringify(value);
}

const fault = (seq, why) => ({ whole: false, seq, why });

function parseLines(text) {
	if (!text.endsWith('\n'))
		return null;
	try {
		return text.slice(0, -1).split('\n').map((line) => JSON.parse(line));
	} catch {
		return null;
	}
}

function checkEntry({ record, previous, hash }, before) {
	const next = before ? before.seq + 1 : undefined;
	if (typeof record !== 'string' || !isHash(previous) || !isHash(hash))
		return fault(next, 'a line is no entry');
	let said;
	try {
		said = JSON.parse(record);
	} catch {
		return fault(next, 'a record is not JSON');
	}
	if (!Number.isSafeInteger(said.seq) || said.seq < 1)
		return fault(next, 'a record has no number');
	if (next !== undefined && said.seq !== next)
		return fault(next, `entry ${said.seq} stands where ${next} belongs`);
	if (before && said.entity !== before.entity)
		return fault(said.seq, 'an entry of another company');
	if (previous !== (before ? before.hash : said.seq === 1 ? zeros : previous))
		return fault(said.seq, 'the link does not fit its predecessor');
	if (createHash('sha256').update(Buffer.from(previous, 'hex')).update(record, 'utf8').digest('hex') !== hash)
		return fault(said.seq, 'the hash is not that of the record');
	if (canonical(said) !== record)
		return fault(said.seq, 'the record is not canonical');
	return { seq: said.seq, entity: said.entity, hash };
}

// published: [{ seq, hash }], heads that were handed out before. whole: false only tells
// the first fault; partial says that the export ended before the head (it had a `to`).
export function verifyAudit(text, published = []) {
	const lines = parseLines(text);
	const last = lines?.pop();
	if (!last || !Number.isSafeInteger(last.head?.seq) || !isHash(last.head?.hash))
		return fault(undefined, 'the export has no last line with a head');
	if (last.rows !== lines.length)
		return fault(undefined, `the last line counts ${last.rows} entries, ${lines.length} are there`);
	const hashes = new Map();
	let before, first;
	for (const line of lines) {
		const entry = checkEntry(line, before);
		if (entry.whole === false)
			return entry;
		hashes.set(entry.seq, entry.hash);
		first ??= entry.seq;
		before = entry;
	}
	for (const head of [last.head, ...published]) {
		if (head.seq > last.head.seq)
			return fault(last.head.seq + 1, 'the chain is cut off before a published head');
		if (before && head.seq >= first && head.seq <= before.seq && hashes.get(head.seq) !== head.hash)
			return fault(head.seq, 'not the entry that was published');
	}
	return { whole: true, entries: lines.length, head: last.head, partial: !before || before.seq < last.head.seq };
}

function main([file, ...heads]) {
	const published = heads.map((text) => ({ seq: Number(text.split(':')[0]), hash: text.split(':')[1] }));
	const verdict = verifyAudit(readFileSync(file, 'utf8'), published);
	if (!verdict.whole) {
		console.log(`BROKEN at entry ${verdict.seq ?? '?'}: ${verdict.why}`);
		return 1;
	}
	console.log(`chain complete, ${verdict.entries} entries, head ${verdict.head.seq}:${verdict.head.hash}${verdict.partial ? ' (ends before the head)' : ''}`);
	return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	process.exitCode = main(process.argv.slice(2));
