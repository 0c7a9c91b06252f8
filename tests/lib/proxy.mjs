// A validating proxy between the tests and the API (`make judge` puts Prism there and names it
// in HUB_PROXY). Which requests go through it, and what its findings mean: a complaint about an
// answer is a fault always; one about a request only if the API has accepted that request.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

const proxy = process.env.HUB_PROXY ? new URL(process.env.HUB_PROXY) : null;
const seen = { answers: 0, accepted: 0, direct: {} };

if (process.env.HUB_PROXY_LOG)
	process.on('exit', () => appendFileSync(process.env.HUB_PROXY_LOG, `${JSON.stringify(seen)}\n`));

// A body that reads the same once it has been taken apart and put together again.
function isPlain(body) {
	try {
		const value = JSON.parse(body.toString('utf8'));
		return value !== null && typeof value === 'object' && Buffer.from(JSON.stringify(value)).equals(body);
	} catch {
		return false;
	}
}

const isText = (bytes) => Buffer.from(bytes.toString('utf8')).equals(bytes);
const isJson = (type) => /^application\/([a-z-]+\+)?json\b/.test(type ?? '');

const MIB = 1 << 20;

/*
 * What Prism does not hand on as it is, so that it would be Prism that is tested: which requests,
 * and why. Each is asked of the API directly, and counted by its name.
 */
const direct = [
	{ name: 'no operation', why: 'of methods and paths that the document does not have Prism answers itself (404, 405)', is: ({ operation }) => !operation },
	{ name: 'credential', why: 'Prism knows no scheme but "Bearer", spelt so, and keeps the first of two headers', is: ({ given }) => 'authorization' in given && !/^Bearer [^ ,]+$/.test(given.authorization) },
	{ name: 'address', why: 'the address that a test speaks from would be that of Prism', is: ({ from }) => from },
	{ name: 'pieces', why: 'Prism reads a body to its end before it hands it on, with a length', is: ({ chunked }) => chunked },
	{ name: 'large', why: 'a body over a MiB is refused before it is read, which Prism takes for a broken connection', is: ({ bytes }) => bytes?.length > MIB },
	{ name: 'body of GET', why: 'Prism refuses it itself', is: ({ method, bytes }) => method === 'GET' && bytes },
	{ name: 'JSON', why: 'Prism writes JSON anew: other blanks, one of two members, no wrong UTF-8; what is no object it refuses', is: ({ type, bytes }) => bytes && isJson(type) && !isPlain(bytes) },
	{ name: 'media type', why: 'Prism takes forms apart, ends over a broken one, and answers 500 to what is no media type', is: ({ type }) => type !== undefined && !/^(application|text|image)\/[a-z.+-]+ *(;|$)/i.test(type) },
	{ name: 'no media type', why: 'Prism adds one to a body that has none', is: ({ type, bytes }) => bytes && !type },
	{ name: 'bytes', why: 'Prism reads and writes every other body as UTF-8', is: ({ bytes, type }) => bytes && (!isText(bytes) || /charset/.test(type)) },
	{ name: 'escapes', why: 'Prism writes escapes of a query anew', is: ({ path }) => /%(?![2-7][0-9a-f])|%2f/i.test(path) },
];

/* The proxy's address for that request; null: ask the API directly. */
export function proxyFor(method, operation, path, bytes, { from, chunked, headers = {} }) {
	if (!proxy)
		return null;
	const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
	const found = direct.find((one) => one.is({ method, operation, path, bytes, from, chunked, given, type: given['content-type'] }));
	if (found)
		seen.direct[found.name] = (seen.direct[found.name] ?? 0) + 1;
	return found ? null : proxy;
}

// Of repeatable requests: the proxy found a kept connection closed, which is no answer.
export const wasCut = ({ status, text }) => status === 500 && text.includes('"type":"FetchError"');

// Bytes that are no text came as U+FFFD: the findings stand, the answer is asked for directly.
export const wasMangled = ({ headers, text }) => text.includes('\ufffd') && !isJson(headers['content-type']);

// Of an answer that came through it. Apache's own know no instance: they come before any operation.
export function judgeFindings(what, { status, headers, text }) {
	const said = headers['sl-violations'] ?? '[]';
	// A request with dozens of faults is told of in one sentence.
	const findings = said.startsWith('Too many') ? [{ location: ['request'], message: said }] : JSON.parse(said);
	if (status >= 400 && !text.includes('"instance"'))
		return;
	const accepted = status >= 200 && status < 300;
	seen.answers++;
	seen.accepted += accepted ? 1 : 0;
	assert.deepEqual(findings.filter(({ location }) => location[0] === 'response' || accepted), [], `${what} ${status}: the proxy finds a violation`);
}
