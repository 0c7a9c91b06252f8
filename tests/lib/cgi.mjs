// The portal under settings of its own: run as plain CGI, one request a process, beside the
// instance whose database it shares. Sessions begun there are sessions here.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hub } from './hub.mjs';
import { Portal, origin } from './portal.mjs';

/*
 * A folder with a copy of the instance's settings in which `portal` stands in [portal], and
 * with a journal that nobody ships.
 */
export function settings(portal) {
	const folder = mkdtempSync(join(tmpdir(), 'hub-cgi-')), conf = join(folder, 'hub.conf'), journal = join(folder, 'journal');
	mkdirSync(journal);
	const lines = Object.entries(portal).map(([name, value]) => `${name} = ${value}\n`).join('');
	writeFileSync(conf, readFileSync(hub.conf, 'utf8').replace('[portal]\n', `[portal]\n${lines}`)
		.replace(/^journal_dir = .*/m, `journal_dir = ${journal}`).replace(/^ship = .*/m, 'ship = no'));
	return { folder, conf };
}

// A person at the portal under those settings; `said` gathers what goes to the error log.
export class CgiPortal extends Portal {
	constructor(conf) {
		super();
		this.conf = conf;
		this.said = '';
	}

	async send(method, path, { body = '', headers = {} } = {}) {
		const [pathname, query = ''] = path.split('?'), bytes = Buffer.from(body);
		const { cookie } = this;
		const env = { GATEWAY_INTERFACE: 'CGI/1.1', HUB_CONF: this.conf, REQUEST_METHOD: method, PATH_INFO: pathname, QUERY_STRING: query,
			REQUEST_URI: path, SERVER_PROTOCOL: 'HTTP/1.1', REMOTE_ADDR: '127.0.0.1', CONTENT_LENGTH: String(bytes.length), HTTP_HOST: new URL(origin).host,
			...(cookie && { HTTP_COOKIE: cookie }) };
		for (const [name, value] of Object.entries(headers))
			env[name === 'Content-Type' ? 'CONTENT_TYPE' : `HTTP_${name.toUpperCase().replace(/-/g, '_')}`] = value;
		return this.keep(await this.run(env, bytes));
	}

	run(env, bytes) {
		return new Promise((done, failed) => {
			const program = spawn(hub.programs.hub, [], { env, stdio: 'pipe' }), parts = [];
			program.stdout.on('data', (part) => parts.push(part));
			program.stderr.on('data', (part) => {
				this.said += part;
			});
			program.on('error', failed);
			program.on('close', (code) => {
				const whole = Buffer.concat(parts).toString('utf8'), end = /\r?\n\r?\n/.exec(whole), headers = {};
				try {
					assert.equal(code, 0, `hub.fcgi ended with ${code}: ${this.said}`);
					assert.ok(end, `no head: ${whole.slice(0, 200)} ${this.said}`);
					for (const line of whole.slice(0, end.index).split(/\r?\n/)) {
						const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line), lower = name.toLowerCase();
						headers[lower] = lower === 'set-cookie' ? [...headers[lower] ?? [], value] : value;
					}
					done({ status: Number(/^\d+/.exec(headers.status ?? '200')[0]), headers, text: whole.slice(end.index + end[0].length) });
				} catch (error) {
					failed(error);
				}
			});
			program.stdin.on('error', () => {}); // it may answer without reading all
			program.stdin.end(bytes);
		});
	}
}
