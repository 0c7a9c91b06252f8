// Templates, style and contrast: what the strict Content-Security-Policy and the
// look of the portal ask for.
import assert from 'node:assert/strict';
import test from 'node:test';
import { files, holds, lines, matching, read } from './sources.mjs';

const templates = matching(/^templates\/.*\.html$/);

function places(pattern) {
	const broken = [];
	for (const file of templates)
		for (const [at, row] of lines(file).entries())
			if (pattern.test(row))
				broken.push(`${file}:${at + 1}: ${row.trim().slice(0, 100)}`);
	return broken;
}

test('a_template_has_no_inline_script', () => {
	assert.ok(templates.length > 0, 'rule "templates" found none');
	holds('scripts', '<script src=…> only', places(/<script(?![^>]*\bsrc=)/i));
	holds('handlers', 'no on…= attribute', places(/\son[a-z]+\s*=/i));
	holds('javascript addresses', 'no javascript: address', places(/["'=]\s*javascript:/i));
});

test('a_template_has_no_inline_style', () => {
	holds('style', 'no <style>, no style=', places(/<style\b|\sstyle\s*=/i));
});

test('nothing_comes_from_another_origin', () => {
	holds('origins', 'src and href of assets are our own', places(/<(script|link|img|iframe)[^>]*(src|href)="(https?:)?\/\//i));
	const broken = files.filter((file) => /^static\/.*\.css$/.test(file) && /@import|url\(\s*["']?(https?:)?\/\//.test(read(file)));
	holds('origins', 'a style sheet imports nothing', broken);
});

test('html_stands_only_in_templates', () => {
	const broken = [];
	for (const file of matching(/^(lib(?!\/gen)|cgi-bin)\/.*\.[ch]$/))
		for (const [at, row] of lines(file).entries())
			if (/"[^"]*<\/?(a|p|div|span|table|tr|td|th|form|input|h[1-6]|html|body|head|ul|li|svg)\b[^"]*"/i.test(row)
				&& !/^\s*#\s*include/.test(row))
				broken.push(`${file}:${at + 1}: ${row.trim().slice(0, 100)}`);
	holds('HTML', 'only in templates', broken);
});

// One token of hub.css: --name: light-dark(#light, #dark) or one colour for both.
function tokens() {
	const found = new Map();
	for (const [, name, value] of read('static/hub.css').matchAll(/--([\w-]+)\s*:\s*(light-dark\([^)]*\)|#[0-9a-f]{3,8})/gi)) {
		const colours = value.match(/#[0-9a-f]{6}\b/gi);
		if (colours && !found.has(name))
			found.set(name, { light: colours[0], dark: colours[1] ?? colours[0] });
	}
	return found;
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(colour) {
	const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
		.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (one, other) => {
	const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (high + 0.05) / (low + 0.05);
};

const surfaces = ['canvas', 'surface', 'sunken', 'hover', 'selected'];
const states = ['ok-bg', 'warn-bg', 'bad-bg', 'info-bg'];
const all = [...surfaces, 'quiet-bg', ...states];
const pairs = [
	['ink', all, 4.5], ['ink-2', all, 4.5],
	['ink-3', [...surfaces, 'quiet-bg', 'warn-bg', 'info-bg'], 4.5],
	['accent', all, 4.5],
	['ok', ['ok-bg', ...surfaces], 4.5], ['warn', ['warn-bg', ...surfaces], 4.5],
	['bad', ['bad-bg', ...surfaces], 4.5], ['info', ['info-bg', ...surfaces], 4.5],
	['on-fill', ['accent-fill', 'accent-fill-hover', 'bad-fill'], 4.5],
	['line-strong', surfaces, 3], ['focus', [...surfaces, ...states], 3],
	['c-2xx', ['surface', 'canvas'], 3], ['c-4xx', ['surface', 'canvas'], 3], ['c-5xx', ['surface', 'canvas'], 3],
];

test('each_text_and_mark_has_its_contrast_in_light_and_dark', () => {
	const known = tokens(), broken = [];
	for (const [token, grounds, need] of pairs)
		for (const ground of grounds)
			for (const look of ['light', 'dark']) {
				if (!known.has(token) || !known.has(ground)) {
					broken.push(`static/hub.css: no token --${known.has(token) ? ground : token}`);
					continue;
				}
				const ratio = contrast(known.get(token)[look], known.get(ground)[look]);
				if (ratio < need)
					broken.push(`--${token} on --${ground}, ${look}: ${ratio.toFixed(2)}, needs ${need}`);
			}
	holds('contrast', 'WCAG 2.2: 4.5 for text, 3 for marks', broken);
});

test('a_colour_is_named_once_and_used_by_its_name', () => {
	const broken = [];
	let root = false;
	for (const [at, row] of lines('static/hub.css').entries()) {
		root = /:root\s*\{/.test(row) || (root && !/\}/.test(row) && !/^\}/.test(row));
		if (!root && !/^\s*--/.test(row) && /#[0-9a-f]{3,8}\b/i.test(row.replace(/:root\s*\{[^}]*\}/, '')))
			broken.push(`static/hub.css:${at + 1}: ${row.trim()}`);
	}
	holds('colours', 'colours stand in :root alone', broken);
});

test('the_style_sheet_and_the_scripts_stay_small', async () => {
	const { gzipSync } = await import('node:zlib');
	const weigh = (pattern) => matching(pattern).reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
	const css = weigh(/^static\/.*\.css$/), js = weigh(/^static\/.*\.js$/);
	holds('weight', 'style at most 5 kB and scripts at most 12 kB, gzipped',
		[css > 5120 && `style: ${css} bytes`, js > 12288 && `scripts: ${js} bytes`].filter(Boolean));
});
