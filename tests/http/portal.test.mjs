// The portal without a browser: sessions, forgery, forms sent twice or broken, roles,
// and what its answers carry.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { api, company, count, expect, hubctl, key, random, samples, send, sql, until, user } from '../lib/hub.mjs';
import { hostile } from '../lib/hostile.mjs';
import { forms, origin, Portal, words } from '../lib/portal.mjs';

const acme = company();
let owner;

before(async () => {
	owner = await new Portal().signIn(acme);
});

const keysOf = (of) => count(`SELECT COUNT(*) FROM api_keys k JOIN entities e ON e.id = k.entity_id WHERE CONCAT('ent_', e.code) = '${of.entity_id}'`);
const newKey = async (portal, values) => {
	const page = await portal.get('/hub/keys/new');
	assert.equal(page.status, 200, words(page.text).slice(0, 300));
	return portal.submit(page, /keys\/new/, { mode: 'test', access: 'read_only', name: `key ${random()}`, ...values });
};
// The rows of "There is a problem".
const complaints = (html) => {
	const [, list] = /<div role="alert">\s*<h2>There is a problem<\/h2>\s*<ul>([\s\S]*?)<\/ul>/.exec(html) ?? assert.fail('no summary of errors');
	return [...list.matchAll(/<li>(?:<a href="#([^"]+)">)?([^<]+)/g)].map(([, control, sentence]) => ({ control, sentence }));
};
const secretOf = (html) => /hub_(?:live|test)_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}/.exec(html)?.[0];

test('Portal: pages demand a session and lead to sign-in and back', async () => {
	for (const path of ['/hub/dashboard', '/hub/keys', '/hub/keys/new', '/hub/requests', '/hub/audit']) {
		const answer = await new Portal().send('GET', path);
		assert.equal(answer.status, 303, `${path}: ${answer.status}`);
		assert.match(answer.headers.location, /\/hub\/sign-in/);
	}
});

test('Portal: the session cookie is Host-bound, HttpOnly, Secure, Lax', async () => {
	const portal = new Portal(), page = await portal.get('/hub/sign-in');
	const answer = await portal.submit(page, /sign-in/, { email: acme.email, password: acme.password });
	const line = answer.headers['set-cookie'].find((one) => one.startsWith('__Host-hub='));
	assert.ok(line, `${answer.headers['set-cookie']}`);
	for (const attribute of [/;\s*Secure/i, /;\s*HttpOnly/i, /;\s*SameSite=Lax/i, /;\s*Path=\/(;|$)/i])
		assert.match(line, attribute);
	assert.doesNotMatch(line, /domain=/i);
});

test('Portal: one refusal for all that can be wrong with a sign-in', async () => {
	const said = new Set();
	for (const [email, password] of [[acme.email, 'mistaken'], [`nobody-${random()}@example.com`, acme.password], [acme.email.toUpperCase(), 'x'],
		[acme.email, `${acme.password} `]]) {
		const portal = new Portal(), page = await portal.get('/hub/sign-in');
		const answer = await portal.submit(page, /sign-in/, { email, password });
		assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
		assert.equal(portal.cookies.size, 0);
		said.add(complaints(answer.text).map(({ sentence }) => sentence).join());
		assert.ok(!answer.text.includes(password) || password.length < 2, 'the password stands in the answer');
	}
	assert.deepEqual([...said], ['E-mail, password or code is not right.']);
});

test('Portal: a POST from elsewhere is refused and does nothing', async () => {
	const before = keysOf(acme);
	const page = await owner.get('/hub/keys/new');
	const form = forms(page.text).find((one) => /keys\/new/.test(one.action));
	const values = { ...form.values, name: `forged ${random()}`, mode: 'test', access: 'read_only' };
	for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { Origin: `${origin}.evil.example` }, { Origin: origin.replace('http:', 'https:') },
		{ Origin: origin.replace(/:\d+$/, ':1') }]) {
		const answer = await owner.post(form.action, values, { headers });
		assert.equal(answer.status, 403, `${headers.Origin}: ${answer.status}`);
	}
	const bare = (headers) => owner.send('POST', form.action, { body: new URLSearchParams(values).toString(),
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } });
	for (const headers of [{}, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': 'none' }])
		assert.equal((await bare(headers)).status, 403, JSON.stringify(headers));
	assert.equal(keysOf(acme), before);
	const own = await bare({ 'Sec-Fetch-Site': 'same-origin' });
	assert.equal(own.status, 200);
	assert.equal(keysOf(acme), before + 1);
});

