// People of the portal: invitations, passwords, two-step sign-in, step-up, roles, sessions.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { company, expect, hub, hubctl, api, random, sql, user } from '../lib/hub.mjs';
import { Portal, code, origin, words } from '../lib/portal.mjs';

const password = () => `${random(5)} herons over ${random(8)}`;
const cell = (statement) => sql(statement)[0][0];
const path = (url) => new URL(url).pathname;
const linkOf = (page) => new RegExp(`${origin}/hub/(?:invitation|reset)/[0-9A-Za-z]+`).exec(page.text)?.[0];

const firm = company();
const someone = (role) => {
	const who = { email: `${role}-${random()}@example.com`, password: password(), name: `${role} ${random(4)}`, role };
	user(firm.entity_id, who);
	return who;
};
const stateOf = (email) => cell(`SELECT CONCAT(role, ' ', state, ' ', password_hash IS NOT NULL) FROM users WHERE email = '${email}'`);
const events = (event) => Number(cell(`SELECT COUNT(*) FROM audit_events a JOIN entities e ON e.id = a.entity_id WHERE CONCAT('ent_', e.code) = '${firm.entity_id}' AND a.event = '${event}'`));
const userPage = async (portal, email) => {
	const list = await portal.get('/hub/users');
	for (const [, at] of list.text.matchAll(/href="(\/hub\/users\/usr_\w+)"/g)) {
		const page = await portal.get(at);
		if (page.text.includes(email))
			return { at, page };
	}
	return assert.fail(`${email} is not listed`);
};

async function invite(portal, email, role, proof) {
	const page = await portal.get('/hub/users');
	return portal.submit(page, /users\/invite$/, { email, role, ...(proof && { step_up_password: proof }) });
}

test('People: an invitation works once, by its button alone', async () => {
	const owner = await new Portal().signIn(firm), email = `dev-${random()}@example.com`, chosen = password();
	const answer = await invite(owner, email, 'developer');
	assert.equal(answer.status, 200, words(answer.text).slice(0, 300));
	const link = linkOf(answer);
	assert.ok(link, 'the link is shown');
	assert.equal(cell(`SELECT COUNT(*) FROM single_use_links WHERE HEX(digest) = UPPER(SHA2('${link.split('/').pop()}', 256))`), '1');
	const guest = new Portal();
	for (let times = 0; times < 3; times++)
		assert.match(words((await guest.get(path(link))).text), /invited you to .* as developer ?: you can make test keys/);
	assert.equal(stateOf(email), 'developer active 0', 'opening it changed something');
	const short = await guest.submit(await guest.get(path(link)), /invitation/, { name: 'Dev', password: 'too short' });
	assert.equal(short.status, 422);
	const joined = await guest.submit(await guest.get(path(link)), /invitation/, { name: 'Dev Eloper', password: chosen });
	assert.equal(joined.status, 303, words(joined.text).slice(0, 300));
	assert.match(words((await guest.get(joined.headers.location)).text), /Dev Eloper/);
	const late = await new Portal().get(path(link));
	assert.equal(late.status, 410);
	assert.match(words(late.text), /used already/);
	assert.equal((await new Portal().post(path(link), { name: 'x', password: password() })).status, 410);
	await new Portal().signIn({ email, password: chosen });
	assert.equal(events('user.joined'), 1);
});

