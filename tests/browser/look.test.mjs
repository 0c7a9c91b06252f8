// Each page in light and dark, wide and narrow: no axe violation, no console message,
// nothing wider than the window, valid HTML, reachable by keyboard.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { hostile } from '../lib/hostile.mjs';
import { api, company, hubctl, key, person, random, samples, send, sleep, sql, user } from '../lib/hub.mjs';
import { close, inEachLook, open, signIn, site, validates, visitor } from '../lib/browser.mjs';

const acme = company('Northgate Builders');
const auditor = { email: `auditor-${random()}@example.com`, password: `a long Password ${random(8)}`, name: 'Ada Auditor', role: 'auditor' };
const pages = [];
let refusedId;

before(async () => {
	await open();
	user(acme.entity_id, auditor);
	const full = key(acme, { name: 'Time clock sync' }), trial = key(acme, { mode: 'test', access: 'read_only', name: 'Reporting' });
	for (const text of hostile.slice(0, 12))
		key(acme, { mode: 'test', access: 'read_only', name: text });
	const gone = key(acme, { name: 'Import 2025' });
	hubctl('key', 'revoke', '--entity', acme.entity_id, '--key', gone.id);
	const hub = api(acme, full.secret);
	const one = await person(hub);
	for (let at = 0; at < 60; at++)
		await hub.get(at % 7 ? `/persons/${one.id}` : '/employees?limit=5');
	await hub.get('/nothing');
	await send('GET', `${acme.path}/persons`, { key: gone.secret });
	await api(acme, trial.secret).post('/persons', samples.person());
	const refused = await hub.post('/persons', { legal_last_name: 7, date_of_birth: 'x', suffix: 'y' });
	refusedId = refused.headers['x-request-id'];
	hubctl('ship');
	await sleep(1000);
	const of = ['--entity', acme.entity_id], below = ({ url }) => new URL(url).pathname.slice(new URL(site).pathname.length);
	pages.push(['hand over', below(hubctl('key', 'hand-over', ...of, '--key', trial.id))]);
	pages.push(['invitation', below(hubctl('user', 'invite', ...of, '--email', `guest-${random()}@example.com`, '--role', 'developer'))]);
	const replaced = below(hubctl('user', 'reset', ...of, '--user', auditor.email));
	pages.push(['reset', below(hubctl('user', 'reset', ...of, '--user', auditor.email))], ['a link that was replaced', replaced]);
	pages.push(['users', '/users'], ['a user', `/users/${hubctl('user', 'show', ...of, '--user', auditor.email).id}`], ['account', '/account']);
	const narrow = key(acme, { access: 'read_only', name: 'Payroll sync' });
	hubctl('company', 'set', ...of, '--key-approval', 'yes');
	hubctl('key', 'change', ...of, '--key', narrow.id, '--level', 'full', '--expires', '2030-01-01');
	pages.push(['a key whose change waits', `/keys/${narrow.id}`]);
	pages.push(['sign-in', '/sign-in'], ['dashboard live 30', '/dashboard?mode=live'], ['dashboard test', '/dashboard?mode=test'],
		['dashboard 7', '/dashboard?mode=live&days=7'], ['dashboard 90', '/dashboard?mode=live&days=90'], ['keys', '/keys'],
		['keys all', '/keys?ended=yes'], ['keys none', '/keys?text=nothingmatches'], ['new key', '/keys/new'], ['a key', `/keys/${full.id}`],
		['revoke', `/keys/${full.id}/revoke`], ['a revoked key', `/keys/${gone.id}`], ['history', '/requests?mode=live'],
		['history test', '/requests?mode=test'], ['history empty', '/requests?mode=live&status=418'], ['a request', `/requests/${refusedId}`],
		['audit', '/audit'], ['missing', '/nothing'], ['docs', '/docs'], ['docs errors', '/docs/problems'],
		['docs error', '/docs/problems/not_found'], ['docs resource', '/docs/reference/employees'], ['docs reference data', '/docs/reference/departments'],
		...['getting-started', 'authentication', 'lists', 'writing', 'limits', 'in-step', 'recipes', 'recipes/onboarding', 'changed', 'administrators', 'reference', 'downloads'].map((name) => [`docs ${name}`, `/docs/${name}`]));
});
after(close);