test('Portal: no GET changes anything', async () => {
	const made = key(acme), before = keysOf(acme);
	for (const path of ['/hub/sign-out', `/hub/keys/${made.id}/revoke`, `/hub/keys/${made.id}/pause`, '/hub/keys/new?name=x&mode=test&access=full'])
		await owner.get(path);
	assert.equal(keysOf(acme), before);
	expect(await api(acme, made.secret).get('/persons?limit=1'), 200);
	assert.equal((await owner.get('/hub/keys')).status, 200);
});

test('Portal: a key is shown once, in the answer to the form', async () => {
	const name = `Payroll ${random()}`;
	const answer = await newKey(owner, { name, mode: 'live', access: 'full', step_up_password: acme.password });
	assert.equal(answer.status, 200, words(answer.text).slice(0, 400));
	assert.match(answer.headers['cache-control'], /no-store/);
	const secret = secretOf(answer.text);
	assert.ok(secret, 'the secret stands in the answer');
	expect(await api(acme, secret).get('/persons?limit=1'), 200);
	const curl = /curl -sS "([^"]+)" -H "Authorization: Bearer (\S+)"/.exec(words(answer.text));
	assert.equal(curl[2], secret);
	const url = new URL(curl[1]);
	expect(await send('GET', url.pathname + url.search, { key: curl[2] }), 200);
	const list = await owner.get('/hub/keys');
	assert.ok(words(list.text).includes(name) && words(list.text).includes(secret.slice(-4)));
	for (const page of [list, await owner.get(/\/hub\/keys\/(key_\w+)/.exec(list.text)[0])])
		assert.ok(!page.text.includes(secret.slice(-20)), 'the secret is shown again');
});

test('Portal: a form sent twice makes one key and says so', async () => {
	const page = await owner.get('/hub/keys/new');
	const values = { name: `Twice ${random()}`, mode: 'test', access: 'read_only' };
	const first = await owner.submit(page, /keys\/new/, values), before = keysOf(acme);
	const secret = secretOf(first.text);
	for (const again of [await owner.submit(page, /keys\/new/, values), await owner.submit(page, /keys\/new/, { ...values, name: `Other ${random()}` })]) {
		assert.equal(again.status, 200);
		assert.match(words(again.text), /already created this key/);
		assert.ok(!again.text.includes(secret));
	}
	assert.equal(keysOf(acme), before);
});

test('Portal: of sixteen copies of one form sent at once one makes a key', async () => {
	const page = await owner.get('/hub/keys/new'), before = keysOf(acme);
	const name = `Race ${random()}`;
	const answers = await Promise.all(Array.from({ length: 16 }, () =>
		owner.submit(page, /keys\/new/, { name, mode: 'test', access: 'read_only' })));
	assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
	assert.equal(answers.filter(({ text }) => secretOf(text)).length, 1);
	assert.equal(keysOf(acme), before + 1);
});

test('Portal: a form with mistakes comes back with all complaints, and nothing is made', async () => {
	const before = keysOf(acme);
	const page = await owner.get('/hub/keys/new');
	const form = forms(page.text).find((one) => /keys\/new/.test(one.action));
	const answer = await owner.post(form.action, { form_id: form.values.form_id, name: '' });
	assert.ok([400, 422].includes(answer.status), `${answer.status}`);
	assert.match(answer.text, /<title>Error: /);
	const said = words(answer.text);
	assert.match(said, /There is a problem/);
	assert.match(said, /Enter a name/i);
	assert.match(said, /Choose what the key may do/i);
	for (const [, id] of answer.text.matchAll(/<li><a href="#([^"]+)"/g))
		assert.ok(answer.text.includes(`id="${id}"`), `no control with the id ${id}`);
	assert.equal(keysOf(acme), before);
});

