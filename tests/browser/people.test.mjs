// Somebody joins: invitation, password, two-step sign-in, a live key, sessions; with
// JavaScript, where each page is looked at as tests/browser/look does, and without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { close, inEachLook, judge, open, signIn, site, validates, visitor } from '../lib/browser.mjs';
import { company, expect, hubctl, random, send, user } from '../lib/hub.mjs';
import { code } from '../lib/portal.mjs';

before(open);
after(close);

const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

// Pages that only an answer to a form shows are judged where they stand, once each.
const seen = new Set();
async function looks(who, name) {
	const how = `${name} ${who.javaScriptEnabled}`;
	if (seen.has(how))
		return;
	seen.add(how);
	if (who.javaScriptEnabled) {
		await inEachLook(who, name);
		await who.page.setViewportSize({ width: 1280, height: 900 });
		await who.page.emulateMedia({ colorScheme: 'light' });
	} else {
		await judge(who, `${name} without JavaScript`);
	}
}

// What the press answers, as it came.
async function answerTo(page, act) {
	const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), act()]);
	return { status: answer.status(), text: answer.status() === 303 ? '' : await answer.text() };
}

async function confirm(who, proof) {
	const { page } = who;
	await heading(page, 'Confirm that it is you');
	await page.getByLabel('Your password, or a code from your app').fill('neither of them');
	const wrong = await answerTo(page, () => press(page, 'Confirm and go on'));
	assert.equal(wrong.status, 422);
	await validates(wrong.text, 'step-up, wrong');
	assert.match(await page.title(), /^Error: /);
	await looks(who, 'step-up');
	await page.getByLabel('Your password, or a code from your app').fill(proof);
	await press(page, 'Confirm and go on');
}

// To the page of the second step.
async function firstStep(who, email, password) {
	const { page } = who;
	await page.goto(`${site}/sign-in`);
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	const answer = await answerTo(page, () => press(page, 'Sign in'));
	await heading(page, 'Your second step');
	return answer;
}

async function secondStep({ page }, text) {
	await page.getByLabel('Code from your app').fill(text);
	return answerTo(page, () => press(page, 'Sign in'));
}

async function signOut({ page }) {
	if (!await page.getByRole('button', { name: 'Sign out', exact: true }).isVisible())
		await page.locator('summary').last().click();
	await press(page, 'Sign out');
	await heading(page, 'Sign in to Hub');
}

async function invites(owner, firm, email) {
	const { page } = owner;
	await signIn(page, firm);
	await page.getByRole('link', { name: 'Users', exact: true }).click();
	await page.getByLabel('E-mail').fill(email);
	await page.getByRole('radio', { name: /^Admin/ }).check();
	await press(page, 'Invite');
	await confirm(owner, firm.password);
	await heading(page, 'An invitation');
	await looks(owner, 'the link of an invitation');
	return (await page.locator('#link').textContent()).trim();
}

async function joins(who, link, { email, password, name }) {
	const { page } = who;
	await page.goto(link);
	await heading(page, 'Welcome to Hub');
	assert.match(await page.locator('main').innerText(), /invited you to .* as admin: you can make and end all keys/);
	await page.getByLabel('Your name').fill(name);
	await page.getByLabel('Password', { exact: true }).fill('herons');
	const short = await answerTo(page, () => press(page, 'Join'));
	assert.equal(short.status, 422);
	await validates(short.text, 'a password that is too short');
	assert.match(await page.locator('[role=alert]').innerText(), /Use at least 15 characters/);
	assert.equal(await page.getByLabel('Your name').inputValue(), name);
	await looks(who, 'invitation with a complaint');
	await page.getByLabel('Password', { exact: true }).fill(password);
	await press(page, 'Join');
	await heading(page, 'Your account');
	assert.match(await page.locator('main').innerText(), new RegExp(`${email}, admin`));
	await looks(who, 'welcome');
}

// Answers the key as the page shows it, and the recovery codes.
async function setsUpTwoSteps(who, password) {
	const { page } = who;
	await press(page, 'Set up');
	await confirm(who, password);
	await heading(page, 'Two-step sign-in');
	const key = (await page.locator('#key').textContent()).trim(), drawn = await page.locator('svg.qr').boundingBox();
	assert.ok(drawn.width >= 120 && Math.abs(drawn.width - drawn.height) < 1, 'the code is a square that a phone can read');
	assert.ok(await page.locator('svg.qr rect.dot').count() > 100);
	await page.getByLabel('Code from your app').fill('000000');
	const wrong = await answerTo(page, () => press(page, 'Turn on'));
	assert.equal(wrong.status, 422);
	await validates(wrong.text, 'two-step sign-in, wrong code');
	assert.equal((await page.locator('#key').textContent()).trim(), key, 'the key stays');
	await looks(who, 'two-step sign-in');
	await page.getByLabel('Code from your app').fill(code(key, -1));
	const shown = await answerTo(page, () => press(page, 'Turn on'));
	await heading(page, 'Your recovery codes');
	await validates(shown.text, 'recovery codes');
	await looks(who, 'recovery codes');
	const codes = await page.locator('main li').allTextContents();
	assert.equal(new Set(codes).size, 10);
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download .txt' }).click()]);
	assert.equal(readFileSync(await download.path(), 'utf8'), codes.map((one) => `${one}\n`).join(''));
	await page.getByRole('link', { name: 'Done' }).click();
	await page.getByText('10 recovery codes are left').waitFor();
	return { key, codes };
}

