// What limits a key beside its permissions, over HTTP and across processes: addresses,
// time, rates, the company's demands, and how its secret reaches who uses it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { rush } from '../lib/crowd.mjs';
import { api, company, count, expect, expectProblem, hub, hubctl, key, random, send, sql, until, user } from '../lib/hub.mjs';
import { sinks } from '../lib/leaks.mjs';
import { Portal, words } from '../lib/portal.mjs';

const acme = company();
const of = (firm) => ['--entity', firm.entity_id];
const change = (firm, made, ...words) => hubctl('key', 'change', ...of(firm), '--key', made.id, ...words);
const whoami = (credential, options) => send('GET', '/v1/auth/whoami', { key: credential, ...options });

test('Address list: a key works from its ranges only, and 403 tells so', async () => {
	const made = key(acme);
	change(acme, made, '--addresses', '127.0.0.0/30, 2001:db8::/32');
	for (const from of ['127.0.0.1', '127.0.0.3'])
		expect(await whoami(made.secret, { from }), 200);
	expectProblem(await whoami(made.secret, { from: '127.0.0.4' }), 403, 'ip_not_allowlisted');
	hubctl('ship');
	await until('the refusal is in the history of the key', () => count(`SELECT COUNT(*) FROM request_log r
		JOIN api_keys k ON k.entity_id = r.entity_id AND k.id = r.key_id
		WHERE k.name = '${made.name}' AND r.status = 403 AND r.code = 'ip_not_allowlisted'`) === 1);
	change(acme, made, '--addresses', 'any');
	expect(await whoami(made.secret, { from: '127.0.0.4' }), 200);
});

test('Address list: X-Forwarded-For counts from a listed proxy and from nobody else', async () => {
	const made = key(acme);
	change(acme, made, '--addresses', '203.0.113.0/24');
	const said = (address) => ({ headers: { 'X-Forwarded-For': address, 'X-Real-IP': address, Forwarded: `for=${address}` } });
	expectProblem(await whoami(made.secret, said('203.0.113.7')), 403, 'ip_not_allowlisted');
	expect(await whoami(made.secret, { from: hub.proxy_address, ...said('203.0.113.7') }), 200);
	expectProblem(await whoami(made.secret, { from: hub.proxy_address, ...said('203.0.112.7') }), 403, 'ip_not_allowlisted');
	expectProblem(await whoami(made.secret, { from: hub.proxy_address, ...said('203.0.113.7, 192.0.2.1') }), 403, 'ip_not_allowlisted');
	expectProblem(await whoami(made.secret, { from: hub.proxy_address }), 403, 'ip_not_allowlisted');
});

test('Expiry: answers of the last thirty days name the end, whatever the credential', async () => {
	const made = key(acme), day = 86400e3;
	assert.equal((await whoami(made.secret)).headers['x-key-expires-at'], undefined);
	const end = new Date(Math.ceil(Date.now() / day) * day + 20 * day).toISOString();
	change(acme, made, '--expires', end.slice(0, 10));
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	for (const credential of [made.secret, token])
		assert.equal((await whoami(credential)).headers['x-key-expires-at'], end);
	assert.equal(expect(await whoami(made.secret), 200).expires_at, end);
	change(acme, made, '--expires', 'never');
	assert.equal((await whoami(token)).headers['x-key-expires-at'], undefined);
});

test('Login: a company that demands it refuses keys on resources and serves their tokens', async () => {
	const firm = company(), made = key(firm);
	expect(await api(firm, made.secret).get('/persons'), 200);
	hubctl('company', 'set', ...of(firm), '--require-login', 'yes');
	const refused = await api(firm, made.secret).get('/persons');
	expectProblem(refused, 401, 'login_required');
	assert.match(refused.headers['www-authenticate'], /error="invalid_token"/);
	expect(await whoami(made.secret), 200);
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	expect(await api(firm, token).get('/persons'), 200);
	sql(`UPDATE credentials SET expires_at = UTC_TIMESTAMP(6) WHERE kind = 'token' AND entity_id = (SELECT id FROM entities
		WHERE code = '${firm.entity_id.slice(4)}'); UPDATE api_keys SET stamp = stamp + 1 WHERE name = '${made.name}'`);
	expectProblem(await api(firm, token).get('/persons'), 401, 'invalid_credential');
	hubctl('company', 'set', ...of(firm), '--require-login', 'no');
	expect(await api(firm, made.secret).get('/persons'), 200);
});