test('Portal: each refused form says so in its title, above it and at each control', async () => {
	const page = await owner.get('/hub/keys/new'), form = forms(page.text).find((one) => /keys\/new/.test(one.action));
	const nobody = new Portal();
	const cases = [['sign-in', () => nobody.post('/hub/sign-in', { email: acme.email, password: 'wrong' }), ['email']],
		['new key', () => owner.post(form.action, { form_id: form.values.form_id }), ['name', 'mode', 'access']],
		['history', () => owner.get('/hub/requests?status=9&address=300.1.1.1&code=Not+one&slower=soon&from=2026-02-01&to=2026-01-01'),
			['from', 'address', 'status', 'slower', 'code']],
		['history, key', () => owner.get('/hub/requests?key=x'), ['key']],
		['audit', () => owner.get('/hub/audit?from=2026-02-01&to=2026-01-01'), ['from']]];
	for (const [name, ask, controls] of cases) {
		const { text } = await ask(), rows = complaints(text);
		assert.match(text, /<title>Error: /, name);
		assert.deepEqual(rows.map(({ control }) => control).sort(), [...controls].sort(), name);
		for (const { control, sentence } of rows) {
			assert.equal(text.split(` id="${control}"`).length, 2, `${name}: one control ${control}`);
			// A choice from a list of ours cannot be mistyped: its complaint stands above alone.
			if (control === 'key')
				continue;
			assert.ok(text.includes(`id="${control}-error">${sentence}</span>`), `${name}: ${control} repeats its sentence`);
			assert.match(text, new RegExp(`aria-describedby="[^"]*\\b${control}-error"`), `${name}: ${control} is described`);
		}
	}
	for (const path of ['/hub/keys/new', '/hub/requests?status=404', '/hub/audit', '/hub/keys'])
		assert.doesNotMatch((await owner.get(path)).text, /<title>Error|There is a problem/, path);
});

test('Portal: malformed forms are a clear 4xx and make nothing', async () => {
	const before = keysOf(acme);
	const good = { name: 'x', mode: 'test', access: 'read_only' };
	const type = 'application/x-www-form-urlencoded';
	const cases = [['', type], ['%', type], ['name=%ff&mode=test&access=full', type], ['name=a%00b&mode=test&access=full', type],
		['x'.repeat(100000), type], [`${'a=1&'.repeat(2000)}`, type], ['name=a&name=b&mode=test&access=full&form_id=x', type],
		[JSON.stringify(good), 'application/json'], ['--x', 'multipart/form-data; boundary=x'], [new URLSearchParams(good).toString(), 'text/plain'],
		[new URLSearchParams({ ...good, mode: 'real' }).toString(), type], [new URLSearchParams({ ...good, access: 'root' }).toString(), type],
		[new URLSearchParams({ ...good, form_id: "' OR 1=1" }).toString(), type], [new URLSearchParams({ ...good, name: 'x'.repeat(5000) }).toString(), type]];
	for (const [body, media] of cases) {
		const answer = await owner.send('POST', '/hub/keys/new', { body, headers: { 'Content-Type': media, Origin: origin } });
		assert.ok(answer.status >= 400 && answer.status < 500, `${body.slice(0, 60)}: ${answer.status} ${words(answer.text).slice(0, 200)}`);
		assert.match(answer.headers['content-type'], /^text\/html/);
	}
	for (const path of ['/hub/keys/key_x', '/hub/keys/%ff', '/hub/requests/x', `/hub/requests/${'x'.repeat(3000)}`, '/hub/nothing', '/hub/keys/new/x'])
		assert.ok([400, 404, 414].includes((await owner.send('GET', path)).status), path);
	for (const query of ['period=x', 'mode=real', 'status=abc', 'from=x&to=y', 'key=x', 'older=x', 'method=BREW', 'address=300.1.1.1', '%ff=1'])
		assert.ok((await owner.send('GET', `/hub/requests?${query}`)).status < 500, query);
	assert.equal(keysOf(acme), before);
});

test('Portal: broken cookies are no session and no failure', async () => {
	for (const cookie of ['__Host-hub=', '__Host-hub=x', `__Host-hub=${'x'.repeat(4000)}`, '__Host-hub="', ';;;', '__Host-hub=%ff', '__Host-hub=hub_tok_x; __Host-hub=y']) {
		const answer = await send('GET', '/hub/keys', { headers: { Host: new URL(origin).host, Cookie: cookie } });
		assert.ok([303, 400].includes(answer.status), `${cookie.slice(0, 30)}: ${answer.status}`);
	}
});

test('Portal: sign-out ends the session for good', async () => {
	const portal = await new Portal().signIn(acme), page = await portal.get('/hub/keys');
	const stolen = new Map(portal.cookies);
	const out = await portal.submit(page, /sign-out/, {});
	assert.equal(out.status, 303);
	portal.cookies = stolen;
	assert.equal((await portal.send('GET', '/hub/keys')).status, 303);
});

