// The judge of recorded answers (tests/lib/contract.mjs), judged itself: of every operation an
// answer that is in order passes, and each way of being wrong is found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { contract, isOpen } from '../lib/contract.mjs';

const published = contract(JSON.parse(readFileSync(new URL('../../static/openapi.json', import.meta.url))));
const { rows, follow } = published;
const sound = { 'x-request-id': '01a20204-c554-70dd-ac92-8dcba9b04056', ratelimit: '"burst";r=99;t=1', 'ratelimit-policy': '"burst";q=100;w=1, "sustained";q=1200;w=60' };

// The answers that the document has an example for: {row, status, headers, value, schema}.
const answers = rows.filter(({ operation }) => !isOpen(operation)).flatMap((row) => Object.entries(row.operation.responses).flatMap(([status, response]) => {
	const [[type, body] = []] = Object.entries(follow(response).content ?? {});
	const example = Object.values(body?.examples ?? {})[0];
	return example && /json/.test(type) ? [{ row, status: Number(status), headers: { ...sound, 'content-type': type }, value: follow(example).value, schema: follow(body.schema) }] : [];
}));
const judged = ({ row, status, headers, value }, spoil = {}) => published.answer(row.method, row.path.replace(/\{\w+\}/g, 'x'),
	{ status, headers, text: JSON.stringify(value), ...spoil });
const about = ({ row, status }) => `${row.operation.operationId} ${status}`;

const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([one]) => one !== name));
// Each spoils an answer in one way; undefined where it does not apply.
const spoilers = {
	'a status that is not documented': () => ({ status: 299 }),
	'another media type': ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } }),
	'no request id': ({ headers }) => ({ headers: without(headers, 'x-request-id') }),
	'nothing about limits': ({ headers, status }) => (status < 500 ? { headers: without(headers, 'ratelimit') } : undefined),
	'a header that is not documented': ({ headers }) => ({ headers: { ...headers, 'x-debug': '1' } }),
	'a header out of form': ({ headers }) => ({ headers: { ...headers, ratelimit: 'much' } }),
	'a member that is not documented': ({ value }) => ({ text: JSON.stringify({ ...value, unheard_of: 1 }) }),
	'a member of another type': ({ value }) => ({ text: JSON.stringify({ ...value, [Object.keys(value)[0]]: { wrong: [1.5] } }) }),
	'a list where an object belongs': ({ value }) => ({ text: JSON.stringify([value]) }),
	'a member that is lacking': ({ value, schema }) => (schema?.required?.[0] in value ? { text: JSON.stringify(without(value, schema.required[0])) } : undefined),
	'a wrong member in an element': ({ value }) => (Array.isArray(value.data) && value.data.length > 0
		? { text: JSON.stringify({ ...value, data: [{ ...value.data[0], unheard_of: 1 }] }) } : undefined),
};

test('answers_in_order_pass', () => {
	assert.ok(answers.length > 100, `only ${answers.length} answers have examples`);
	assert.deepEqual(answers.flatMap((one) => judged(one).map((fault) => `${about(one)}: ${fault}`)), []);
});

for (const [name, spoil] of Object.entries(spoilers))
	test(`found_in_every_answer: ${name}`, () => {
		const spoilt = answers.map((one) => ({ one, as: spoil(one) })).filter(({ as }) => as);
		assert.ok(spoilt.length > 10, `only ${spoilt.length} answers could be spoilt so`);
		assert.deepEqual(spoilt.filter(({ one, as }) => judged(one, as).length === 0).map(({ one }) => about(one)), []);
	});