test('Pause: a paused key and its tokens get the answer of an unknown one until it is resumed', async () => {
	const made = key(acme);
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	const shown = async (credential) => {
		const answer = await whoami(credential), problem = expectProblem(answer, 401, 'invalid_credential');
		return JSON.stringify([{ ...problem, instance: '', request_id: '' }, answer.headers['www-authenticate']]);
	};
	hubctl('key', 'pause', ...of(acme), '--key', made.id);
	const unknown = await shown(`${made.secret.slice(0, -1)}~`);
	assert.equal(await shown(made.secret), unknown);
	assert.equal(await shown(token), unknown);
	hubctl('key', 'resume', ...of(acme), '--key', made.id);
	expect(await whoami(made.secret), 200);
	expect(await whoami(token), 200);
});

test('Rotation: both secrets work in the overlap, each with a last use of its own, until the old one ends', async () => {
	const made = key(acme);
	const { secret } = hubctl('key', 'rotate', ...of(acme), '--key', made.id, '--overlap', '1h');
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret, headers: { 'User-Agent': 'old/1' } }), 200).access_token;
	expect(await whoami(secret, { headers: { 'User-Agent': 'new/2' } }), 200);
	expect(await whoami(token, { headers: { 'User-Agent': 'old/1' } }), 200);
	hubctl('ship');
	const show = () => hubctl('key', 'show', ...of(acme), '--key', made.id);
	const used = await until('both uses are shipped', () => {
		const { secrets } = show();
		return secrets.every((one) => one.used_at) && secrets;
	});
	assert.deepEqual(used.map((one) => one.used_agent), ['new/2', 'old/1']);
	assert.deepEqual(used.map((one) => one.used_address), ['127.0.0.1', '127.0.0.1']);
	hubctl('key', 'end-secret', ...of(acme), '--key', made.id, '--secret', used[1].id);
	for (const credential of [made.secret, token])
		expectProblem(await whoami(credential), 401, 'invalid_credential');
	expect(await whoami(secret), 200);
});

test('Revocation of all: live keys end at once, test keys go on', async () => {
	const firm = company(), live = [key(firm), key(firm), key(firm)], test_ = key(firm, { mode: 'test' });
	for (const made of [...live, test_])
		expect(await whoami(made.secret), 200);
	assert.equal(hubctl('key', 'revoke-all', ...of(firm), '--mode', 'live').revoked, 3);
	for (const made of live)
		expectProblem(await whoami(made.secret), 401, 'invalid_credential');
	expect(await whoami(test_.secret), 200);
});

test('Rate limits: sixty-four clients on many processes are admitted as often as the model says', async () => {
	const made = key(acme), quantity = 300;
	change(acme, made, '--per-minute', String(quantity), '--burst', '1000');
	const { admitted, refused, least, most } = await rush(made.secret, { quantity });
	assert.ok(admitted.length <= most, `${admitted.length} admitted, at most ${most} allowed`);
	assert.ok(admitted.length >= least, `${admitted.length} admitted, at least ${least} due`);
	assert.ok(refused.length > 0);
	for (const answer of refused.slice(0, 20)) {
		expectProblem(answer, 429, 'rate_limited');
		assert.equal(answer.json().policy, 'sustained');
		assert.ok(Number(answer.headers['retry-after']) >= 1);
		assert.match(answer.headers.ratelimit, /^"sustained";r=0;t=\d+$/);
		assert.equal(answer.headers['ratelimit-policy'], `"burst";q=1000;w=1, "sustained";q=${quantity};w=60`);
	}
});

test('Rate limits: a burst refuses by itself, and a company may set both for all its keys', async () => {
	const firm = company(), made = key(firm, { mode: 'test' });
	hubctl('limits', ...of(firm), '--test-per-minute', '5000', '--test-burst', '2');
	const answers = await Promise.all(Array.from({ length: 24 }, () => whoami(made.secret, { keepAlive: false })));
	const refused = answers.filter(({ status }) => status === 429);
	assert.ok(refused.length > 0, 'no burst was refused');
	assert.equal(refused[0].json().policy, 'burst');
	change(firm, made, '--burst', '1000');
	expect(await until('there is room again', async () => {
		const answer = await whoami(made.secret);
		return answer.status === 200 && answer;
	}), 200);
});