// A session that has idled for too long, as the database sees it; the browser keeps its cookie.
async function idle(portal, of) {
	sql(`UPDATE sessions s JOIN users u ON u.entity_id = s.entity_id AND u.id = s.user_id
		SET s.seen_at = s.seen_at - INTERVAL 2 DAY WHERE u.email = '${of.email}'`);
	assert.equal((await portal.send('GET', '/hub/keys')).status, 303);
}

for (const [how, end] of [['has idled too long', idle], ['is gone with its cookie', async (portal) => portal.cookies.clear()]])
	test(`Portal: after a session that ${how} the form comes back filled and is not executed`, async () => {
		const firm = company(), portal = await new Portal().signIn(firm), page = await portal.get('/hub/keys/new');
		const name = `Kept & <b>"${random()}"`;
		await end(portal, firm);
		const shown = await portal.submit(page, /keys\/new/, { name, mode: 'test', access: 'full' });
		assert.equal(shown.status, 403);
		assert.match(words(shown.text), /Sign in and your form comes back filled\./);
		assert.equal(shown.headers.location, undefined);
		assert.ok(!shown.text.includes('Kept'), 'the form rides along unsealed');
		const wrong = await portal.submit(shown, /sign-in/, { email: firm.email, password: 'not this one' });
		assert.equal(wrong.status, 422);
		const after = await portal.submit(wrong, /sign-in/, { email: firm.email, password: firm.password });
		assert.equal(after.status, 200, words(after.text).slice(0, 300));
		assert.equal(keysOf(firm), 0, 'the form was executed');
		assert.match(words(after.text), /Nothing was done yet/);
		const { values } = forms(after.text).find((one) => /keys\/new/.test(one.action));
		assert.deepEqual([values.name, values.mode, values.access], [name, 'test', 'full']);
		const made = await portal.submit(after, /keys\/new/, {});
		assert.ok(secretOf(made.text), 'the form that came back makes the key');
		assert.match(words((await portal.submit(after, /keys\/new/, {})).text), /already created this key/);
		assert.equal(keysOf(firm), 1);
	});

test('Portal: a kept form is shown to nobody but its sender, and never with a key in it', async () => {
	const firm = company(), stranger = company(), colleague = { email: `admin-${random()}@example.com`, password: `a long Password ${random(8)}`, name: 'Ada', role: 'admin' };
	user(firm.entity_id, colleague);
	const portal = await new Portal().signIn(firm), page = await portal.get('/hub/keys/new'), name = `Kept${random()}`;
	portal.cookies.clear();
	const shown = await portal.submit(page, /keys\/new/, { name, mode: 'test', access: 'full' });
	const kept = forms(shown.text).find((one) => /sign-in/.test(one.action)).values;
	const flipped = (text) => text.slice(0, 20) + (text[20] === 'A' ? 'B' : 'A') + text.slice(21);
	for (const [who, values] of [[colleague, {}], [stranger, {}], [firm, { kept: flipped(kept.kept) }], [firm, { kept: 'x' }],
		[firm, { kept_as: 'hub.key.revoke.post' }], [firm, { next: '/hub/keys' }]]) {
		const other = new Portal(), first = await other.submit(shown, /sign-in/, { email: who.email, password: who.password, ...values });
		assert.equal(first.status, 303, `${who.email} ${JSON.stringify(values)}`);
		assert.ok(!first.headers.location.includes(name));
		assert.ok(!(await other.get(first.headers.location)).text.includes(name), `${who.email} sees the form`);
	}
	const secret = key(firm).secret;
	const pasted = await portal.submit(page, /keys\/new/, { name: `${name} ${secret}`, mode: 'test', access: 'full' });
	const back = await portal.submit(pasted, /sign-in/, { email: firm.email, password: firm.password });
	assert.equal(back.status, 200);
	assert.ok(!back.text.includes(secret.slice(-20)), 'a key came back');
	assert.equal(forms(back.text).find((one) => /keys\/new/.test(one.action)).values.access, 'full');
});

test('Portal: no other site can plant a form in the sign-in page', async () => {
	const body = new URLSearchParams({ name: 'planted', mode: 'live', access: 'full', sender: 'usr_00000000000000000000000000' }).toString();
	const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
	for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, {}]) {
		const answer = await new Portal().send('POST', '/hub/keys/new', { body, headers: { ...type, ...headers } });
		assert.equal(answer.status, 403);
		assert.doesNotMatch(answer.text, /name="kept"|planted/);
	}
});