test('People: changing roles, inviting admins and making live keys want a step-up, which lasts', async () => {
	const owner = await new Portal().signIn(firm), who = someone('auditor'), before = owner.cookies.get('__Host-hub');
	const { at } = await userPage(owner, who.email);
	const asked = await owner.submit(await owner.get(at), /\/role$/, { role: 'developer' });
	assert.equal(asked.status, 403);
	assert.match(words(asked.text), /Confirm that it is you/);
	assert.match(stateOf(who.email), /^auditor/);
	const wrong = await owner.submit(asked, /\/role$/, { step_up_password: 'not the one' });
	assert.equal(wrong.status, 422);
	assert.match(stateOf(who.email), /^auditor/);
	const done = await owner.submit(wrong, /\/role$/, { step_up_password: firm.password });
	assert.equal(done.status, 303, words(done.text).slice(0, 300));
	assert.match(stateOf(who.email), /^developer/);
	assert.notEqual(owner.cookies.get('__Host-hub'), before, 'the session has a new token');
	const old = new Portal();
	old.cookies.set('__Host-hub', before);
	assert.equal((await old.send('GET', '/hub/users')).status, 303, 'the old token opens nothing');
	const admin = await invite(owner, `admin-${random()}@example.com`, 'admin');
	assert.equal(admin.status, 200, 'not asked again');
	assert.deepEqual([events('user.role_changed') > 0, events('user.confirmed') > 0, events('user.confirm_failed') > 0], [true, true, true]);
	const later = await new Portal().signIn(firm), page = await later.get('/hub/keys/new');
	const live = await later.submit(page, /keys\/new/, { name: `Live ${random()}`, mode: 'live', access: 'read_only' });
	assert.equal(live.status, 403, 'another session is asked on its own');
	const made = await later.submit(live, /keys\/new/, { step_up_password: firm.password });
	assert.equal(made.status, 200);
	assert.match(made.text, /hub_live_ent_/);
});

test('People: nobody does what the role does not hold, and who tries stands in the trail', async () => {
	const owner = await new Portal().signIn(firm), who = someone('admin'), victim = someone('owner'), minor = someone('developer');
	const admin = await new Portal().signIn(who);
	const { at } = await userPage(owner, victim.email), below = await userPage(owner, minor.email);
	const before = events('act.refused');
	for (const [where, values] of [[`${at}/role`, { role: 'auditor' }], [`${at}/deactivate`, {}], [`${at}/reset`, {}], [`${at}/two-step-off`, {}],
		[`${below.at}/role`, { role: 'owner' }], ['/hub/users/invite', { email: `x-${random()}@example.com`, role: 'owner' }]]) {
		const answer = await admin.post(where, { ...values, step_up_password: who.password });
		assert.equal(answer.status, 422, `${where}: ${answer.status}`);
		assert.match(words(answer.text), /Your role, admin, may not/);
	}
	assert.equal(events('act.refused'), before + 6);
	assert.match(stateOf(victim.email), /^owner active 1/);
	for (const role of ['developer', 'auditor']) {
		const other = await new Portal().signIn(someone(role));
		assert.equal((await other.get('/hub/users')).status, 403);
		assert.equal((await other.post(`${below.at}/deactivate`, {})).status, 403);
	}
	assert.equal(events('act.refused'), before + 8);
	const stranger = await new Portal().signIn(company());
	assert.equal((await stranger.get(at)).status, 404);
	assert.equal((await stranger.post(`${at}/deactivate`, {})).status, 404);
});

test('People: the last owner stays; who is deactivated is out at once, and the keys stay', async () => {
	const own = company(), owner = await new Portal().signIn(own);
	const list = await owner.get('/hub/users'), at = /href="(\/hub\/users\/usr_\w+)"/.exec(list.text)[1];
	for (const [deed, values] of [['deactivate', {}], ['role', { role: 'admin' }]]) {
		const answer = await owner.post(`${at}/${deed}`, { ...values, step_up_password: own.password });
		assert.equal(answer.status, 422, deed);
		assert.match(words(answer.text), /needs an owner who can sign in/);
	}
	const who = someone('developer'), portal = await new Portal().signIn(who);
	const made = await portal.submit(await portal.get('/hub/keys/new'), /keys\/new/, { name: `Dev ${random()}`, mode: 'test', access: 'full' });
	const secret = /hub_test_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}/.exec(made.text)[0];
	const boss = await new Portal().signIn(firm), target = await userPage(boss, who.email);
	assert.equal((await boss.submit(target.page, /deactivate$/, {})).status, 303);
	assert.equal((await portal.send('GET', '/hub/dashboard')).status, 303, 'the session has ended');
	const page = await new Portal().get('/hub/sign-in'), refused = await new Portal().submit(page, /sign-in/, who);
	assert.equal(refused.status, 422);
	expect(await api(firm, secret).get('/persons?limit=1'), 200);
	assert.equal((await boss.submit(await boss.get(target.at), /reactivate$/, {})).status, 303);
	await new Portal().signIn(who);
});