test('Approval: a live key made in the portal has no secret before a second admin approves and its maker collects it', async () => {
	const firm = company(), li = { email: `li-${random()}@example.com`, password: `a long Password ${random(8)}` };
	user(firm.entity_id, { ...li, role: 'admin', name: 'Li Wei' });
	hubctl('company', 'set', ...of(firm), '--key-approval', 'yes');
	const maker = await new Portal().signIn(firm), second = await new Portal().signIn(li);
	const confirmed = async (portal, who, action, answer) => (/step_up_password/.test(answer.text)
		? portal.submit(answer, action, { step_up_password: who.password }) : answer);
	const asked = await confirmed(maker, firm, /keys\/new/, await maker.submit(await maker.get('/hub/keys/new'), /keys\/new/,
		{ name: 'Careful', mode: 'live', access: 'full' }));
	assert.equal(asked.status, 303, words(asked.text).slice(0, 300));
	const path = asked.headers.location.replace(/^https?:\/\/[^/]+/, '').split('?')[0];
	assert.match(words((await maker.get(path)).text), /Waits for approval/);
	for (const act of ['approve', 'collect', 'hand-over'])
		assert.equal((await maker.post(`${path}/${act}`, {})).status, 409, act);
	assert.equal((await confirmed(second, li, /approve/, await second.submit(await second.get(path), /approve/, {}))).status, 303);
	for (const act of ['collect', 'hand-over'])
		assert.equal((await second.post(`${path}/${act}`, {})).status, 409, act);
	const page = await maker.submit(await maker.get(path), /collect/, {});
	const [secret] = /hub_live_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}/.exec(page.text);
	expect(await whoami(secret), 200);
	assert.equal((await maker.post(`${path}/collect`, {})).status, 409);
	const link = await maker.submit(await maker.get(path), /hand-over/, {});
	const [address] = /\/hub\/hand-over\/[0-9A-Za-z]{49}/.exec(link.text);
	assert.equal((await new Portal().get(address)).status, 200);
});

test('Approval: what would widen a living key waits on its page until an admin approves; the key goes on meanwhile', async () => {
	const firm = company(), made = key(firm, { access: 'read_only' });
	hubctl('company', 'set', ...of(firm), '--key-approval', 'yes');
	assert.deepEqual(change(firm, made, '--level', 'full', '--expires', '2030-01-01'), { changed: false, waits: true });
	const shown = () => hubctl('key', 'show', ...of(firm), '--key', made.id);
	assert.deepEqual(shown().waiting_change.changes, [{ field: 'access', before: 'read_only', after: 'full' },
		{ field: 'expires_at', before: null, after: '2030-01-01T00:00:00.000Z' }]);
	expect(await api(firm, made.secret).get('/persons'), 200);
	expectProblem(await api(firm, made.secret).post('/persons', {}), 403, 'read_only_key');
	const admin = await new Portal().signIn(firm), path = `/hub/keys/${made.id}`, page = await admin.get(path);
	assert.match(words(page.text), /A change waits for approval .*The operator of Hub asked for it .*access read_only full/);
	const asked = await admin.submit(page, /approve/, {});
	assert.equal(asked.status, 403, 'approving asks who it is');
	assert.equal((await admin.submit(asked, /approve/, { step_up_password: firm.password })).status, 303);
	assert.doesNotMatch(words((await admin.get(path)).text), /A change waits/);
	expectProblem(await api(firm, made.secret).post('/persons', {}), 422, 'validation_failed');
	assert.equal(shown().waiting_change, null);
	assert.deepEqual(change(firm, made, '--level', 'read_only'), { changed: true }, 'to narrow a key needs nobody');
	change(firm, made, '--level', 'full');
	assert.equal((await admin.submit(await admin.get(path), /withdraw/, {})).status, 303);
	assert.equal(shown().waiting_change, null);
	expectProblem(await api(firm, made.secret).post('/persons', {}), 403, 'read_only_key');
});

const link = (made, ...words) => new URL(hubctl('key', 'hand-over', ...of(acme), '--key', made.id, ...words).url);

test('Hand-over: opening the link makes nothing; its button makes the key, shows it once, and keeps it nowhere', async () => {
	const made = hubctl('key', 'create', ...of(acme), '--mode', 'live', '--level', 'full', '--name', `vendor ${random()}`, '--hand-over');
	assert.equal(made.secret, null);
	const { pathname } = link(made);
	const portal = new Portal();
	const secrets = () => count(`SELECT COUNT(*) FROM credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id
		WHERE k.name = (SELECT name FROM api_keys ORDER BY serial DESC LIMIT 1)`);
	for (let at = 0; at < 3; at++) {
		const page = await portal.get(pathname);
		assert.equal(page.status, 200, page.text.slice(0, 400));
		assert.match(words(page.text), /Make and show the key/);
	}
	assert.equal(secrets(), 0);
	const forged = await portal.post(pathname, {}, { headers: { Origin: 'https://elsewhere.example' } });
	assert.equal(forged.status, 403);
	const page = await portal.submit(await portal.get(pathname), /hand-over/, {});
	assert.equal(page.status, 200);
	assert.match(page.headers['cache-control'], /no-store/);
	const [secret] = /hub_live_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}/.exec(page.text);
	expect(await whoami(secret), 200);
	for (const answer of [await portal.get(pathname), await portal.post(pathname, {})]) {
		assert.equal(answer.status, 410);
		assert.match(words(answer.text), /used already.*Ask/);
		assert.ok(!answer.text.includes(secret));
	}
	assert.equal(secrets(), 1);
	const shown = hubctl('key', 'show', ...of(acme), '--key', made.id);
	assert.equal(shown.state, 'active');
	assert.deepEqual(sql(`SELECT event FROM audit_events WHERE event IN ('key.handed_over', 'key.collected') AND entity_id =
		(SELECT id FROM entities WHERE code = '${acme.entity_id.slice(4)}') ORDER BY seq`).map(([event]) => event), ['key.handed_over', 'key.collected']);
});