test('Portal: a late click on a button leads to the page of its key after the sign-in', async () => {
	const firm = company(), made = key(firm), portal = await new Portal().signIn(firm);
	portal.cookies.clear();
	for (const [act, page] of [['revoke', `/hub/keys/${made.id}/revoke`], ['pause', `/hub/keys/${made.id}`]]) {
		const shown = await portal.post(`/hub/keys/${made.id}/${act}`, {});
		assert.equal(forms(shown.text).find((one) => /sign-in/.test(one.action)).values.next, page);
		assert.match(words(shown.text), /Nothing was done\./);
	}
	expect(await api(firm, made.secret).get('/persons?limit=1'), 200);
});

test('Portal: a key pasted as a filter leaves the address and is not shown', async () => {
	const made = key(acme), other = key(company());
	for (const [secret, location] of [[made.secret, `/hub/keys/${made.id}`], [other.secret, '/hub/keys'], [made.secret.slice(0, -3), '/hub/keys']]) {
		const answer = await owner.send('GET', `/hub/keys?text=${encodeURIComponent(` "${secret}"`)}`);
		assert.equal(answer.status, 303);
		assert.equal(answer.headers.location, location);
		assert.ok(!answer.text.includes(secret.slice(-20)));
	}
});

test('Portal: a filter takes any text', async () => {
	const name = `Lohn für 給与 ${random()}`;
	await newKey(owner, { name });
	for (const text of ['é', '給与', '😀', '%', '\\', '\'', 'x'.repeat(3000)].map(encodeURIComponent))
		for (const path of [`/hub/keys?text=${text}`, ...['operation', 'key', 'code', 'method', 'status', 'address', 'slower', 'from', 'result', 'period', 'older', 'newer']
			.map((one) => `/hub/requests?${one}=${text}`), `/hub/audit?event=${text}`, `/hub/audit?from=${text}`, `/hub/dashboard?days=${text}`]) {
			const answer = await owner.get(path);
			assert.ok([200, 422].includes(answer.status), `${path.slice(0, 60)}: ${answer.status}`);
		}
	assert.ok((await owner.get(`/hub/keys?text=${encodeURIComponent('für 給')}`)).text.includes(name));
});

test('Portal: another company sees neither keys nor requests', async () => {
	const firm = company(), stranger = await new Portal().signIn(firm), made = key(acme);
	for (const path of [`/hub/keys/${made.id}`, `/hub/keys/${made.id}/revoke`])
		assert.equal((await stranger.get(path)).status, 404);
	assert.equal((await stranger.post(`/hub/keys/${made.id}/revoke`, {})).status, 404);
	expect(await api(acme, made.secret).get('/persons?limit=1'), 200);
	assert.ok(!(await stranger.get('/hub/keys')).text.includes(made.id));
});

test('Portal: a developer makes test keys only and sees no audit trail; an auditor makes none', async () => {
	const made = key(acme);
	for (const role of ['developer', 'auditor']) {
		const who = { email: `${role}-${random()}@example.com`, password: `a long Password ${random(8)}`, name: role, role };
		user(acme.entity_id, who);
		const portal = await new Portal().signIn(who), before = keysOf(acme);
		const refusals = () => count(`SELECT COUNT(*) FROM audit_events WHERE event = 'act.refused' AND record LIKE '%${who.name}%' AND record LIKE '%hub.key.revoke%'`), noted = refusals();
		assert.equal((await portal.post(`/hub/keys/${made.id}/revoke`, {})).status, role === 'developer' ? 404 : 403, role);
		assert.equal(refusals(), noted + 1, `${role}: the try stands in the trail`);
		if (role === 'developer') {
			const page = await portal.get('/hub/keys/new');
			const refused = await portal.submit(page, /keys\/new/, { name: `x ${random()}`, mode: 'live', access: 'full' });
			assert.ok([403, 422, 400].includes(refused.status), `${refused.status}`);
			assert.equal(keysOf(acme), before);
			assert.equal((await portal.submit(page, /keys\/new/, { name: `x ${random()}`, mode: 'test', access: 'full' })).status, 200);
			assert.equal((await portal.get('/hub/audit')).status, 403);
			assert.ok(!(await portal.get('/hub/keys')).text.includes(made.id), 'live keys are listed');
		} else {
			const answer = await portal.post('/hub/keys/new', { name: 'x', mode: 'test', access: 'full' });
			assert.equal(answer.status, 403);
			assert.equal(keysOf(acme), before);
			assert.equal((await portal.get('/hub/audit')).status, 200);
		}
	}
	expect(await api(acme, made.secret).get('/persons?limit=1'), 200);
});

