// The published document before judges that we did not write: Redocly, Spectral with the
// OWASP rules, and ajv over its examples. What is switched off stands in their settings
// with its reason.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { contract } from '../lib/contract.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, '../../static/openapi.json');
const document = JSON.parse(readFileSync(file, 'utf8'));

const run = (name, ...words) => new Promise((done) => {
	execFile(process.execPath, [join(here, 'node_modules/.bin', name), ...words], { cwd: here, maxBuffer: 1 << 28,
		env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
	(error, out, complaints) => done({ code: error ? error.code : 0, out, complaints }));
});

test('Redocly_finds_nothing', async () => {
	const { code, out, complaints } = await run('redocly', 'lint', '--config=redocly.yaml', '--format=stylish', file);
	assert.equal(code, 0, out + complaints);
	assert.doesNotMatch(out + complaints, /You have \d+ warning/, out + complaints);
});

test('Spectral_with_the_OWASP_rules_finds_nothing', async () => {
	const { code, out, complaints } = await run('spectral', 'lint', '--ruleset=spectral.mjs', '--fail-severity=hint',
		'--format=text', file);
	assert.equal(code, 0, out.slice(0, 8000) + complaints);
});

test('every_example_meets_its_schema', () => {
	const judge = contract(document);
	const found = judge.examples();
	assert.ok(found.count > 50, `only ${found.count} examples found`);
	assert.deepEqual(found.complaints, []);
});

test('every_operation_has_an_example_of_each_body', () => {
	const lacking = [];
	for (const [path, item] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(item)) {
			const content = operation.requestBody?.content ?? {};
			for (const [media, body] of Object.entries(content))
				if (/json$/.test(media) && !body.examples)
					lacking.push(`${method} ${path} ${media}`);
		}
	assert.deepEqual(lacking, []);
});
