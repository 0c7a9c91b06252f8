// The thread of the product as an administrator walks it in a real browser, with
// JavaScript and without: sign in, make a key, see it once, use it, see the requests,
// read the audit trail, export it, revoke the key.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { api, company, count, expect, person, random, samples, send } from '../lib/hub.mjs';
import { close, judge, open, picture, signIn, site, visitor } from '../lib/browser.mjs';

before(open);
after(close);

const keysOf = (of) => count(`SELECT COUNT(*) FROM api_keys k JOIN entities e ON e.id = k.entity_id WHERE CONCAT('ent_', e.code) = '${of.entity_id}'`);

// Live keys want to know once more who it is.
async function confirm(page, { password }) {
	await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
	await page.getByLabel('Your password, or a code from your app').fill(password);
	await page.getByRole('button', { name: 'Confirm and go on' }).click();
}

async function makeKey(page, who, { name, mode = 'Live', access = 'Full access' }) {
	await page.getByRole('link', { name: 'API keys' }).click();
	await page.getByRole('link', { name: /^Create (test )?key$/ }).first().click();
	await page.getByLabel('Name').fill(name);
	await page.getByRole('radio', { name: new RegExp(`^${mode}`) }).check();
	await page.getByRole('radio', { name: new RegExp(`^${access}`) }).check();
	await page.getByRole('button', { name: 'Create key' }).click();
	if (mode === 'Live')
		await confirm(page, who);
	await page.getByRole('heading', { name: `${name} is ready` }).waitFor();
	return (await page.locator('#secret').textContent()).trim();
}

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

	test(`Thread ${how}: an administrator makes a key, uses it, sees its requests and revokes it`, async () => {
		const acme = company(`Northgate ${random()}`), who = await visitor({ javaScriptEnabled }), { page } = who;
		const name = `Time clock ${random()}`;
		await signIn(page, acme);
		await judge(who, `empty dashboard ${how}`);
		const secret = await makeKey(page, acme, { name });
		assert.match(secret, /^hub_live_ent_[0-9a-z]{10}_[0-9A-Za-z]{49}$/);
		await judge(who, `key made ${how}`);
		assert.match(await page.locator('main').innerText(), /No request yet/);

		const curl = await page.locator('#curl').textContent();
		const [, url, sent] = /^curl -sS "([^"]+)" -H "Authorization: Bearer ([^"]+)"$/.exec(curl.trim());
		assert.equal(sent, secret);
		expect(await send('GET', new URL(url).pathname + new URL(url).search, { key: secret }), 200);
		if (javaScriptEnabled)
			await page.getByText(/First request: 200/).waitFor({ timeout: 6000 });
		await picture(page, `key made, first request ${how}`);

		const hub = api(acme, secret), hidden = `Hidden${random()}`;
		const one = await person(hub, { legal_last_name: hidden });
		const refused = await hub.post('/persons', samples.person({ date_of_birth: '2026-02-30' }));
		assert.equal(refused.status, 422);
		await new Promise((done) => setTimeout(done, 2000));

		await page.getByRole('link', { name: 'Request history' }).click();
		await page.getByRole('heading', { name: 'Request history', level: 1 }).waitFor();
		if (!(await page.locator('main').innerText()).includes('validation_failed'))
			await page.goto(`${site}/requests?mode=live`);
		const rows = await page.locator('main table').innerText();
		for (const part of ['POST', 'GET', '201', '422', 'validation_failed', name, '127.0.0.1'])
			assert.ok(rows.includes(part), `${part} is not in the history: ${rows.slice(0, 800)}`);
		await judge(who, `history ${how}`);

		await page.goto(`${site}/requests/${refused.headers['x-request-id']}`);
		assert.match(await page.locator('main').innerText(), /422/);
		await judge(who, `one refused request ${how}`);
		await page.goto(`${site}/requests?mode=live`);
		await page.locator('tr', { hasText: '201' }).getByRole('link').first().click();
		const shown = await page.locator('main').innerText();
		assert.match(shown, /redacted/);
		assert.ok(!shown.includes(hidden) && !(await page.content()).includes(hidden), 'a name is shown');
		await judge(who, `one request ${how}`);

		await page.getByRole('link', { name: 'API keys' }).click();
		const list = await page.locator('main').innerText();
		assert.ok(list.includes(name) && list.includes(secret.slice(-4)));
		assert.ok(!(await page.content()).includes(secret.slice(-30)));
		await judge(who, `keys ${how}`);
		await page.getByRole('link', { name }).click();
		await judge(who, `a key ${how}`);
		await page.getByRole('link', { name: 'Revoke' }).click();
		await judge(who, `revoke ${how}`);
		await page.getByRole('button', { name: 'Revoke key' }).click();
		await page.getByText(/Revoked/).first().waitFor();
		assert.equal((await hub.get(`/persons/${one.id}`)).status, 401);
		await judge(who, `a revoked key ${how}`);

		await page.getByRole('link', { name: 'Audit trail' }).click();
		const audit = await page.locator('main').innerText();
		assert.ok(audit.includes(name), 'the audit trail names the key');
		await judge(who, `audit ${how}`);
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /NDJSON/ }).first().click()]);
		const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
		assert.ok(lines.at(-1).head && lines.some(({ record }) => record?.includes('key.revoked')));
		await page.goto(`${site}/dashboard?mode=live`);
		await judge(who, `dashboard ${how}`);
		await who.context.close();
	});

	test(`Thread ${how}: reloading and going back make no second key and show no secret`, async () => {
		const acme = company(), who = await visitor({ javaScriptEnabled }), { page } = who;
		await signIn(page, acme);
		const secret = await makeKey(page, acme, { name: `Once ${random()}`, mode: 'Test', access: 'Read-only' });
		assert.equal(keysOf(acme), 1);
		await page.reload();
		await page.getByText(/already created this key/).first().waitFor();
		assert.ok(!(await page.content()).includes(secret), 'the secret is shown again');
		assert.equal(keysOf(acme), 1);
		await judge(who, `key again ${how}`);
		await page.goBack();
		await page.getByLabel('Name').waitFor();
		assert.ok(!(await page.content()).includes(secret));
		await page.getByLabel('Name').fill(`Another ${random()}`);
		await page.getByRole('radio', { name: /^Test/ }).check();
		await page.getByRole('radio', { name: /^Read-only/ }).check();
		await page.getByRole('button', { name: 'Create key' }).click();
		await page.getByText(/already created this key|is ready/).first().waitFor();
		assert.ok(keysOf(acme) <= 2);
		await page.goForward().catch(() => null);
		assert.ok(!(await page.content()).includes(secret));
		await who.context.close();
	});

	test(`Forms ${how}: complaints stand together, each leading to its control`, async () => {
		const acme = company(), who = await visitor({ javaScriptEnabled }), { page } = who;
		await signIn(page, acme);
		await page.goto(`${site}/keys/new`);
		await judge(who, `new key ${how}`);
		await page.locator('form.form').evaluate((form) => form.setAttribute('novalidate', '')).catch(() => null);
		await page.getByRole('button', { name: 'Create key' }).click();
		if (javaScriptEnabled) {
			await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
			assert.match(await page.title(), /^Error: /);
			await judge(who, `new key with complaints ${how}`);
			assert.equal(await page.evaluate(() => document.activeElement.querySelector('[role=alert]') !== null), true, 'the summary has the focus');
			for (const link of await page.locator('[role=alert] a').all()) {
				await link.click();
				assert.equal(`#${await page.evaluate(() => document.activeElement.id)}`, await link.getAttribute('href'));
			}
			await page.goto(`${site}/requests?mode=live&status=9&address=300.1.1.1&slower=soon&from=2026-02-01&to=2026-01-01`);
			await judge(who, 'history with complaints');
			for (const link of await page.locator('[role=alert] a').all()) {
				await link.click();
				assert.equal(`#${await page.evaluate(() => document.activeElement.id)}`, await link.getAttribute('href'));
			}
		}
		assert.equal(keysOf(acme), 0);
		await who.context.close();
	});

	test(`Search ${how}: a name leads to its key, a key of nobody to nothing`, async () => {
		const acme = company(), who = await visitor({ javaScriptEnabled }), { page } = who;
		await signIn(page, acme);
		const name = `Find ${random()}`;
		await makeKey(page, acme, { name, mode: 'Test', access: 'Read-only' });
		const box = page.getByRole('searchbox', { name: 'Search', exact: true });
		if (javaScriptEnabled) {
			await page.goto(`${site}/keys`);
			await page.keyboard.press('/');
			assert.equal(await box.evaluate((one) => one === document.activeElement), true, '/ leads to the box');
			await page.keyboard.type('a/b');
			assert.equal(await box.inputValue(), 'a/b', 'a / can be written in it');
			await page.locator('#text').fill('');
			await page.locator('#text').press('/');
			assert.equal(await page.locator('#text').inputValue(), '/', 'a / can be written elsewhere');
		}
		await box.fill(name);
		await box.press('Enter');
		await page.getByRole('heading', { name, level: 1 }).waitFor();
		assert.ok(!page.url().includes('search'));
		await box.fill('no such thing');
		await page.getByRole('button', { name: 'Search' }).click();
		await page.getByRole('heading', { name: 'Nothing matches', level: 1 }).waitFor();
		assert.equal(await box.inputValue(), 'no such thing');
		await judge(who, `nothing matches ${how}`);
		await who.context.close();
	});

	test(`Ended session ${how}: the form comes back filled after the sign-in`, async () => {
		const acme = company(), who = await visitor({ javaScriptEnabled }), { page } = who, name = `Kept ${random()}`;
		await signIn(page, acme);
		await page.goto(`${site}/keys/new`);
		await page.getByLabel('Name').fill(name);
		await page.getByRole('radio', { name: /^Live/ }).check();
		await page.getByRole('radio', { name: /^Full access/ }).check();
		await who.context.clearCookies();
		await page.getByRole('button', { name: 'Create key' }).click();
		await page.getByText('Sign in and your form comes back filled.').waitFor();
		await judge(who, `sign in with a kept form ${how}`);
		await page.getByLabel('E-mail').fill(acme.email);
		await page.getByLabel('Password', { exact: true }).fill(acme.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByText('Nothing was done yet').waitFor();
		assert.ok(!page.url().includes('Kept'));
		assert.equal(await page.getByLabel('Name').inputValue(), name);
		assert.equal(await page.getByRole('radio', { name: /^Live/ }).isChecked(), true);
		assert.equal(keysOf(acme), 0);
		await judge(who, `a form that came back ${how}`);
		await page.getByRole('button', { name: 'Create key' }).click();
		await confirm(page, acme);
		await page.getByRole('heading', { name: `${name} is ready` }).waitFor();
		await who.context.close();
	});

	test(`Sign-in ${how}: a wrong password is said, and nobody is let in`, async () => {
		const acme = company(), who = await visitor({ javaScriptEnabled }), { page } = who;
		await page.goto(site);
		await page.getByRole('heading', { name: 'Sign in to Hub' }).waitFor();
		await judge(who, `sign in ${how}`);
		await page.getByLabel('E-mail').fill(acme.email);
		await page.getByLabel('Password', { exact: true }).fill('not this one');
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('alert').waitFor();
		assert.equal(await page.getByLabel('E-mail').inputValue(), acme.email);
		assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
		await judge(who, `sign in refused ${how}`);
		await page.goto(`${site}/keys`);
		await page.getByRole('heading', { name: 'Sign in to Hub' }).waitFor();
		await page.getByLabel('E-mail').fill(acme.email);
		await page.getByLabel('Password', { exact: true }).fill(acme.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('heading', { name: 'API keys', level: 1 }).waitFor();
		await who.context.close();
	});
}

test('The copy button copies the key and says so', async () => {
	const acme = company(), who = await visitor(), { page } = who;
	await signIn(page, acme);
	const secret = await makeKey(page, acme, { name: `Copy ${random()}`, mode: 'Test', access: 'Read-only' });
	await page.getByRole('button', { name: 'Copy key' }).click();
	await page.getByRole('button', { name: 'Copied' }).first().waitFor();
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download .env' }).click()]);
	const text = readFileSync(await download.path(), 'utf8');
	assert.equal(text, `HUB_BASE_URL=${new URL(site).origin}\nHUB_ENTITY_ID=${acme.entity_id}\nHUB_API_KEY=${secret}\n`);
	assert.deepEqual(who.complaints, []);
	assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
	await who.context.close();
});
