// The rules of the house that a reader of the sources can check.
import test from 'node:test';
import { allC, bare, files, functions, holds, lines, matching, product, read } from './sources.mjs';

const layers = ['base', 'codec crypt', 'db', 'catalog', 'web', 'trail', 'access', 'records'];
const level = new Map(layers.flatMap((names, at) => names.split(' ').map((name) => [name, at])));
const homes = [
	[/^fcgi.*\.h$/, (file) => file === 'lib/web/fcgi.c', 'lib/web/fcgi.c'],
	[/^(mysql|mariadb|mysqld_error|errmsg).*\.h$/, (file) => file.startsWith('lib/db/'), 'lib/db'],
	[/^(json-c\/.*|json|utf8proc|qrencode)\.h$/, (file) => file.startsWith('lib/codec/'), 'lib/codec'],
	[/^(argon2|openssl\/.*)\.h$/, (file) => file.startsWith('lib/crypt/'), 'lib/crypt'],
	[/^ini\.h$/, (file) => file === 'lib/base/settings.c', 'lib/base/settings.c'],
];

// Generated headers count with the layer that they are made for.
const folderOf = (header) => header.split('/')[0];

function* includes(file) {
	for (const [at, row] of lines(file).entries()) {
		const found = /^\s*#\s*include\s+(["<])([^">]+)[">]/.exec(row);
		if (found)
			yield { at: `${file}:${at + 1}`, quoted: found[1] === '"', header: found[2] };
	}
}

test('a_file_includes_only_lower_layers_and_its_own_folder', () => {
	const broken = [];
	for (const file of matching(/^lib\/(?!gen\/).*\.[ch]$/)) {
		const own = file.split('/')[1];
		for (const { at, quoted, header } of includes(file)) {
			const other = folderOf(header);
			if (!quoted || other === own || !level.has(other))
				continue;
			if (level.get(other) >= level.get(own))
				broken.push(`${at}: ${own} includes "${header}"`);
		}
	}
	holds('layers', `only folders before its own in ${layers.join(' < ')}`, broken);
});

test('an_own_header_is_included_as_folder_slash_file', () => {
	const broken = [];
	for (const file of product)
		for (const { at, quoted, header } of includes(file))
			if (quoted && !header.includes('/') && !(file.startsWith('cgi-bin/') && files.includes(`cgi-bin/${header}`)))
				broken.push(`${at}: "${header}"`);
	holds('include paths', '"folder/file.h"', broken);
});

test('a_foreign_header_has_one_home', () => {
	const broken = [];
	for (const file of product)
		for (const { at, quoted, header } of includes(file))
			for (const [name, isHome, home] of homes)
				if (!quoted && name.test(header) && !isHome(file))
					broken.push(`${at}: <${header}>, whose home is ${home}`);
	holds('foreign headers', 'each foreign library is used in one place', broken);
});

