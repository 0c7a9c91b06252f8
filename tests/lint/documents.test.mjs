// What a table says is also said to people, and tables that grant something are
// repeated here word by word, so that a row cannot slip in.
import assert from 'node:assert/strict';
import test from 'node:test';
import { holds, matching, read } from './sources.mjs';

const readme = () => read('README');

function settingsOf(text) {
	const table = /struct setting_row rows\[\] = \{([\s\S]*?)\n\};/.exec(text)[1];
	return [...table.matchAll(/\{"(\w+)",\s*"(\w+)",\s*TYPE_\w+,\s*AT\(\w+\),\s*(NULL|\w+|"[^"]*"),/g)]
		.map(([, section, name, initial]) => ({ name: `${section}.${name}`, initial: initial.replace(/"/g, '') }));
}

test('README_names_each_setting_with_its_default', () => {
	const settings = settingsOf(read('lib/base/settings.c'));
	assert.ok(settings.length >= 20, `rule "settings" found only ${settings.length} rows in lib/base/settings.c`);
	const rows = readme().split('\n');
	const broken = [];
	for (const { name, initial } of settings) {
		const row = rows.find((text) => text.trim().split(/\s+/)[0] === name);
		if (!row)
			broken.push(`README: no row for ${name}`);
		else if (!/^(NULL|HUB_\w+)$/.test(initial) && !row.trim().split(/\s+/).includes(initial))
			broken.push(`README: ${name} does not say its default ${initial}: ${row.trim()}`);
	}
	holds('settings', 'a row "section.name  default  meaning" for each setting', broken);
});

test('README_names_no_setting_that_does_not_exist', () => {
	const known = new Set(settingsOf(read('lib/base/settings.c')).map(({ name }) => name));
	const sections = new Set([...known].map((name) => name.split('.')[0]));
	const broken = readme().split('\n').map((row) => row.trim().split(/\s+/)[0])
		.filter((word) => /^[a-z]+\.[a-z_]+$/.test(word) && sections.has(word.split('.')[0]) && !known.has(word));
	holds('settings', 'README speaks of settings that exist', broken);
});

test('README_explains_each_problem_code', () => {
	const table = read('lib/web/problem.c');
	const codes = [...table.matchAll(/\[PROBLEM_\w+\]\s*=\s*\{\s*"(\w+)",\s*(\d{3})/g)];
	assert.ok(codes.length >= 25, `rule "problem codes" found only ${codes.length} rows in lib/web/problem.c`);
	const text = readme();
	const broken = codes.filter(([, code]) => !new RegExp(`\\b${code}\\b`).test(text)).map(([, code]) => code);
	holds('problem codes', 'each code stands in README', broken);
});

test('README_names_each_folder_of_lib_and_each_program', () => {
	const text = readme();
	const names = [...new Set(matching(/^lib\/\w+\//).map((file) => file.split('/').slice(0, 2).join('/'))),
		'cgi-bin', 'templates', 'static', 'sql', 'apache', 'tests',
		'api.fcgi', 'hub.fcgi', 'export.fcgi', 'hubctl'];
	holds('map', 'README shows where things are', names.filter((name) => !text.includes(name)));
});

// Rows of route tables: {"operation", METHOD_X, "pattern", ACCESS_Y, …}
function routes() {
	const found = [];
	for (const file of matching(/^(lib|cgi-bin)\/.*\.[ch]$/)) {
		const row = /\{\s*"([\w.-]+)",\s*METHOD_(\w+),\s*"([^"]+)",\s*(ACCESS_\w+|0)/g;
		const named = /\.operation\s*=\s*"([\w.-]+)",\s*\.method\s*=\s*METHOD_(\w+),\s*\.pattern\s*=\s*"([^"]+)",\s*\.access\s*=\s*(ACCESS_\w+|0)/g;
		for (const pattern of [row, named])
			for (const [, operation, method, path, access] of read(file).matchAll(pattern))
				found.push({ file, operation, method, path, access });
	}
	return found;
}

test('the_public_routes_are_exactly_these', () => {
	const all = routes();
	assert.ok(all.length >= 15, `rule "routes" found only ${all.length} rows of route tables`);
	const open = all.filter(({ access }) => access === 'ACCESS_PUBLIC' || access === 'ACCESS_ANONYMOUS')
		.map(({ method, path, access }) => `${method} ${path} ${access}`).sort();
	assert.deepEqual(open, [
		'GET /hub/docs ACCESS_PUBLIC',
		'GET /hub/docs/administrators ACCESS_PUBLIC',
		'GET /hub/docs/authentication ACCESS_PUBLIC',
		'GET /hub/docs/changed ACCESS_PUBLIC',
		'GET /hub/docs/downloads ACCESS_PUBLIC',
		'GET /hub/docs/getting-started ACCESS_PUBLIC',
		'GET /hub/docs/hub.env ACCESS_PUBLIC',
		'GET /hub/docs/hub.postman_collection.json ACCESS_PUBLIC',
		'GET /hub/docs/hub.postman_environment.json ACCESS_PUBLIC',
		'GET /hub/docs/in-step ACCESS_PUBLIC',
		'GET /hub/docs/limits ACCESS_PUBLIC',
		'GET /hub/docs/lists ACCESS_PUBLIC',
		'GET /hub/docs/llms.txt ACCESS_PUBLIC',
		'GET /hub/docs/problems ACCESS_PUBLIC',
		'GET /hub/docs/problems/{code} ACCESS_PUBLIC',
		'GET /hub/docs/recipes ACCESS_PUBLIC',
		'GET /hub/docs/recipes/{name} ACCESS_PUBLIC',
		'GET /hub/docs/reference ACCESS_PUBLIC',
		'GET /hub/docs/reference/{name} ACCESS_PUBLIC',
		'GET /hub/docs/writing ACCESS_PUBLIC',
		'GET /hub/hand-over/{token} ACCESS_ANONYMOUS',
		'GET /hub/invitation/{token} ACCESS_ANONYMOUS',
		'GET /hub/reset/{token} ACCESS_ANONYMOUS',
		'GET /hub/sign-in ACCESS_ANONYMOUS',
		'GET /hub/signed-in ACCESS_ANONYMOUS',
		'GET /v1/health ACCESS_PUBLIC',
		'GET /v1/openapi.json ACCESS_PUBLIC',
		'GET /v1/ready ACCESS_PUBLIC',
		'POST /hub/hand-over/{token} ACCESS_ANONYMOUS',
		'POST /hub/invitation/{token} ACCESS_ANONYMOUS',
		'POST /hub/reset/{token} ACCESS_ANONYMOUS',
		'POST /hub/sign-in ACCESS_ANONYMOUS',
	]);
});

test('each_route_says_who_may_come_and_has_a_name_of_its_own', () => {
	const broken = [], seen = new Map();
	for (const { file, operation, method, path, access } of routes()) {
		if (!/^ACCESS_/.test(access))
			broken.push(`${file}: ${method} ${path} has no access rule`);
		const key = `${file} ${method} ${path}`;
		if (seen.has(key))
			broken.push(`${file}: ${method} ${path} stands twice`);
		seen.set(key, operation);
	}
	holds('routes', 'one row a method and pattern, with its access', broken);
});

test('each_migration_has_a_number_of_its_own', () => {
	const names = matching(/^sql\/migrations\/.*\.sql$/).map((file) => file.split('/')[2]);
	const broken = names.filter((name, at) => !/^\d{4}_[a-z_]+\.sql$/.test(name) || names[at - 1]?.slice(0, 4) === name.slice(0, 4));
	holds('migrations', 'NNNN_name.sql, each number once', broken);
});

test('each_table_declares_its_tenancy', () => {
	const broken = [];
	for (const file of matching(/^sql\/migrations\/.*\.sql$/)) {
		const text = read(file);
		for (const [, name] of text.matchAll(/CREATE TABLE IF NOT EXISTS (\w+)/g))
			if (!new RegExp(`^-- table ${name}: (realm|entity|entity by \\w+|global)$`, 'm').test(text))
				broken.push(`${file}: ${name}`);
	}
	holds('tenancy', '"-- table NAME: realm | entity | entity by COLUMN | global"', broken);
});
