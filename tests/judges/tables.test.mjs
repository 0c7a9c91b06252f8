// Tables of others judge ours: ISO 3166-1 and ISO 4217 as the npm registry has them as data,
// every code of two or three letters asked; and of every country a mobile number that exists.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';

const require = createRequire(import.meta.url);
const judge = join(process.env.HUB_BUILD, 'tests/unit/catalog/format_judge');

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = (length) => (length === 0 ? [''] : codes(length - 1).flatMap((head) => letters.map((letter) => head + letter)));

// Which of the texts our format takes.
const taken = (kind, texts) => execFileSync(judge, { input: texts.map((text) => `${kind} ${text}\n`).join(''), encoding: 'utf8', maxBuffer: 1 << 26 })
	.split('\n').filter(Boolean).map((line) => line.slice(kind.length + 1)).sort();

test('countries_are_those_of_ISO_3166_1', () => {
	// Kosovo's code is one of those that the standard leaves to its users.
	const theirs = Object.keys(require('i18n-iso-countries').getAlpha2Codes()).filter((code) => code !== 'XK').sort();
	assert.deepEqual(taken('country', codes(2)), theirs);
});

test('currencies_are_those_of_ISO_4217_that_people_are_paid_in', () => {
	// Units of account, metals, codes for tests and for nothing; and one that Cuba has withdrawn.
	const unpaid = /^(BOV|CHE|CHW|CLF|COU|CUC|MXV|USN|UYI|UYW|X(AG|AU|BA|BB|BC|BD|DR|PD|PT|SU|TS|UA|XX))$/;
	assert.deepEqual(taken('currency', codes(3)), require('currency-codes').codes().filter((code) => !unpaid.test(code)).sort());
});

test('a_mobile_number_of_every_country_is_taken', () => {
	const { getCountries, getExampleNumber } = require('libphonenumber-js');
	const examples = require('libphonenumber-js/examples.mobile.json');
	const numbers = getCountries().map((country) => getExampleNumber(country, examples)?.number).filter(Boolean);
	assert.ok(numbers.length > 200, `only ${numbers.length} examples`);
	assert.deepEqual(taken('phone', numbers), [...numbers].sort());
});
