// Many clients at once, each on connections of its own, so that many processes answer.
import { send } from './hub.mjs';

// Clients that keep asking until state.stop; each answer with the moment its request began.
export function crowd(credential, path, clients = 16) {
	const state = { stop: false, answers: [] };
	state.done = Promise.all(Array.from({ length: clients }, async () => {
		while (!state.stop) {
			const started = performance.now();
			const answer = await send('GET', path, { key: credential, keepAlive: false });
			state.answers.push({ started, status: answer.status });
		}
	}));
	return state;
}

/*
 * The model of the sustained limit: q at once, then one more every T = window / q. What the
 * clients have admitted between the first request sent and the last answer must lie between
 * what the model gives for the shortest and the longest time that can have passed.
 */
export async function rush(credential, { quantity, window = 60e3, clients = 64, each = 16 }) {
	const step = window / quantity, started = performance.now();
	let firstAnswer = Infinity, lastSent = 0;
	const admitted = [], refused = [];
	await Promise.all(Array.from({ length: clients }, async () => {
		for (let at = 0; at < each; at++) {
			lastSent = performance.now();
			const answer = await send('GET', '/v1/auth/whoami', { key: credential, keepAlive: false });
			firstAnswer = Math.min(firstAnswer, performance.now());
			if (![200, 429].includes(answer.status))
				throw new Error(`status ${answer.status}`);
			(answer.status === 200 ? admitted : refused).push(answer);
		}
	}));
	const most = quantity + Math.floor((performance.now() - started) / step) + 1;
	const least = Math.min(clients * each, quantity + Math.floor((lastSent - firstAnswer) / step) - clients);
	return { admitted, refused, least, most };
}
