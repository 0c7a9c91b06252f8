// What the rules of the house read: the sources, listed once, and the way in
// which a broken rule is reported: rule, place, what was found, what is expected.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';

export const root = process.env.HUB_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), '../..');

const notSources = new Set(['.git', 'node_modules', 'build', 'build-aux', 'autom4te.cache', 'var', 'm4']);

function walk(folder, found) {
	for (const name of readdirSync(folder).sort()) {
		const path = join(folder, name);
		if (notSources.has(name))
			continue;
		if (statSync(path).isDirectory()) {
			// A tree of somebody's build, whatever its name, is no source.
			if (!existsSync(join(path, 'config.status')))
				walk(path, found);
		} else {
			found.push(relative(root, path));
		}
	}
	return found;
}

export const files = walk(root, []);
export const read = (file) => readFileSync(join(root, file), 'utf8');
export const lines = (file) => read(file).split('\n');
export const matching = (pattern) => files.filter((file) => pattern.test(file));
// C and headers of the product; tests/unit, tests/fuzz and tests/bench are C too.
export const product = matching(/^(lib|cgi-bin)\/.*\.[ch]$/);
export const allC = matching(/\.[ch]$/);

// Text without comments, strings and characters, line numbers kept.
export function bare(text) {
	const blank = (found) => found.replace(/[^\n]/g, ' ');
	return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
		(found) => (found[0] === '"' ? `"${' '.repeat(found.length - 2)}"` : blank(found)));
}

// Fails with one line for each place where the rule is broken.
export function holds(rule, expectation, broken) {
	assert.ok(broken.length === 0,
		`rule "${rule}" is broken at ${broken.length} place(s); expected: ${expectation}\n  ${broken.join('\n  ')}`);
}

// Functions as [{name, line, length}]: a body stands between "{" and "}" in column one.
export function functions(text) {
	const rows = text.split('\n');
	const found = [];
	let name = null, start = -1;
	rows.forEach((row, at) => {
		const head = /^(?:[a-z].*[ *])?([a-z]\w*)\(/.exec(row);
		if (head && start < 0)
			name = { name: head[1], line: at + 1 };
		if (row === '{')
			start = at;
		else if (/^}/.test(row) && start >= 0) {
			if (name)
				found.push({ ...name, length: at - start - 1 });
			start = -1;
			name = null;
		}
	});
	return found;
}