test('a_program_under_cgi_bin_has_one_main_and_a_library_none', () => {
	const mains = product.filter((file) => /^main\(/m.test(read(file)));
	const broken = mains.filter((file) => !/^(cgi-bin\/\w+\.c|lib\/gen\/\w+\.c)$/.test(file));
	holds('programs', 'main() only in cgi-bin and lib/gen', broken);
});

// Tables of data may be longer than code.
const longFiles = new Set(['lib/catalog/persons.c', 'lib/catalog/employees.c', 'lib/codec/countries.c']);

test('a_function_has_at_most_60_lines', () => {
	const broken = [];
	for (const file of allC)
		for (const { name, line, length } of functions(read(file)))
			if (length > 60)
				broken.push(`${file}:${line}: ${name} has ${length}`);
	holds('function size', 'at most 60 lines between its braces', broken);
});

test('a_file_has_at_most_600_lines', () => {
	const broken = [];
	for (const file of matching(/\.([ch]|mjs|js|css|html|sh)$/)) {
		const length = lines(file).length - 1;
		if (length > 600 && !longFiles.has(file))
			broken.push(`${file}: ${length}`);
	}
	holds('file size', 'at most 600 lines, tables of data apart', broken);
});

test('no_line_of_C_is_wider_than_100_columns', () => {
	const broken = [];
	for (const file of allC) {
		let table = false;
		for (const [at, row] of lines(file).entries()) {
			table = /clang-format off/.test(row) || (table && !/clang-format on/.test(row));
			const width = [...row].reduce((w, c) => (c === '\t' ? w + 8 - (w % 8) : w + 1), 0);
			if (width > 100 && !table && !file.startsWith('lib/catalog/'))
				broken.push(`${file}:${at + 1}: ${width}`);
		}
	}
	holds('width', 'at most 100 columns with tabs of eight', broken);
});

const banned = 'sprintf vsprintf strcpy stpcpy strcat strncpy strncat strtok atoi atol atof gets system popen '
	+ 'localtime gmtime asctime ctime rand srand tmpnam mktemp alloca setjmp longjmp';

test('no_banned_function_is_called', () => {
	const call = new RegExp(`(?<![\\w.>])(${banned.split(' ').join('|')})\\s*\\(`);
	const broken = [];
	for (const file of allC)
		for (const [at, row] of bare(read(file)).split('\n').entries()) {
			const found = call.exec(row);
			if (found)
				broken.push(`${file}:${at + 1}: ${found[1]}`);
		}
	holds('banned functions', 'the bounded, reentrant relative of each', broken);
});

// Tools speak to a shell; programs that serve requests and the library do not.
const tools = /^(cgi-bin\/hubctl[\w-]*\.c|cgi-bin\/ctl\/.*\.c|lib\/gen\/.*\.c)$/;

test('only_tools_print', () => {
	const broken = [];
	for (const file of product.filter((name) => !tools.test(name)))
		for (const [at, row] of bare(read(file)).split('\n').entries())
			if (/(?<![\w.>])(printf|puts|putchar|perror|vprintf)\s*\(|\bstdout\b/.test(row))
				broken.push(`${file}:${at + 1}: ${row.trim()}`);
	holds('printing', 'printf and stdout only in hubctl and the programs of the build', broken);
});

test('memory_comes_from_lib_base', () => {
	const broken = [];
	for (const file of product.filter((name) => !/^lib\/(base|gen)\//.test(name)))
		for (const [at, row] of bare(read(file)).split('\n').entries())
			if (/(?<![\w.>])(malloc|calloc|realloc|strdup|strndup|asprintf|vasprintf)\s*\(/.test(row))
				broken.push(`${file}:${at + 1}: ${row.trim()}`);
	holds('allocation', 'arenas; malloc and its kin only in lib/base and the programs of the build', broken);
});

test('no_reconnect_and_no_autocommit_off', () => {
	const broken = [];
	for (const file of product)
		for (const [at, row] of bare(read(file)).split('\n').entries())
			if (/MYSQL_OPT_RECONNECT|mysql_autocommit\s*\(/.test(row))
				broken.push(`${file}:${at + 1}: ${row.trim()}`);
	holds('connections', 'neither MYSQL_OPT_RECONNECT nor mysql_autocommit', broken);
});

// lib/db reads the name of a violated constraint from it and lets nothing else out.
test('no_error_text_of_the_database_leaves_lib_db', () => {
	const broken = [];
	for (const file of product.filter((name) => !name.startsWith('lib/db/')))
		for (const [at, row] of bare(read(file)).split('\n').entries())
			if (/\bmysql_(stmt_)?error\s*\(/.test(row))
				broken.push(`${file}:${at + 1}: ${row.trim()}`);
	holds('database errors', 'the number only: the text quotes values', broken);
});

// Guards of single requests ask for the key's stamp alone.
test('whatever_ends_a_credential_raises_the_stamp_of_its_key', () => {
	const broken = [];
	let seen = 0;
	for (const file of matching(/^sql\/queries\/.*\.sql$/))
		for (const statement of read(file).split(/^-- (?=\w+: \w+$)/m).slice(1)) {
			const [name] = statement.split(':'), text = statement.replace(/^--.*$/gm, '');
			const set = /\bUPDATE\b[^;]*?\bcredentials\b[^;]*?\bSET\b([^;]*?)(?:\bWHERE\b|$)/.exec(text)?.[1] ?? '';
			if (!/\b(ended_at|expires_at)\s*=/.test(set))
				continue;
			seen++;
			if (!/\bk\.stamp = k\.stamp \+ 1\b/.test(set))
				broken.push(`${file}: ${name}`);
		}
	holds('ends of credentials', 'k.stamp is raised in the same statement', seen > 0 ? broken : ['no statement was found']);
});

test('nothing_is_left_to_do', () => {
	const broken = [];
	const word = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['XX', 'X'].join('')}|${['HA', 'CK'].join('')})\\b`);
	for (const file of matching(/\.(c|h|mjs|js|sh|sql|html|css|am|ac)$|^(README|quickstart|tests\/run)$/))
		for (const [at, row] of lines(file).entries())
			if (word.test(row) && !file.startsWith('tests/lint/'))
				broken.push(`${file}:${at + 1}: ${row.trim()}`);
	holds('promises', 'done, or not begun', broken);
});

test('a_header_guards_itself_and_says_what_it_is_for', () => {
	const broken = [];
	for (const file of product.filter((name) => name.endsWith('.h'))) {
		const text = read(file);
		const guard = file.replace(/^(lib|cgi-bin)\//, '').toUpperCase().replace(/\W/g, '_');
		if (!text.startsWith('/*'))
			broken.push(`${file}: begins without a comment`);
		if (!text.includes(`#ifndef ${guard}\n#define ${guard}`))
			broken.push(`${file}: no guard ${guard}`);
	}
	holds('headers', 'a comment of purpose, then a guard named after folder and file', broken);
});

test('a_source_file_says_what_it_is_for', () => {
	const broken = product.filter((file) => file.endsWith('.c') && !read(file).startsWith('/*'));
	holds('purpose', 'each file opens with a comment', broken);
});

test('the_top_of_the_house_holds_nothing_else', () => {
	const allowed = new Set(['configure.ac', 'Makefile.am', 'README', 'quickstart', '.ci', '.gitignore',
		'.clang-format', '.clang-tidy', 'cgi-bin', 'lib', 'templates', 'static', 'sql', 'apache', 'tests']);
	const made = /^(configure~?|aclocal\.m4|config\.h\.in~?|Makefile\.in|\.tarball-version)$/;
	const top = [...new Set(files.map((file) => file.split('/')[0]))];
	holds('layout', [...allowed].join(' '), top.filter((name) => !allowed.has(name) && !made.test(name)));
});