test('Portal: who may not open a page is told which role it is, and whom to ask', async () => {
	const firm = company('Northgate <Builders>');
	const who = (role, name) => ({ email: `${role}-${random()}@example.com`, password: `a long Password ${random(8)}`, name, role });
	const [li, dana, auditor, developer] = [who('owner', 'Li Wei'), who('owner', 'Dana <b>'), who('auditor', 'Ada'), who('developer', 'Dev')];
	for (const one of [li, dana, auditor, developer])
		user(firm.entity_id, one);
	sql(`UPDATE users SET state = 'inactive' WHERE email = '${li.email}'`);
	const made = key(firm, { mode: 'test' });
	for (const [one, path, name] of [[developer, '/hub/audit', 'Audit trail'], [auditor, '/hub/keys/new', 'Create a key'], [auditor, `/hub/keys/${made.id}/revoke`, 'Revoke a key']]) {
		const portal = await new Portal().signIn(one), answer = await portal.get(path), said = words(answer.text);
		assert.equal(answer.status, 403);
		assert.ok(said.includes(`Your role, ${one.role}, can’t open ${name}.`), said);
		assert.match(said, /Owners of Northgate <Builders> ?: Dana <b> ?, Olive Owner ?\./, said);
		assert.ok(!said.includes('Li Wei'), 'one who cannot sign in is named');
		assert.match(answer.text, /<nav class="rail"/);
	}
	const stranger = await new Portal().post('/hub/keys/new', {}, { headers: { Origin: 'https://evil.example' } });
	assert.doesNotMatch(stranger.text, /Owners of|Olive Owner/);
});

test('Portal: revoking asks on a page and then ends the key', async () => {
	const made = key(acme);
	const page = await owner.get(`/hub/keys/${made.id}/revoke`);
	assert.equal(page.status, 200);
	const done = await owner.submit(page, /revoke/, {});
	assert.equal(done.status, 303);
	assert.equal((await api(acme, made.secret).get('/persons')).status, 401);
	assert.match(words((await owner.get(`/hub/keys/${made.id}`)).text), /Revoked/);
});

test('Portal: every page carries the strict headers and no inline script or style', async () => {
	for (const path of ['/hub/dashboard', '/hub/keys', '/hub/keys/new', '/hub/requests', '/hub/audit', '/hub/sign-in', '/hub/nothing']) {
		const { headers, text } = await owner.get(path), policy = headers['content-security-policy'] ?? '';
		assert.match(policy, /default-src 'none'/, path);
		assert.match(policy, /frame-ancestors 'none'/, path);
		assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/, path);
		assert.equal(headers['x-content-type-options'], 'nosniff', path);
		assert.match(headers['cache-control'] ?? '', /no-store/, path);
		assert.match(headers['referrer-policy'] ?? '', /no-referrer|same-origin/, path);
		assert.match(headers['x-request-id'] ?? '', /\S/, path);
		assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i, path);
		assert.ok(Buffer.byteLength(text) < 60000, path);
	}
});

test('Portal: hostile texts in names of keys, companies and people are inert on each page and in each export', async () => {
	const firm = company('<img src=x onerror=alert(1)>&"\'');
	const portal = await new Portal().signIn(firm);
	for (const text of hostile) {
		const answer = await newKey(portal, { name: text });
		assert.equal(answer.status, 200, `${text}: ${answer.status} ${words(answer.text).slice(0, 300)}`);
		await api(firm, secretOf(answer.text)).get('/departments?limit=1');
	}
	await api(firm, key(firm).secret).post('/departments', samples.department({ name: hostile[0] }));
	await until('the requests are shown', async () => (await portal.get('/hub/requests?mode=live')).text.includes('/departments'), { within: 4000 });
	for (const path of ['/hub/keys', '/hub/dashboard?mode=test', '/hub/requests?mode=test', '/hub/audit']) {
		const { text, status } = await portal.get(path);
		assert.equal(status, 200, path);
		assert.doesNotMatch(text, /<script>alert|<img|<svg onload|onerror=alert\(1\)>/i, path);
		assert.ok(words(text).includes(path === '/hub/keys' ? '<script>alert(1)</script>' : 'Hub'), path);
	}
});

