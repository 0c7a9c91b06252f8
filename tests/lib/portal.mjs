// The portal as a browser without JavaScript speaks to it: cookies, forms, Origin.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { hub, send } from './hub.mjs';

export const origin = new URL(hub.portal_url).origin;

const unescape = (text) => text.replace(/&(#x[0-9a-f]+|#\d+|amp|lt|gt|quot|apos);/gi, (whole, name) => {
	const known = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
	if (name[0] !== '#')
		return known[name.toLowerCase()];
	return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
});

function attributes(tag) {
	const found = {};
	for (const [, name, quoted, single, plain] of tag.matchAll(/\s([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/gi))
		found[name.toLowerCase()] = unescape(quoted ?? single ?? plain ?? '');
	return found;
}

// A one-time code (RFC 6238) of the key as the page shows it, `steps` half minutes from now.
export function code(text, steps = 0) {
	const bits = [...text.replace(/ /g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
	const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2))), counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
	const mac = createHmac('sha1', secret).update(counter).digest(), at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// The text that a person reads, without tags.
export const words = (html) => unescape(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');

/*
 * The forms of a page: where they go, how, and what they would send untouched.
 */
export function forms(html) {
	return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, inside]) => {
		const { action, method = 'get' } = attributes(head);
		const values = {};
		for (const [tag, kind] of inside.matchAll(/<(input|button)\b[^>]*>/gi)) {
			const a = attributes(tag), type = (a.type ?? 'text').toLowerCase();
			if (!a.name || kind === 'button' || type === 'submit')
				continue;
			if ((type === 'radio' || type === 'checkbox') && !('checked' in a))
				continue;
			values[a.name] = a.value ?? (type === 'checkbox' ? 'on' : '');
		}
		for (const [, tag, text] of inside.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi))
			values[attributes(tag).name] = unescape(text);
		for (const [, tag, options] of inside.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
			const all = [...options.matchAll(/<option\b([^>]*)>/gi)].map(([, one]) => attributes(` ${one}`));
			values[attributes(` ${tag}`).name] = (all.find((one) => 'selected' in one) ?? all[0])?.value ?? '';
		}
		return { action, method: method.toLowerCase(), values, inside };
	});
}

export class Portal {
	constructor() {
		this.cookies = new Map();
	}

	async send(method, path, options = {}) {
		const { cookie } = this;
		const answer = await send(method, path, { ...options, headers: { Host: new URL(origin).host, ...(cookie && { Cookie: cookie }), ...options.headers } });
		return this.keep(answer);
	}

	// Takes the cookies of an answer.
	keep(answer) {
		for (const line of answer.headers['set-cookie'] ?? []) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			if (value === '' || /max-age=0/i.test(line))
				this.cookies.delete(name);
			else
				this.cookies.set(name, value);
		}
		return answer;
	}

	get cookie() {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	// A page, redirections followed.
	async get(path, options) {
		let answer = await this.send('GET', path, options);
		for (let hops = 0; [302, 303].includes(answer.status); hops++) {
			assert.ok(hops < 5, 'redirected in a circle');
			answer = await this.send('GET', answer.headers.location.replace(/^https?:\/\/[^/]+/, ''), options);
		}
		return answer;
	}

	post(path, values, { headers = {} } = {}) {
		const body = new URLSearchParams(values).toString();
		return this.send('POST', path.replace(/^https?:\/\/[^/]+/, ''),
			{ body, headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin, ...headers } });
	}

	// Fills the form of a page whose action fits, and sends it.
	async submit(page, action, values, options) {
		const form = forms(page.text).find((one) => one.method === 'post' && action.test(one.action));
		assert.ok(form, `no form with action ${action} on the page: ${forms(page.text).map((one) => one.action)}`);
		return this.post(form.action, { ...form.values, ...values }, options);
	}

	async signIn({ email, password }) {
		const page = await this.get('/hub/sign-in');
		assert.equal(page.status, 200, page.text.slice(0, 300));
		const answer = await this.submit(page, /sign-in/, { email, password });
		assert.equal(answer.status, 303, `sign-in: ${answer.status} ${words(answer.text).slice(0, 400)}`);
		return this;
	}
}
