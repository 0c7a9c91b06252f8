// The second verifier of the audit trail, judged itself: each falsification of an
// export is found, and a sound one is not accused.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { verifyAudit } from './verify_audit.mjs';

const hashOf = (previous, record) => createHash('sha256').update(Buffer.from(previous, 'hex')).update(record, 'utf8').digest('hex');

const recordOf = (seq) => `{"actor":{"id":null,"kind":"system","name":"Zoë 🐝"},"entity":"ent_abc","event":"key.created","seq":${seq},"v":1}`;

// Entries chained as the description in verify_audit.mjs says.
function chain(count, from = 1, previous = '0'.repeat(64)) {
	const entries = [];
	for (let seq = from; seq < from + count; seq++) {
		const record = recordOf(seq), hash = hashOf(previous, record);
		entries.push({ record, previous, hash });
		previous = hash;
	}
	return entries;
}

const headOf = (entries) => ({ seq: JSON.parse(entries.at(-1).record).seq, hash: entries.at(-1).hash });
const textOf = (entries, head = headOf(entries), rows = entries.length) =>
	[...entries, { head, rows }].map((line) => `${JSON.stringify(line)}\n`).join('');
const broken = (text, seq, published) => {
	const verdict = verifyAudit(text, published);
	assert.equal(verdict.whole, false);
	if (seq !== undefined)
		assert.equal(verdict.seq, seq, verdict.why);
};

test('a_sound_export_is_whole', () => {
	const entries = chain(12);
	assert.deepEqual(verifyAudit(textOf(entries)), { whole: true, entries: 12, head: headOf(entries), partial: false });
	assert.equal(verifyAudit(textOf(entries), [headOf(entries.slice(0, 5))]).whole, true);
});

test('an_export_of_a_part_is_whole_and_says_so', () => {
	const entries = chain(12);
	assert.equal(verifyAudit(textOf(entries.slice(4, 9), headOf(entries))).partial, true);
	assert.equal(verifyAudit(textOf([], headOf(entries))).partial, true);
});

test('a_flipped_bit_anywhere_is_found', () => {
	const entries = chain(6), bytes = Buffer.from(textOf(entries));
	let found = 0;
	for (let at = 0; at < bytes.length; at++) {
		const copy = Buffer.from(bytes);
		copy[at] ^= 1;
		const { whole, partial } = verifyAudit(copy.toString('utf8'));
		found += whole && !partial ? 0 : 1;
	}
	assert.equal(found, bytes.length);
});

test('a_dropped_entry_is_found', () => {
	for (let at = 1; at < 9; at++) {
		const entries = chain(10), head = headOf(entries);
		entries.splice(at, 1);
		broken(textOf(entries, head), at + 1);
	}
});

test('an_inserted_entry_is_found', () => {
	const entries = chain(10), head = headOf(entries);
	const { hash } = entries[4], record = recordOf(6);
	entries.splice(5, 0, { record, previous: hash, hash: hashOf(hash, record) });
	broken(textOf(entries, head), 7);
});

test('two_swapped_entries_are_found', () => {
	const entries = chain(10), head = headOf(entries);
	[entries[3], entries[6]] = [entries[6], entries[3]];
	broken(textOf(entries, head), 4);
	const contents = chain(10);
	[contents[3].record, contents[6].record] = [contents[6].record, contents[3].record];
	broken(textOf(contents, head), 4);
});

test('a_chain_made_anew_from_the_middle_is_found_against_a_published_head', () => {
	const entries = chain(10), published = headOf(entries);
	const record = recordOf(6).replace('key.created', 'key.revoked');
	const forged = { record, previous: entries[4].hash, hash: hashOf(entries[4].hash, record) };
	const anew = [...entries.slice(0, 5), forged, ...chain(6, 7, forged.hash)];
	assert.equal(verifyAudit(textOf(anew)).whole, true, 'a chain alone cannot show this');
	broken(textOf(anew), 10, [published]);
});

test('a_cut_tail_is_found', () => {
	const entries = chain(10), published = headOf(entries), cut = entries.slice(0, 7);
	broken(textOf(cut), 8, [published]);
	broken(textOf(cut, published, 10));
	broken(textOf(entries).split('\n').slice(0, -2).map((line) => `${line}\n`).join(''));
	broken(textOf(entries).slice(0, -20));
});

test('a_beginning_that_is_none_is_found', () => {
	broken(textOf(chain(3, 1, '1'.repeat(64))), 1);
});