test('Portal: the dashboard and the history tell the same numbers', async () => {
	const firm = company(), made = key(firm), there = api(firm, made.secret);
	for (let at = 0; at < 9; at++)
		await (at % 3 ? there.get('/persons') : there.get('/nothing'));
	const portal = await new Portal().signIn(firm);
	const page = await until('nine requests are counted', async () => {
		const one = await portal.get('/hub/dashboard?mode=live');
		return /Requests 9\b/.test(words(one.text)) && one;
	}, { within: 4000 });
	assert.match(words(page.text), /Failed 3\b/);
});

test('Portal: the history shows a request within two seconds and its page shows redacted bodies', async () => {
	const firm = company(), made = key(firm, { name: 'Time clock' }), portal = await new Portal().signIn(firm);
	const name = `Hidden${random()}`;
	const answer = await api(firm, made.secret).post('/persons', samples.person({ legal_last_name: name, preferred_language: 'en' }));
	const id = answer.headers['x-request-id'];
	const list = await until('the request is listed', async () => {
		const page = await portal.get('/hub/requests?mode=live');
		return page.text.includes(id) && page;
	}, { within: 2000 });
	const said = words(list.text);
	for (const part of ['POST', '201', 'Time clock', '127.0.0.1'])
		assert.ok(said.includes(part), `${part} is not shown`);
	const page = await portal.get(`/hub/requests/${id}`);
	assert.equal(page.status, 200);
	const shown = words(page.text);
	assert.ok(shown.includes(id) && shown.includes('redacted') && shown.includes('preferred_language'));
	assert.ok(!page.text.includes(name), 'a name is shown');
});

test('Portal: the search box leads to what a text names', async () => {
	const firm = company(), name = `Time clock ${random()}`;
	const live = key(firm, { name }), trial = key(firm, { name: `Reporting ${random()}`, mode: 'test' }), gone = key(firm, { name: 'Import 2025' });
	hubctl('key', 'revoke', '--entity', firm.entity_id, '--key', gone.id);
	const portal = await new Portal().signIn(firm), there = api(firm, live.secret);
	const id = (await there.get('/nothing')).headers['x-request-id'];
	await until('the request is in the history', async () => (await portal.send('GET', `/hub/requests/${id}`)).status === 200, { within: 4000 });
	const page = await portal.get('/hub/dashboard');
	const sought = async (who, text) => who.submit(page, /search/, { search: text });
	const to = { [id]: `/hub/requests/${id}`, [` ${id.toUpperCase()} `]: `/hub/requests/${id}`, [live.id]: `/hub/keys/${live.id}`, [name]: `/hub/keys/${live.id}`,
		'time CLOCK': `/hub/keys/${live.id}`, [live.secret.slice(-4)]: `/hub/keys/${live.id}`, [live.secret]: `/hub/keys/${live.id}`,
		[`Authorization: Bearer ${live.secret}"`]: `/hub/keys/${live.id}`, [`HUB_API_KEY=${gone.secret}`]: `/hub/keys/${gone.id}`, 'import': `/hub/keys/${gone.id}`,
		'insufficient_scope': '/hub/docs/problems/insufficient_scope', 'employees.list': '/hub/requests?period=30d&operation=employees.list',
		'GET /employees': '/hub/requests?period=30d&operation=employees.list', 'post /employees': '/hub/requests?period=30d&operation=employees.create',
		[`PATCH /v1/entities/${firm.entity_id}/employees/emp_01hzzzzzzzzzzzzzzzzzzzzzzz?x=1`]: '/hub/requests?period=30d&operation=employees.update',
		'/departments': '/hub/requests?period=30d&operation=departments.list', 'GET /changes': '/hub/requests?period=30d&operation=changes.list',
		'limits': '/hub/docs/limits', 'Getting started': '/hub/docs/getting-started', 'persons': '/hub/docs/reference/persons' };
	for (const [text, path] of Object.entries(to)) {
		const answer = await sought(portal, text);
		assert.equal(answer.status, 303, `${text}: ${answer.status} ${words(answer.text).slice(0, 200)}`);
		assert.equal(answer.headers.location, path, text);
		assert.equal((await portal.get(path)).status, 200, path);
	}
	const several = await sought(portal, 'e');
	assert.equal(several.headers.location, '/hub/keys?text=e&ended=yes');
	for (const text of ['', ' ', 'nothing like it', '<script>alert(1)</script>', 'key_00000000000000000000000000', '0198c0de-0000-7000-8000-000000000000', 'x'.repeat(5000)]) {
		const answer = await sought(portal, text), said = words(answer.text);
		assert.equal(answer.status, 404, text);
		assert.match(said, /Nothing matches .*Hub looks for request ids, keys, endpoints, error codes and docs pages\./);
		assert.doesNotMatch(answer.text, /<script>alert/);
	}
	const lost = live.secret.slice(0, -1) + (live.secret.endsWith('A') ? 'B' : 'A');
	for (const text of [lost, live.secret.slice(0, 40), `x ${lost}`, key(company()).secret]) {
		const answer = await sought(portal, text);
		assert.equal(answer.status, 404);
		assert.ok(!answer.text.includes(text.slice(10, 36)), 'a pasted key is shown again');
	}

	const dev = { email: `dev-${random()}@example.com`, password: `a long Password ${random(8)}`, name: 'Dev', role: 'developer' };
	user(firm.entity_id, dev);
	const developer = await new Portal().signIn(dev), stranger = await new Portal().signIn(company());
	for (const text of [id, live.id, name, live.secret, live.secret.slice(-4)])
		for (const who of [developer, stranger])
			assert.equal((await sought(who, text)).status, 404, text);
	assert.equal((await sought(developer, trial.secret)).headers.location, `/hub/keys/${trial.id}`);
	sql(`UPDATE entities SET state = 'suspended' WHERE CONCAT('ent_', code) = '${firm.entity_id}'`);
	assert.equal((await sought(portal, live.id)).status, 303, 'a suspended company finds its keys');
	assert.equal((await portal.post(`/hub/keys/${live.id}/pause`, {})).status, 403);
	assert.equal((await portal.post('/hub/search', { search: live.id }, { headers: { Origin: 'https://evil.example' } })).status, 403);
	assert.equal((await portal.send('GET', `/hub/search?search=${live.id}`)).status, 405);
	assert.equal((await new Portal().post('/hub/search', { search: live.secret })).text.includes(live.secret), false);
});