test('People: two-step sign-in asks for a code, takes each once, and recovery codes stand in', async () => {
	const who = someone('developer'), portal = await new Portal().signIn(who), other = await new Portal().signIn(who);
	const begun = await portal.submit(await portal.get('/hub/account'), /two-step-begin$/, { step_up_password: who.password });
	assert.equal(begun.status, 303, words(begun.text).slice(0, 300));
	const setup = await portal.get('/hub/account/two-step'), text = /<code id="key">([A-Z2-7 ]+)<\/code>/.exec(setup.text)[1];
	assert.match(setup.text, /<svg class="qr" viewBox="0 0 \d+ \d+"/);
	assert.equal((await portal.submit(setup, /two-step$/, { code: '000000' })).status, 422);
	const first = code(text, -1), on = await portal.submit(setup, /two-step$/, { code: first });
	assert.equal(on.status, 200, words(on.text).slice(0, 400));
	const recovery = [...new Set(on.text.match(/\b[0-9a-z]{4}(-[0-9a-z]{4}){3}\b/g))];
	assert.equal(recovery.length, 10);
	assert.equal((await other.send('GET', '/hub/dashboard')).status, 303, 'other sessions have ended');
	assert.equal((await portal.send('GET', '/hub/account')).status, 200, 'this one goes on');
	const half = async () => {
		const fresh = new Portal(), page = await fresh.submit(await fresh.get('/hub/sign-in'), /sign-in/, { email: who.email, password: who.password });
		assert.equal(page.status, 200);
		assert.equal(fresh.cookies.size, 0, 'a password alone opens nothing');
		return { fresh, page };
	};
	const enter = async (given) => {
		const { fresh, page } = await half();
		return (await fresh.submit(page, /sign-in/, { code: given })).status;
	};
	assert.equal(await enter(first), 422, 'the code that turned it on is used up');
	const now = code(text);
	assert.deepEqual([await enter(now), await enter(now)], [303, 422]);
	assert.deepEqual([await enter(recovery[0].toUpperCase()), await enter(recovery[0]), await enter(recovery[1])], [303, 422, 303]);
	assert.equal(cell(`SELECT COUNT(*) FROM users WHERE email = '${who.email}' AND totp_secret IS NOT NULL AND LENGTH(totp_secret) > 40`), '1');
	const boss = await new Portal().signIn(firm), { page } = await userPage(boss, who.email);
	assert.equal((await boss.submit(page, /two-step-off$/, {})).status, 303);
	await new Portal().signIn(who);
});

test('People: passwords are judged by length and by what is known, never by their signs', async () => {
	const who = someone('developer'), portal = await new Portal().signIn(who);
	const set = async (wanted, current = who.password) => (await portal.submit(await portal.get('/hub/account'), /account\/password$/, { current_password: current, password: wanted })).status;
	for (const bad of ['only 14 chars.', 'aaaaaaaaaaaaaaaaaaaa', 'passwordpassword1', '123456789012345678', 'correct horse battery staple', `${who.email}2026`, 'Hub password 2026!'])
		assert.equal(await set(bad), 422, bad);
	assert.equal(await set(password(), 'not mine'), 422);
	const composed = 'tr\u00e9s petits h\u00e9rons gris', decomposed = composed.normalize('NFD');
	assert.equal(await set(decomposed), 303);
	await new Portal().signIn({ ...who, password: composed });
	await new Portal().signIn({ ...who, password: decomposed });
});

