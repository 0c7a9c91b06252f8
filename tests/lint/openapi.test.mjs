// The published document is written by the product's own tables; the copy that is kept
// shows what a change of theirs does to clients.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { holds, read } from './sources.mjs';

const build = process.env.HUB_BUILD;
const written = () => execFileSync(`${build}/cgi-bin/hubctl`, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 28 });
const needsBuild = { skip: build ? false : 'HUB_BUILD names no built tree' };

test('static_openapi_json_is_what_the_tables_say', needsBuild, () => {
	const kept = read('static/openapi.json').split('\n'), made = written().split('\n');
	const at = made.findIndex((row, i) => row !== kept[i]);
	const same = at < 0 && kept.length === made.length;
	holds('static/openapi.json', 'up to date: build/cgi-bin/hubctl openapi >static/openapi.json',
		same ? [] : [`static/openapi.json:${at + 1}: kept ${kept[at]?.trim()}, made ${made[at]?.trim()}`]);
});

test('no_operation_is_named_twice_and_each_tag_is_described', () => {
	const document = JSON.parse(read('static/openapi.json'));
	const names = new Set(), broken = [], tags = new Set(document.tags.map(({ name }) => name));
	for (const [path, item] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(item)) {
			if (method === 'parameters')
				continue;
			if (names.has(operation.operationId))
				broken.push(`${method} ${path}: ${operation.operationId} stands twice`);
			if (!operation.tags.every((tag) => tags.has(tag)))
				broken.push(`${method} ${path}: tag ${operation.tags} is not described`);
			names.add(operation.operationId);
		}
	assert.ok(names.size > 20, `only ${names.size} operations found`);
	holds('operations', 'each under a name of its own', broken);
});

// A schema whose members may be anything has no description of its own yet: openapi_fixed.c.
test('each_answer_is_described_member_by_member', () => {
	const { schemas } = JSON.parse(read('static/openapi.json')).components;
	const broken = [];
	for (const [name, schema] of Object.entries(schemas))
		for (const [member, value] of Object.entries(schema.properties ?? {}))
			if (!value.type && !value.enum && value.const === undefined && !value.$ref && !value.anyOf)
				broken.push(`${name}.${member} has no type`);
	holds('schemas', 'every member has a type', broken);
});
