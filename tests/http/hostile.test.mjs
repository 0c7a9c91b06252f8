// Values with markup, quotes, formulas, direction marks and four-byte characters:
// each either refused with its pointer or stored and shown as it is, inert.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, create, employee, expect, key, person, samples } from '../lib/hub.mjs';
import { controls, hostile } from '../lib/hostile.mjs';

const acme = company();
const hub = api(acme, key(acme).secret);

const places = [
	['persons', ['legal_first_name', 'legal_last_name', 'legal_middle_name', 'preferred_first_name', 'pronouns', 'notes'], () => samples.person()],
	['departments', ['name', 'description'], () => samples.department()],
];

test('Hostile texts: each comes back as it was sent, from answer, get, list and search', async () => {
	for (const [resource, fields, sample] of places)
		for (const text of hostile) {
			const value = { ...sample(), ...Object.fromEntries(fields.map((name) => [name, text])) };
			const made = await create(hub, resource, value);
			const wanted = text.normalize('NFC');
			const got = expect(await hub.get(`/${resource}/${made.id}`), 200);
			for (const name of fields) {
				assert.equal(made[name], wanted, `${resource}.${name}`);
				assert.equal(got[name], wanted, `${resource}.${name}`);
			}
		}
	for (const text of hostile) {
		const found = expect(await hub.post('/persons/search', { filter: { legal_last_name: text.normalize('NFC') } }), 200);
		assert.ok(found.data.length >= 1, text);
		assert.ok(found.data.every((one) => one.legal_last_name.normalize('NFKC').toLowerCase() !== ''), text);
	}
});

test('Hostile texts: the JSON answer escapes what could end a script', async () => {
	const made = await person(hub, { notes: '</script><script>alert(1)</script> \u00e9' });
	const answer = await hub.get(`/persons/${made.id}`);
	assert.equal(answer.json().notes, '</script><script>alert(1)</script> \u00e9');
	assert.match(answer.headers['content-type'], /^application\/json/);
	assert.equal(answer.headers['x-content-type-options'], 'nosniff');
});

test('Hostile texts: controls and direction marks are refused with their pointer', async () => {
	for (const [resource, fields, sample] of places)
		for (const name of fields)
			for (const text of controls) {
				const answer = await hub.post(`/${resource}`, { ...sample(), [name]: text });
				if (text === 'a\rb' && ['notes', 'description'].includes(name) && answer.status === 201)
					continue;
				assert.ok([400, 422].includes(answer.status), `${resource}.${name} ${JSON.stringify(text)}: ${answer.status}`);
				if (answer.status === 422)
					assert.deepEqual(answer.json().errors.map(({ pointer }) => pointer), [`/${name}`]);
			}
});

test('Hostile texts: codes and numbers take none of it', async () => {
	for (const text of hostile.filter((one) => /[^A-Za-z0-9._\/ -]/.test(one))) {
		const bad = await hub.post('/departments', samples.department({ code: text }));
		assert.equal(bad.status, 422, `${text}: ${bad.status}`);
		assert.ok(!bad.text.includes(text), 'a refusal echoes the value');
	}
	const worker = await employee(hub);
	for (const text of ["1' OR '1'='1", '1e3', '0x10', '١٢', ' 1', '1,5', '=1'])
		assert.equal((await hub.patch(`/employees/${worker.id}`, { pay_rate: text })).status, 422, text);
});

test('Hostile texts: in filters they find nothing and break nothing', async () => {
	for (const text of [...hostile, "' UNION SELECT 1 --", '%', '_', '\\', '*'])
		for (const value of [text, { prefix: text }]) {
			const answer = await hub.post('/departments/search', { filter: { code: value } });
			assert.ok([200, 400, 422].includes(answer.status), `${text}: ${answer.status} ${answer.text}`);
			if (answer.status === 200)
				assert.deepEqual(answer.json().data, [], `${text} found something`);
		}
});

test('Hostile texts: composed and decomposed forms of a name are one', async () => {
	const made = await person(hub, { legal_last_name: 'Ze\u0301lie' });
	assert.equal(made.legal_last_name, 'Z\u00e9lie');
});
