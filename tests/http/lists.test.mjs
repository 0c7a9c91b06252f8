// HTTP.md "Representations", lists: filters, sorting, cursors, sparse fields,
// counts, and the search body.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, create, department, employee, expect, expectProblem, key, person, random, samples, sql } from '../lib/hub.mjs';

const acme = company();
const hub = api(acme, key(acme).secret);
const trial = api(acme, key(acme, { mode: 'test' }).secret);
const mark = random().toUpperCase();
const made = [];
let parent;

before(async () => {
	parent = await department(hub, { code: `P${mark}` });
	for (let at = 0; at < 12; at++)
		made.push(await create(hub, 'departments', samples.department({ code: `${mark}-${String(at).padStart(2, '0')}`,
			is_active: at % 3 !== 0, parent_department_id: at < 6 ? parent.id : null })));
});

const codes = (answer) => expect(answer, 200).data.map(({ code }) => code);
const wanted = (pick) => made.filter(pick).map(({ code }) => code);
const list = (query) => hub.get(`/departments?code[prefix]=${mark}-&sort=code&${query}`);

test('Lists: equality, ranges, sets and prefixes', async () => {
	assert.deepEqual(codes(await hub.get(`/departments?code=${mark}-03`)), [`${mark}-03`]);
	assert.deepEqual(codes(await hub.get(`/departments?code=${mark.toLowerCase()}-03`)), [`${mark}-03`], 'codes compare without case');
	assert.deepEqual(codes(await list('is_active=false')), wanted((one) => !one.is_active));
	assert.deepEqual(codes(await list(`parent_department_id=${parent.id}`)), wanted((one) => one.parent_department_id));
	assert.deepEqual(codes(await hub.get(`/departments?sort=code&id[in]=${made[2].id},${made[5].id}`)), [made[2].code, made[5].code]);
	assert.deepEqual(codes(await list(`is_active=true&parent_department_id=${parent.id}`)),
		wanted((one) => one.is_active && one.parent_department_id));
});

test('Lists: dates compare by gte, gt, lte, lt', async () => {
	const dates = ['2020-01-01', '2021-06-15', '2022-12-31'];
	const people = [];
	for (const hire_date of dates)
		people.push(await employee(hub, { hire_date }));
	const found = async (query) => expect(await hub.get(`/employees?${query}&limit=200`), 200).data
		.filter(({ id }) => people.some((one) => one.id === id)).map(({ hire_date }) => hire_date).sort();
	assert.deepEqual(await found('hire_date[gte]=2021-06-15'), dates.slice(1));
	assert.deepEqual(await found('hire_date[gt]=2021-06-15'), dates.slice(2));
	assert.deepEqual(await found('hire_date[lte]=2021-06-15'), dates.slice(0, 2));
	assert.deepEqual(await found('hire_date[lt]=2021-06-15'), dates.slice(0, 1));
	assert.deepEqual(await found('hire_date[gt]=2020-01-01&hire_date[lt]=2022-01-01'), ['2021-06-15']);
	assert.deepEqual(await found('status=terminated'), []);
});

test('Lists: sorting both ways, ties by id, pages of each size meet every record once', async () => {
	for (const sort of ['code', '-code', 'created_at', '-created_at'])
		for (const limit of [1, 5, 12, 200]) {
			const seen = [];
			let cursor = '';
			do {
				const page = expect(await hub.get(`/departments?code[prefix]=${mark}-&sort=${sort}&limit=${limit}${cursor}`), 200);
				seen.push(...page.data.map(({ code }) => code));
				assert.ok(page.data.length <= limit);
				cursor = page.has_more ? `&cursor=${encodeURIComponent(page.next_cursor)}` : null;
				if (!page.has_more)
					assert.ok(page.next_cursor == null);
			} while (cursor);
			const expected = made.map(({ code }) => code);
			assert.deepEqual(seen, sort.startsWith('-') ? expected.reverse() : expected, `${sort} by ${limit}`);
		}
});

test('Lists: records that come while paging neither repeat nor hide others', async () => {
	const first = expect(await list('limit=4'), 200);
	const late = await create(hub, 'departments', samples.department({ code: `${mark}-00A` }));
	const rest = expect(await list(`limit=100&cursor=${encodeURIComponent(first.next_cursor)}`), 200);
	const seen = [...first.data, ...rest.data].map(({ code }) => code);
	assert.deepEqual(seen, made.map(({ code }) => code));
	expect(await hub.patch(`/departments/${late.id}`, { code: `Z${mark}` }), 200);
});

test('Lists: a cursor serves only the list that gave it', async () => {
	const { next_cursor } = expect(await list('limit=4'), 200);
	const cursor = encodeURIComponent(next_cursor);
	assert.ok(!Buffer.from(next_cursor, 'base64url').toString('latin1').includes(mark), 'a cursor is sealed');
	for (const path of [`/departments?sort=code&limit=4&cursor=${cursor}`, `/departments?code[prefix]=${mark}-&sort=-code&cursor=${cursor}`,
		`/persons?cursor=${cursor}`, `/departments?code[prefix]=${mark}-&sort=code&cursor=${cursor.slice(0, -4)}AAAA`])
		expectProblem(await hub.get(path), 400, 'invalid_parameter');
	expectProblem(await trial.get(`/departments?code[prefix]=${mark}-&sort=code&limit=4&cursor=${cursor}`), 400, 'invalid_parameter');
	const stranger = company();
	expectProblem(await api(stranger, key(stranger).secret).get(`/departments?code[prefix]=${mark}-&sort=code&cursor=${cursor}`),
		400, 'invalid_parameter');
});

