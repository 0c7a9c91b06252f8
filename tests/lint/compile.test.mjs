// Rules that need the compiler, a shell or a built tree (HUB_BUILD, with its
// generated headers; the tests of that kind are skipped without it).
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { files, holds, matching, read, root } from './sources.mjs';

const build = process.env.HUB_BUILD;
const needsBuild = build ? false : 'HUB_BUILD names no built tree';
const modules = 'fcgi libmariadb json-c libargon2 libcrypto inih libutf8proc libqrencode'.split(' ');

function flags() {
	const known = modules.flatMap((name) => {
		try {
			return execFileSync('pkg-config', ['--cflags', name], { encoding: 'utf8' }).trim().split(/\s+/);
		} catch {
			return [];
		}
	});
	const folders = [`${root}/lib`, `${root}/cgi-bin`, root, `${build}/lib`, `${build}/cgi-bin`, build];
	return ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', ...folders.map((path) => `-I${path}`),
		...known.filter(Boolean)];
}

const compile = (path) => new Promise((done) => {
	execFile('cc', [...flags(), '-fsyntax-only', '-x', 'c', path],
		(error, out, complaints) => done(error ? complaints.split('\n')[0] : null));
});

test('each_header_compiles_alone', { skip: needsBuild }, async () => {
	const folder = mkdtempSync(join(tmpdir(), 'hub-headers-'));
	const broken = [];
	const queue = matching(/^(lib|cgi-bin)\/.*\.h$/);
	const worker = async () => {
		for (let header = queue.pop(); header; header = queue.pop()) {
			const unit = join(folder, header.replace(/\W/g, '_') + '.c');
			writeFileSync(unit, `#include "${join(root, header)}"\n#include "${join(root, header)}"\nextern int nothing;\n`);
			const complaint = await compile(unit);
			if (complaint)
				broken.push(`${header}: ${complaint}`);
		}
	};
	await Promise.all([worker(), worker()]);
	rmSync(folder, { recursive: true });
	holds('headers', 'a header includes what it needs and may be included twice', broken);
});

test('a_second_make_has_nothing_to_do', { skip: needsBuild }, () => {
	const out = execFileSync('make', ['-C', build, 'V=1', 'all'], { encoding: 'utf8' });
	const made = out.split('\n').filter((row) => /\b(gcc|cc|clang|ar)\b.* -/.test(row));
	holds('dependencies', 'a finished tree is not built again', made.map((row) => row.slice(0, 160)));
});

test('generated_files_stand_only_in_the_build_tree', () => {
	const generated = matching(/^(sql\/queries\/.*\.[ch]|templates\/.*\.[ch]|lib\/.*_(tmpl|sql)\.[ch])$/);
	holds('generated files', 'made by the build, never kept among the sources', generated);
});

test('each_shell_script_can_be_parsed', () => {
	const scripts = files.filter((file) => /(\.sh|^quickstart|^\.ci\/run|^tests\/(run|instance)|^tests\/lint\/tidy)$/.test(file)
		&& /^#!.*\b(ba|da)?sh\b/.test(read(file)));
	const broken = [];
	for (const file of scripts) {
		const shell = /^#!.*\bbash\b/.test(read(file)) ? 'bash' : 'sh';
		try {
			execFileSync(shell, ['-n', join(root, file)], { stdio: ['ignore', 'pipe', 'pipe'] });
		} catch (failure) {
			broken.push(`${file}: ${failure.stderr.toString().split('\n')[0]}`);
		}
	}
	holds('shell', 'each script passes sh -n', broken);
});

test('each_script_of_the_browser_and_of_the_tests_can_be_parsed', () => {
	const broken = [];
	for (const file of matching(/^(static|tests)\/.*\.m?js$/))
		try {
			execFileSync(process.execPath, ['--check', join(root, file)], { stdio: ['ignore', 'pipe', 'pipe'] });
		} catch (failure) {
			broken.push(`${file}: ${failure.stderr.toString().split('\n').slice(0, 5).join(' | ')}`);
		}
	holds('scripts', 'each passes node --check', broken);
});

test('cppcheck_finds_nothing', { skip: existsSync('/usr/bin/cppcheck') ? false : 'cppcheck is not installed' }, () => {
	const sources = matching(/^(lib|cgi-bin)\/.*\.c$/).map((file) => join(root, file));
	const folders = [`${root}/lib`, `${root}/cgi-bin`].map((path) => `-I${path}`);
	let out = '';
	try {
		execFileSync('cppcheck', ['-q', '-j2', '--std=c11', '--error-exitcode=1', '--inline-suppr',
			'--enable=warning,portability', '--suppress=missingIncludeSystem', '--max-configs=1',
			`--suppressions-list=${root}/tests/lint/cppcheck.suppressions`,
			'--template={file}:{line}: {id}: {message}', ...folders, ...sources], { encoding: 'utf8', stdio: 'pipe' });
	} catch (failure) {
		out = failure.stderr || failure.stdout || failure.message;
	}
	holds('cppcheck', 'clean, each suppression with its reason', out.split('\n').filter(Boolean));
});
