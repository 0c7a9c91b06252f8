// A real Chromium, with and without JavaScript, that remembers what a page complains of.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';
import { hub } from './hub.mjs';

export const site = hub.portal_url;
const pictures = process.env.HUB_SCREENSHOTS;
let browser;

export async function open() {
	browser = await chromium.launch({ executablePath: process.env.HUB_CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
	return browser;
}

export const close = () => browser?.close();

/*
 * A person at a browser of their own. `complaints` gathers console messages, errors
 * of scripts, failed requests and requests to anywhere else.
 */
export async function visitor({ javaScriptEnabled = true, width = 1280, colorScheme = 'light' } = {}) {
	const context = await browser.newContext({ javaScriptEnabled, viewport: { width, height: 900 }, colorScheme, acceptDownloads: true,
		permissions: ['clipboard-read', 'clipboard-write'] });
	const page = await context.newPage(), complaints = [];
	page.on('console', (message) => {
		// A page that answers 4xx on purpose makes Chromium speak of it.
		if (!/Failed to load resource: the server responded with a status of 4/.test(message.text()))
			complaints.push(`${message.type()}: ${message.text()}`);
	});
	page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
	page.on('requestfailed', (request) => {
		if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? ''))
			complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
	});
	page.on('request', (request) => {
		const url = request.url();
		if (!url.startsWith(new URL(site).origin) && !/^(data|blob|about):/.test(url))
			complaints.push(`elsewhere: ${url}`);
	});
	page.setDefaultTimeout(10000);
	return { context, page, complaints, javaScriptEnabled };
}

export async function signIn(page, { email, password }) {
	await page.goto(`${site}/sign-in`);
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor();
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// No complaint, no sideways scrolling, and no violation that axe knows of: all its rules, or those named.
export async function judge({ page, complaints, javaScriptEnabled }, name, rules = 'all') {
	assert.deepEqual(complaints, [], `${name}: the page complains`);
	const wide = await page.evaluate(() => {
		const limit = document.documentElement.clientWidth;
		return document.documentElement.scrollWidth > limit
			? [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > limit + 1)
				.slice(0, 5).map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)} > ${limit}`) : [];
	});
	assert.deepEqual(wide, [], `${name}: the page is wider than its window`);
	await picture(page, name);
	// axe itself is JavaScript; without it the pages are the same ones.
	if (!javaScriptEnabled || rules.length === 0)
		return;
	// The pages have no frames, for which alone axe would open a page more.
	const axe = new AxeBuilder({ page }).setLegacyMode(true);
	const { violations } = await (rules === 'all' ? axe.withTags(standards) : axe.withRules(rules)).analyze();
	assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, any }) =>
		`${html.slice(0, 160)} ${any?.[0]?.message ?? ''}`).join(' | ')}`), [], `${name}: axe`);
}

/*
 * Loaded once, seen four times. What a rule looks at decides where it is asked: all of them
 * in the first and in the last look, colours again when they change.
 */
export async function inEachLook(who, name) {
	for (const [colorScheme, width, rules] of [['light', 1280, 'all'], ['dark', 1280, ['color-contrast']],
		['light', 320, []], ['dark', 320, 'all']]) {
		await who.page.emulateMedia({ colorScheme });
		await who.page.setViewportSize({ width, height: 900 });
		await judge(who, `${name} ${colorScheme} ${width}`, rules);
	}
}

const checker = new HtmlValidate({ extends: ['html-validate:standard'], rules: {
	// Our own reading: tabs and long lines are the template compiler's matter, "&" and quotes the escaper's.
	'no-trailing-whitespace': 'off', 'long-title': 'off', 'void-style': 'off', 'no-raw-characters': 'off',
	'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'no-implicit-button-type': 'off',
	'require-sri': 'off', 'wcag/h63': 'off', 'prefer-native-element': 'off', 'no-redundant-role': 'off', 'doctype-style': 'off',
	'no-inline-style': 'error' } });

export async function validates(html, name) {
	const report = await checker.validateString(html);
	assert.deepEqual(report.results.flatMap(({ messages }) => messages)
		.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`), [], name);
}

export async function picture(page, name) {
	if (!pictures)
		return;
	mkdirSync(pictures, { recursive: true });
	await page.screenshot({ path: `${pictures}/${name.replace(/[^\w-]+/g, '-')}.png`, fullPage: true });
}
