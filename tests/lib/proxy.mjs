// A validating proxy between the tests and the API (`make judge` puts Prism there and names it
// in HUB_PROXY). Which requests go through it, and what its findings mean: a complaint about an
// answer is a fault always; one about a request only if the API has accepted that request.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

const proxy = process.env.HUB_PROXY ? new URL(process.env.HUB_PROXY) : null;
const seen = { answers: 0, accepted: 0 };

if (process.env.HUB_PROXY_LOG)
	process.on('exit', () => appendFileSync(process.env.HUB_PROXY_LOG, `${seen.answers} ${seen.accepted}\n`));

// A body that reads the same once it has been taken apart and put together again.
function isPlain(body) {
	try {
		const value = JSON.parse(body.toString('utf8'));
		return value !== null && typeof value === 'object' && Buffer.from(JSON.stringify(value)).equals(body);
	} catch {
		return false;
	}
}

/*
 * The proxy's address for a request that it hands on as it is: of an operation that the document
 * has, with the usual headers and a body of plain JSON or none. Others it answers itself or
 * mends on the way. null: ask the API directly.
 */
export function proxyFor(method, known, path, bytes, { from, chunked, headers = {} }) {
	const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
	const type = given['content-type'];
	const usual = !('authorization' in given) && !given['content-encoding'] && (type === undefined || /^application\/([a-z-]+\+)?json$/.test(type));
	const whole = bytes === null ? method !== 'PATCH' : method !== 'GET' && method !== 'HEAD' && isPlain(bytes);
	// It reads and writes every body as text, which contents of documents are not.
	const ofText = !path.split('?')[0].endsWith('/content');
	return proxy && known && ofText && usual && whole && !from && !chunked && !/%(?![2-7][0-9a-f])|%2f/i.test(path) ? proxy : null;
}

// Of repeatable requests: the proxy found a kept connection closed, which is no answer.
export const wasCut = ({ status, text }) => status === 500 && text.includes('"type":"FetchError"');

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
