// RFC 7396 on records: the vectors of its appendix A as far as a record can meet them. `a` is a
// text and `list` a list of names; what the vectors would turn into another type is refused.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, company, expect, expectProblem, key, person, send } from '../lib/hub.mjs';
import { resourceOf, world } from '../lib/world.mjs';

const acme = company(), { secret } = key(acme), hub = api(acme, secret);
const members = { a: 'pronouns', b: 'preferred_first_name', list: 'former_last_names' };
const translated = (value) => (value && typeof value === 'object' && !Array.isArray(value)
	? Object.fromEntries(Object.entries(value).map(([name, one]) => [members[name] ?? name, one])) : value);

// [what is there, the patch, what is there then, or the pointers that are complained of]
const vectors = [
	[{ a: 'b' }, { a: 'c' }, { a: 'c' }],
	[{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
	[{ a: 'b' }, { a: null }, { a: null }],
	[{ a: 'b', b: 'c' }, { a: null }, { a: null, b: 'c' }],
	[{ list: ['b'] }, { list: ['c', 'd'] }, { list: ['c', 'd'] }],
	[{ list: ['b'] }, { list: null }, { list: null }],
	[{ list: ['b'] }, { list: 'c' }, ['/former_last_names']],
	[{ a: 'c' }, { a: ['b'] }, ['/pronouns']],
	[{ a: 'c' }, { a: { b: 'd', c: null } }, ['/pronouns']],
	[{ list: ['b'] }, { list: [1] }, ['/former_last_names/0']],
	[{ a: 'b' }, ['c'], ['']],
	[{ a: 'foo' }, null, ['']],
	[{ a: 'foo' }, 'bar', ['']],
	[{ b: null }, { a: 'x' }, { b: null, a: 'x' }],
	[{}, { a: { bb: { ccc: null } } }, ['/pronouns']],
	[{ a: 'b' }, {}, { a: 'b' }],
];

test('Merge patch: the vectors of RFC 7396 appendix A, as either media type', async () => {
	for (const type of ['application/merge-patch+json', 'application/json'])
		for (const [before, patch, then] of vectors) {
			const one = await person(hub, translated(before)), what = `${JSON.stringify(patch)} on ${JSON.stringify(before)}`;
			const answer = await send('PATCH', `${acme.path}/persons/${one.id}`, { key: secret, body: JSON.stringify(translated(patch)), headers: { 'Content-Type': type } });
			const now = expect(await hub.get(`/persons/${one.id}`), 200);
			if (Array.isArray(then)) {
				assert.deepEqual(expectProblem(answer, 422, 'validation_failed').errors.map(({ pointer }) => pointer), then, what);
				assert.deepEqual(now, one, what);
				continue;
			}
			expect(answer, 200);
			for (const [name, value] of Object.entries(translated(then)))
				assert.deepEqual(now[name], value, what);
			assert.equal(now.version, JSON.stringify(patch) === '{}' ? 1 : 2, what);
		}
});

test('Merge patch: a list of objects is replaced whole and never merged into', async () => {
	const { id } = await world(hub).fresh('union-classes'), { example: [good] } = resourceOf('union-classes').fields.find(({ name }) => name === 'fringes');
	const patch = (fringes) => hub.patch(`/union-classes/${id}`, { fringes });
	expect(await patch([good, { ...good, code: 'SECOND' }]), 200);
	const kept = [{ ...good, code: 'THIRD' }];
	assert.deepEqual(expect(await patch(kept), 200).fringes, kept);
	assert.ok(expectProblem(await patch([{ code: 'THIRD' }]), 422, 'validation_failed').errors.every(({ pointer, code }) => pointer.startsWith('/fringes/0/') && code === 'required'));
	assert.deepEqual(expect(await hub.get(`/union-classes/${id}`), 200).fringes, kept);
});

test('Merge patch: complaints point as the examples of RFC 6901 section 5 do', async () => {
	const names = { foo: '/foo', '': '/', '~1': '/~01', 'a/b': '/a~1b', 'c%d': '/c%d', 'e^f': '/e^f', 'g|h': '/g|h', 'i\\j': '/i\\j', 'k"l': '/k"l', ' ': '/ ', 'm~n': '/m~0n' };
	const one = await person(hub);
	const answer = await hub.patch(`/persons/${one.id}`, Object.fromEntries(Object.keys(names).map((name) => [name, 1])));
	assert.deepEqual(expectProblem(answer, 422, 'validation_failed').errors.map(({ pointer }) => pointer).sort(), Object.values(names).sort());
});