async function signsInAgain(who, me, key, codes) {
	const { page } = who;
	await signOut(who);
	await validates((await firstStep(who, me.email, me.password)).text, 'second step');
	await looks(who, 'second step');
	const wrong = await secondStep(who, '000000');
	assert.equal(wrong.status, 422);
	await validates(wrong.text, 'second step, wrong');
	await looks(who, 'second step refused');
	assert.equal((await secondStep(who, code(key))).status, 303);
	await heading(page, 'Dashboard');
	await signOut(who);
	await firstStep(who, me.email, me.password);
	assert.equal((await secondStep(who, codes[3])).status, 303, 'a recovery code stands in');
	await heading(page, 'Dashboard');
	await signOut(who);
	await firstStep(who, me.email, me.password);
	assert.equal((await secondStep(who, codes[3])).status, 422, 'once');
	assert.equal((await secondStep(who, codes[4])).status, 303);
	await heading(page, 'Dashboard');
}

async function makesALiveKey(who, proof) {
	const { page } = who, name = `Time clock ${random()}`;
	await page.getByRole('link', { name: 'API keys' }).click();
	await page.getByRole('link', { name: /^Create (test )?key$/ }).first().click();
	await page.getByLabel('Name').fill(name);
	await page.getByRole('radio', { name: /^Live/ }).check();
	await page.getByRole('radio', { name: /^Read-only/ }).check();
	await press(page, 'Create key');
	await confirm(who, proof);
	await heading(page, `${name} is ready`);
	return (await page.locator('#secret').textContent()).trim();
}

async function endsAnotherSession(who, other) {
	const { page } = who;
	await page.goto(`${site}/account`);
	const rows = page.locator('tbody tr').filter({ has: page.getByRole('rowheader') });
	assert.equal(await page.getByText('This one').count(), 1);
	assert.equal(await rows.count(), 2);
	assert.deepEqual(await rows.getByRole('rowheader').allTextContents(), ['Chrome on Linux', 'Chrome on Linux']);
	await looks(who, 'account with two sessions');
	await press(page, 'End');
	await page.getByText('Ended.').waitFor();
	assert.equal(await rows.count(), 1);
	await other.page.goto(`${site}/account`);
	await heading(other.page, 'Sign in to Hub');
}

for (const javaScriptEnabled of [true, false])
	test(`Somebody joins ${javaScriptEnabled ? 'with' : 'without'} JavaScript, turns two-step sign-in on, makes a live key and ends a session`, async () => {
		const firm = company(`Northgate ${random()}`), owner = await visitor({ javaScriptEnabled }), who = await visitor({ javaScriptEnabled });
		const me = { email: `li-${random()}@example.com`, password: `grey herons ${random(8)}`, name: 'Li Wei' };
		const link = await invites(owner, firm, me.email);
		await joins(who, link, me);
		await owner.page.goto(link);
		await owner.page.getByText(/used already/).waitFor();
		await looks(owner, 'an invitation that was used');
		const { key, codes } = await setsUpTwoSteps(who, me.password);
		await signsInAgain(who, me, key, codes);
		const secret = await makesALiveKey(who, codes[5]);
		expect(await send('GET', '/v1/auth/whoami', { key: secret }), 200);
		const other = await visitor({ javaScriptEnabled });
		await firstStep(other, me.email, me.password);
		assert.equal((await secondStep(other, codes[6])).status, 303);
		await heading(other.page, 'Dashboard');
		await endsAnotherSession(who, other);
		for (const one of [owner, who, other])
			await one.context.close();
	});

for (const javaScriptEnabled of [true, false])
	test(`A link to a new password ${javaScriptEnabled ? 'with' : 'without'} JavaScript: shorter where two steps are taken`, async () => {
		const firm = company(), me = { email: `dev-${random()}@example.com`, password: `grey herons ${random(8)}`, name: 'Dev', role: 'developer' };
		user(firm.entity_id, me);
		const who = await visitor({ javaScriptEnabled }), { page } = who;
		await signIn(page, me);
		await page.goto(`${site}/account`);
		const { key } = await setsUpTwoSteps(who, me.password);
		await page.goto(hubctl('user', 'reset', '--entity', firm.entity_id, '--user', me.email).url);
		await heading(page, 'Choose a new password');
		assert.match(await page.locator('main').innerText(), /At least 8 characters/);
		const chosen = `9 herons ${random(2)}`;
		await page.getByLabel('Password', { exact: true }).fill('7 signs');
		assert.equal((await answerTo(page, () => press(page, 'Set password'))).status, 422);
		await looks(who, 'reset with a complaint');
		await page.getByLabel('Password', { exact: true }).fill(chosen);
		await press(page, 'Set password');
		await page.getByText('Password set. Sign in with it.').waitFor();
		await firstStep(who, me.email, chosen);
		assert.equal((await secondStep(who, code(key))).status, 303);
		await heading(page, 'Dashboard');
		await who.context.close();
	});