test('Hand-over: of ten who press at once one gets the key, and a mistyped link opens nothing', async () => {
	const made = key(acme), url = link(made, '--overlap', '0');
	const answers = await Promise.all(Array.from({ length: 10 }, () => new Portal().post(url.pathname, {})));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(410)]);
	expectProblem(await whoami(made.secret), 401, 'invalid_credential');
	for (const path of [`${url.pathname.slice(0, -1)}~`, '/hub/hand-over/x', '/hub/hand-over/..%2f'])
		assert.equal((await new Portal().get(path)).status, 404);
});

test('Secrets: no dump of the database, no journal and no log holds a key, a token or a link', async () => {
	const made = key(acme), url = link(made);
	const token = expect(await send('POST', '/v1/auth/login', { key: made.secret }), 200).access_token;
	const page = await new Portal().post(url.pathname, {});
	const [fresh] = /hub_live_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}/.exec(page.text);
	expect(await whoami(fresh), 200);
	expectProblem(await whoami(undefined, { headers: { Authorization: `Basic ${fresh}` } }), 401);
	assert.equal((await new Portal().get(url.pathname)).status, 410);
	hubctl('ship');
	await until('the requests are in the history', () => count(`SELECT COUNT(*) FROM request_log r JOIN api_keys k
		ON k.entity_id = r.entity_id AND k.id = r.key_id WHERE k.name = '${made.name}'`) >= 2);
	const everything = sql('SHOW TABLES').map(([table]) => `SELECT * FROM ${table}`).join('; ');
	const dump = execFileSync('mariadb', ['--no-defaults', `--socket=${hub.socket}`, `--user=${hub.database_user}`, '--batch', '--raw',
		hub.database, '-e', everything], { maxBuffer: 1 << 30 });
	const places = [{ name: 'dump', bytes: dump }, ...sinks()];
	assert.ok(dump.includes(made.name), 'the search itself finds what is public');
	for (const text of [made.secret, token, fresh, url.pathname.split('/').pop()])
		for (const { name, bytes } of places)
			assert.ok(!bytes.includes(text.slice(-49, -24)) && !bytes.includes(text.slice(-25)), `${name} holds it`);
});

/*
 * Unknown, expired, paused, rotated-out and revoked: the medians of interleaved tries lie
 * closer together than the tries of one kind lie apart from each other.
 */
test('Timing: dead and unknown credentials cannot be told apart by how long the answer takes', async () => {
	const kinds = { revoked: key(acme), paused: key(acme), expired: key(acme), rotated: key(acme), unknown: key(acme) };
	hubctl('key', 'revoke', ...of(acme), '--key', kinds.revoked.id);
	hubctl('key', 'pause', ...of(acme), '--key', kinds.paused.id);
	hubctl('key', 'rotate', ...of(acme), '--key', kinds.rotated.id, '--overlap', '0');
	sql(`UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6), stamp = stamp + 1 WHERE name = '${kinds.expired.name}';
		DELETE c FROM credentials c JOIN api_keys k ON k.entity_id = c.entity_id AND k.id = c.key_id WHERE k.name = '${kinds.unknown.name}'`);
	const took = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
	for (let round = 0; round < 250; round++)
		for (const kind of Object.keys(kinds).sort(() => Math.random() - 0.5)) {
			const started = process.hrtime.bigint();
			const answer = await whoami(kinds[kind].secret, { keepAlive: true });
			took[kind].push(Number(process.hrtime.bigint() - started) / 1e3);
			assert.equal(answer.status, 401);
		}
	const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)];
	const medians = Object.values(took).map((list) => at(list, 0.5));
	const spread = Math.max(...Object.values(took).map((list) => at(list, 0.75) - at(list, 0.25)));
	const apart = Math.max(...medians) - Math.min(...medians);
	assert.ok(apart <= Math.max(spread, medians[0] / 10), `medians lie ${apart.toFixed(0)} µs apart, tries of one kind ${spread.toFixed(0)} µs: ${medians.map(Math.round)}`);
});