test('People: a link to a new password, made by an admin, ends the sessions and works for an hour', async () => {
	const who = someone('developer'), portal = await new Portal().signIn(who), boss = await new Portal().signIn(firm);
	const { at, page } = await userPage(boss, who.email), first = linkOf(await boss.submit(page, /reset$/, {}));
	const second = linkOf(await boss.submit(await boss.get(at), /reset$/, {})), chosen = password();
	assert.equal((await new Portal().get(path(first))).status, 410, 'a newer one takes its place');
	assert.equal((await portal.send('GET', '/hub/dashboard')).status, 200, 'a link alone ends nothing');
	sql(`UPDATE single_use_links SET expires_at = UTC_TIMESTAMP(6) WHERE purpose = 'reset' AND used_at IS NULL`);
	assert.equal((await new Portal().post(path(second), { password: chosen })).status, 410);
	const third = linkOf(await boss.submit(await boss.get(at), /reset$/, {})), guest = new Portal();
	const set = await guest.submit(await guest.get(path(third)), /reset/, { password: chosen });
	assert.equal(set.status, 303);
	assert.equal(guest.cookies.size, 0, 'it signs nobody in');
	assert.equal((await portal.send('GET', '/hub/dashboard')).status, 303);
	await new Portal().signIn({ ...who, password: chosen });
});

test('People: sessions are listed and ended, one or all others', async () => {
	const who = someone('developer'), all = [await new Portal().signIn(who), await new Portal().signIn(who), await new Portal().signIn(who)];
	const page = await all[0].get('/hub/account'), ids = [...page.text.matchAll(/name="session" value="(ses_\w+)"/g)].map(([, id]) => id);
	assert.equal(ids.length, 2, 'this one has no button');
	assert.equal((await all[0].post('/hub/account/end-session', { session: ids[0] })).status, 303);
	const alive = async () => (await Promise.all(all.map((one) => one.send('GET', '/hub/account')))).filter(({ status }) => status === 200).length;
	assert.equal(await alive(), 2);
	assert.equal((await all[0].submit(await all[0].get('/hub/account'), /end-others$/, {})).status, 303);
	assert.equal(await alive(), 1);
	assert.equal((await all[0].send('GET', '/hub/account')).status, 200);
});

test('People: hubctl does it all, as JSON', () => {
	const run = (...words) => hubctl('user', ...words, '--entity', firm.entity_id);
	const email = `ops-${random()}@example.com`, invited = run('invite', '--email', email, '--name', 'Ops', '--role', 'auditor');
	assert.match(invited.url, /\/hub\/invitation\//);
	const show = () => run('show', '--user', email);
	assert.deepEqual([show().state, show().role, show().id], ['invited', 'auditor', invited.id]);
	run('change-role', '--user', invited.id, '--role', 'developer');
	run('deactivate', '--user', email);
	assert.deepEqual([show().state, show().role], ['deactivated', 'developer']);
	run('reactivate', '--user', email);
	assert.match(run('invite', '--user', email).url, /\/hub\/invitation\//);
	const who = someone('auditor');
	assert.match(run('reset', '--user', who.email).url, /\/hub\/reset\//);
	assert.deepEqual(run('sessions', '--user', who.email), []);
	assert.equal(run('end-sessions', '--user', who.email).ended, 0);
	assert.equal(run('totp-off', '--user', who.email).two_step, false);
	assert.ok(run('list').some((one) => one.email === email));
	const own = company();
	assert.throws(() => hubctl('user', 'deactivate', '--entity', own.entity_id, '--user', own.email), /needs an owner/);
});

test('People: hubctl takes texts in UTF-8 alone, and no answer that was lost for success', () => {
	const shell = (line) => spawnSync('sh', ['-c', line, hub.hubctl], { encoding: 'utf8', env: { ...process.env, CONF: hub.conf } });
	const latin = shell('"$0" --conf "$CONF" company create --name "$(printf "Caf\\351")" --time-zone UTC --currency USD');
	assert.deepEqual([latin.status, latin.stderr], [2, 'hubctl: argument 6 is not UTF-8\n']);
	const lost = shell('"$0" --conf "$CONF" company list >/dev/full');
	assert.deepEqual([lost.status, lost.stderr], [1, 'hubctl: the answer could not be written\n']);
});