test('Lists: sparse fields show these and the id', async () => {
	const page = expect(await list('fields=code,name&limit=2'), 200);
	for (const one of page.data) {
		assert.ok('code' in one && 'name' in one && 'id' in one && 'object' in one);
		assert.ok(!('description' in one) && !('is_active' in one));
	}
	const single = await hub.get(`/departments/${made[0].id}?fields=code`);
	assert.equal(expect(single, 200).code, made[0].code);
	assert.ok(!('name' in single.json()));
	assert.notEqual(single.headers.etag, (await hub.get(`/departments/${made[0].id}`)).headers.etag);
});

test('Lists: include_count counts what the filter meets', async () => {
	assert.equal(expect(await list('include_count=true&limit=1'), 200).total_count, 12);
	assert.ok(!('total_count' in expect(await list('limit=1'), 200)));
	assert.ok(!('total_count' in expect(await list('limit=1&include_count=false'), 200)));
});

test('Lists: updated_since shows what was changed since', async () => {
	const before = expect(await hub.get(`/departments/${made[3].id}`), 200).updated_at;
	const changed = expect(await hub.patch(`/departments/${made[3].id}`, { description: `now ${random()}` }), 200);
	assert.ok(changed.updated_at > before);
	const page = expect(await list(`updated_since=${encodeURIComponent(changed.updated_at)}`), 200);
	assert.deepEqual(page.data.map(({ id }) => id), [made[3].id]);
});

test('Lists: the envelope and its Link', async () => {
	const answer = await list('limit=5');
	const page = expect(answer, 200);
	assert.equal(page.object, 'list');
	assert.equal(page.has_more, true);
	assert.equal(typeof page.url, 'string');
	const next = /<([^>]+)>;\s*rel="?next"?/.exec(answer.headers.link)[1];
	const url = new URL(next, 'http://x');
	const follow = expect(await hub.get(url.pathname.slice(url.pathname.indexOf('/v1')) + url.search), 200);
	assert.deepEqual(follow.data.map(({ code }) => code), wanted((one, at) => at >= 5 && at < 10));
	assert.equal((await list('limit=100')).headers.link, undefined);
});

test('Lists: a page that looked at enough is short, says so, and the next goes on where it ended', async () => {
	const crowd = company(), own = api(crowd, key(crowd).secret), rows = 5200;
	sql(`INSERT INTO departments (realm_id, id, code, name, is_active, version, created_at, updated_at)
		SELECT r.id, UNHEX(LPAD(HEX(seq), 32, '0')), CONCAT('D', LPAD(seq, 5, '0')), 'Crowd', seq <> 5100, 1, NOW(6), NOW(6)
		FROM seq_1_to_${rows} JOIN realms r ON r.mode = 'live' AND r.state = 'current'
		JOIN entities e ON e.id = r.entity_id AND CONCAT('ent_', e.code) = '${crowd.entity_id}'`);
	const asked = 'is_active=false&sort=code&include_count=true';
	const answer = await own.get(`/departments?${asked}`), first = expect(answer, 200);
	assert.deepEqual([first.data, first.has_more, first.total_count, first.total_count_exact], [[], true, 0, false]);
	assert.match(answer.headers.link, /rel="?next"?/);
	const second = expect(await own.get(`/departments?${asked}&cursor=${first.next_cursor}`), 200);
	assert.deepEqual([second.data.map(({ code }) => code), second.has_more, second.next_cursor], [['D05100'], false, null]);
	const backwards = expect(await own.get('/departments?is_active=false&sort=-code'), 200);
	assert.deepEqual([backwards.data.length, backwards.has_more], [1, true]);
	const body = { filter: { is_active: false }, sort: 'name' };
	const searched = expect(await own.post('/departments/search', body), 200);
	const found = expect(await own.post('/departments/search', { ...body, cursor: searched.next_cursor }), 200);
	assert.deepEqual([searched.data.length, found.data.length], [0, 1]);
	assert.equal(expect(await own.get('/departments?is_active=false&code[prefix]=D051'), 200).has_more, false, 'few are looked at whole');
});

test('Search: by name, by parts, with sort, limit, cursor, fields and count in the body', async () => {
	const last = `Okafor${random()}`;
	const people = [];
	for (const legal_first_name of ['Ada', 'Ben', 'Chi'])
		people.push(await person(hub, { legal_first_name, legal_last_name: last }));
	const search = async (body) => expect(await hub.post('/persons/search', body), 200);
	assert.equal((await search({ filter: { legal_last_name: last }, include_count: true })).total_count, 3);
	assert.deepEqual((await search({ filter: { legal_last_name: last, legal_first_name: 'Ben' } })).data.map(({ id }) => id), [people[1].id]);
	assert.deepEqual((await search({ filter: { legal_last_name: { prefix: last.slice(0, 9) }, legal_first_name: 'Chi' } })).data.map(({ id }) => id),
		[people[2].id]);
	const first = await search({ filter: { legal_last_name: last }, limit: 2 });
	assert.equal(first.has_more, true);
	const second = await search({ filter: { legal_last_name: last }, limit: 2, cursor: first.next_cursor });
	assert.deepEqual([...first.data, ...second.data].map(({ id }) => id).sort(), people.map(({ id }) => id).sort());
	const sparse = await search({ filter: { legal_last_name: last }, fields: ['legal_first_name'] });
	assert.ok(sparse.data.every((one) => 'legal_first_name' in one && !('legal_last_name' in one)));
	expectProblem(await hub.post('/persons/search', { filter: { legal_last_name: `${last}x` }, cursor: first.next_cursor }), 400);
});

test('Search: an empty body of an object lists everything', async () => {
	assert.ok(expect(await hub.post('/persons/search', {}), 200).data.length > 0);
});