test('Portal: a part of the dashboard that fails says so while the rest stands', async () => {
	const firm = company(), made = key(firm, { name: 'Time clock' }), there = api(firm, made.secret);
	for (let at = 0; at < 5; at++)
		await (at ? there.get('/persons') : there.get('/nothing'));
	const portal = await new Portal().signIn(firm), path = '/hub/dashboard?mode=live&days=7';
	await until('five requests are counted', async () => /Requests 5\b/.test(words((await portal.get(path)).text)), { within: 4000 });
	const whole = { hour: /Requests 5\b/, endpoint: /GET \/persons 4\b/, failure: /404 not_found/, key: /Time clock 5\b/ };
	// The page asks for hours by another statement too: there a column is away.
	const move = (part, from, to) => sql(part === 'hour' ? `ALTER TABLE figures_hour RENAME COLUMN latency${from} TO latency${to}`
		: `RENAME TABLE figures_${part}${from} TO figures_${part}${to}`);
	const without = async (parts, ask) => {
		parts.forEach((part) => move(part, '', '_away'));
		try {
			return await ask();
		} finally {
			parts.forEach((part) => move(part, '_away', ''));
		}
	};
	for (const part of Object.keys(whole)) {
		const page = await without([part], () => portal.get(path)), said = words(page.text);
		assert.equal(page.status, 200);
		assert.match(said, /These figures could not be read \(request \S+ ?\)\. The rest of this page is complete\. Try again/);
		assert.ok(said.includes(page.headers['x-request-id']), 'the request can be found');
		assert.ok(page.text.includes('href="/hub/dashboard?mode=live&amp;days=7">Try again</a>'));
		assert.equal(said.match(/could not be read \(/g).length, 1);
		for (const [name, shown] of Object.entries(whole))
			assert.equal(shown.test(said), name !== part, `${part} is away: ${name} ${said}`);
	}
	const two = words((await without(['endpoint', 'key'], () => portal.get(path))).text);
	assert.equal(two.match(/could not be read \(/g).length, 2);
	assert.doesNotMatch(two, /The rest of this page is complete/);
	assert.match(two, whole.hour);
	assert.equal((await without(['endpoint', 'failure', 'key', 'hour'], () => portal.get(path))).status, 500);
	const again = words((await portal.get(path)).text);
	for (const shown of Object.values(whole))
		assert.match(again, shown);
	await there.get('/persons');
	await until('what is shipped afterwards is counted', async () => /Requests 6\b/.test(words((await portal.get(path)).text)), { within: 10000 });
});
