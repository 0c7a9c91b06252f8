// Tables of others judge ours: ISO 3166, ISO 4217 and the IANA register of language subtags as
// the npm registry has them as data, every code of two or three letters asked; and of every
// country a mobile number that exists.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { iso31662 } from 'iso-3166';

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

const parts = (country) => iso31662.map(({ code }) => code).filter((code) => code.startsWith(`${country}-`)).sort();
const within = (country, widths) => taken('state', widths.flatMap(codes).map((part) => `${country}-${part}`));

test('states_and_provinces_of_North_America_are_those_of_ISO_3166_2', () => {
	assert.deepEqual(within('CA', [1, 2, 3]), parts('CA'));
	assert.deepEqual(within('MX', [1, 2, 3]), parts('MX'));
	// The Postal Service writes states without the country, and has no address on the minor outlying
	// islands; it has some for the armed forces and for the freely associated states.
	const postal = parts('US').map((code) => code.slice(3)).filter((code) => code !== 'UM');
	assert.deepEqual(taken('state', codes(2)), [...postal, 'AA', 'AE', 'AP', 'FM', 'MH', 'PW'].sort());
	assert.deepEqual(within('US', [2]), []);
});

test('every_other_subdivision_of_ISO_3166_2_is_taken', () => {
	const others = iso31662.map(({ code }) => code).filter((code) => !code.startsWith('US-')).sort();
	assert.ok(others.length > 4500, `only ${others.length} subdivisions`);
	assert.deepEqual(taken('state', others), others);
	assert.deepEqual(taken('state', ['DE-', 'DE-BAYER', 'DE_BY', 'de-by', 'ZZ-BY', 'DE-by', 'DEBY', 'DE-B Y']), []);
});

test('languages_are_taken_with_every_subtag_that_IANA_has_registered', () => {
	const subtags = (kind) => Object.keys(require(`language-subtag-registry/data/json/${kind}.json`)).filter((tag) => !tag.includes('..'));
	const tags = [...subtags('language').filter((tag) => tag.length < 4), ...subtags('script').map((tag) => `und-${tag}`), ...subtags('region').map((tag) => `und-${tag}`),
		...subtags('variant').map((tag) => `und-${tag}`), 'zh-Hant-TW', 'sl-Latn-IT-nedis-1994', 'es-419', 'DE-at'];
	assert.ok(tags.length > 8000, `only ${tags.length} tags`);
	assert.deepEqual(taken('language', tags), tags.toSorted());
	assert.deepEqual(taken('language', ['e', 'english', 'i-klingon', 'x-mine', 'en-', '-en', 'en--US', 'en_US', 'en-a-bbb', 'de-419-DE', 'en US', 'é']), []);
});

test('a_mobile_number_of_every_country_is_taken', () => {
	const { getCountries, getExampleNumber } = require('libphonenumber-js');
	const examples = require('libphonenumber-js/examples.mobile.json');
	const numbers = getCountries().map((country) => getExampleNumber(country, examples)?.number).filter(Boolean);
	assert.ok(numbers.length > 200, `only ${numbers.length} examples`);
	assert.deepEqual(taken('phone', numbers), [...numbers].sort());
});