test('Look: every page, light and dark, wide and narrow', async (t) => {
	const who = await visitor();
	await who.page.goto(`${site}/sign-in`);
	await inEachLook(who, 'sign-in alone');
	await signIn(who.page, acme);
	for (const [name, path] of pages)
		await t.test(name, async () => {
			await who.page.goto(site + path);
			who.complaints.splice(0, name === 'missing' ? who.complaints.length : 0);
			await inEachLook(who, name);
		});
	await who.context.close();
});

test('Look: what is refused, not found or not readable', async () => {
	const who = await visitor();
	await signIn(who.page, auditor);
	await who.page.goto(`${site}/keys/new`);
	await who.page.getByText('Owners of').waitFor();
	await inEachLook(who, 'not allowed');
	await who.page.getByRole('searchbox', { name: 'Search', exact: true }).fill('no such thing');
	await who.page.keyboard.press('Enter');
	await who.page.getByText('Hub looks for').waitFor();
	await inEachLook(who, 'nothing matches');
	await who.page.goto(`${site}/requests?mode=live&status=9&address=300.1.1.1&slower=soon&from=2026-02-01&to=2026-01-01`);
	await inEachLook(who, 'filters refused');
	sql('RENAME TABLE figures_endpoint TO figures_endpoint_away');
	try {
		await who.page.goto(`${site}/dashboard?mode=live`);
	} finally {
		sql('RENAME TABLE figures_endpoint_away TO figures_endpoint');
	}
	await who.page.getByText('These figures could not be read').waitFor();
	await inEachLook(who, 'a part failed');
	await who.context.close();
});

test('Look: every page is valid HTML', async (t) => {
	const who = await visitor({ javaScriptEnabled: false });
	await signIn(who.page, acme);
	for (const [name, path] of pages)
		await t.test(`${name} is valid HTML`, async () => {
			const answer = await who.page.goto(site + path);
			await validates(await answer.text(), name);
		});
	await who.context.close();
});

test('Look: the first Tab reaches "Skip to content", and it leads there', async () => {
	const who = await visitor();
	await signIn(who.page, acme);
	await who.page.goto(`${site}/keys`);
	await who.page.keyboard.press('Tab');
	assert.equal(await who.page.evaluate(() => document.activeElement.textContent), 'Skip to content');
	await who.page.keyboard.press('Enter');
	assert.match(who.page.url(), /#main$/);
	await who.context.close();
});

test('Look: each control that is reached by Tab shows its focus', async () => {
	const who = await visitor();
	await signIn(who.page, acme);
	for (const path of ['/keys/new', '/keys', '/requests?mode=live']) {
		await who.page.goto(site + path);
		for (let at = 0; at < 40; at++) {
			await who.page.keyboard.press('Tab');
			const seen = await who.page.evaluate(() => {
				const one = document.activeElement, style = getComputedStyle(one);
				return one === document.body ? null : { what: `${one.tagName} ${one.textContent.slice(0, 30)}`, inside: one.type === 'date' && !one.matches(':focus-visible'),
					outline: style.outlineStyle, width: parseFloat(style.outlineWidth) };
			});
			if (!seen)
				break;
			// The calendar button inside a date input has the browser's own ring.
			if (seen.inside)
				continue;
			assert.ok(seen.outline !== 'none' && seen.width >= 2, `${path}: ${seen.what} shows no focus`);
		}
	}
	await who.context.close();
});

test('Look: hostile names run nothing', async () => {
	const who = await visitor();
	let alerted = false;
	who.page.on('dialog', (dialog) => {
		alerted = true;
		dialog.dismiss();
	});
	await signIn(who.page, acme);
	for (const path of ['/keys', '/dashboard?mode=test', '/requests?mode=test', '/audit'])
		await who.page.goto(site + path);
	assert.equal(alerted, false);
	assert.deepEqual(who.complaints, []);
	await who.context.close();
});

test('Weight: the first visit asks for little', async () => {
	const who = await visitor();
	let bytes = 0, requests = 0;
	who.page.on('response', async (response) => {
		requests++;
		bytes += (await response.request().sizes()).responseBodySize;
	});
	await who.page.goto(`${site}/sign-in`, { waitUntil: 'networkidle' });
	assert.ok(requests <= 5, `${requests} requests`);
	assert.ok(bytes <= 40960, `${bytes} bytes`);
	await who.context.close();
});
