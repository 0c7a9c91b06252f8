// The catalog as hubctl tells it, and records of every resource in it, made from the examples
// of the document. Nothing here is a list kept by hand: what the catalog gains is there.
import { randomInt } from 'node:crypto';
import { create, hubctl, published, random } from './hub.mjs';

export const catalog = hubctl('catalog');
export const resources = catalog.resources;
export const resourceOf = (name) => resources.find((one) => one.name === name);
export const has = (field, trait) => field.traits.includes(trait);

const collection = (name) => published.document.paths[`/v1/entities/{entity_id}/${name}`];
const exampleOfCreation = (name) => collection(name).post.requestBody.content['application/json'].examples.usual.value;

// An id of that resource which no row bears.
export const nobody = (name) => `${resourceOf(name).prefix}_01k9zzzzzzzzzzzzzzzzzzzzzz`;

const exampleOfRecord = (name) => published.follow(collection(`${name}/{id}`).get.responses[200].content['application/json'].examples.usual).value;

/*
 * Makes records through one caller. body(name): the example of a new record, with references
 * that exist and codes that nobody has used; whole(name): and with every other member of the
 * example of a record but references; fresh(name): such a record; one(name): one that is made
 * once and then served to all who refer to it; all(): one of each resource.
 */
export function world(api_) {
	const made = new Map();
	// A document is whole with its content.
	const filled = async (record) => (record.object === 'document' ? (await api_.put(`/documents/${record.id}/content`, '%PDF-1.7\n', record.media_type)).json() : record);
	const fresh = async (name) => filled(await create(api_, name, await whole(name)));
	const one = (name) => {
		if (!made.has(name))
			made.set(name, fresh(name));
		return made.get(name);
	};
	async function body(name) {
		const value = { ...exampleOfCreation(name) };
		for (const field of resourceOf(name).fields.filter((each) => each.name in value)) {
			if (field.type === 'reference')
				value[field.name] = (await (has(field, 'unique') ? fresh : one)(field.refers)).id;
			else if (field.type === 'identifier')
				value[field.name] = `X${randomInt(1e8)}`.padEnd(9, '0');
			else if (field.type === 'code' || has(field, 'unique'))
				value[field.name] = `X${random(4)}`;
		}
		return value;
	}
	async function whole(name) {
		const value = await body(name), shown = exampleOfRecord(name);
		for (const field of resourceOf(name).fields)
			if (!has(field, 'kept') && !(field.name in value) && field.type !== 'reference' && shown[field.name] !== null)
				value[field.name] = has(field, 'unique') ? `X${random(4)}` : shown[field.name];
		return value;
	}
	async function all() {
		const records = {};
		for (const { name } of resources)
			records[name] = await one(name);
		return records;
	}
	return { body, whole, fresh, one, all, filled };
}

// Resources whose records are about somebody: persons, employees, and what is fixed to one of them.
const owned = ({ type, refers, traits }) => type === 'reference' && ['persons', 'employees'].includes(refers) && traits.includes('required') && traits.includes('once');
export const aboutSomebody = resources.filter(({ name, fields }) => name === 'persons' || fields.some(owned));
const peopleIn = ({ fields }) => fields.filter(({ type, refers, name }) => type === 'reference' && ['persons', 'employees'].includes(refers) && /^(person|employee)_id$/.test(name));

// The example of a new record of the resource, about that person: {persons, employees} by id.
export async function bodyAbout(made, resource, who) {
	const body = await made.whole(resource.name);
	for (const { name, refers, traits } of peopleIn(resource))
		if (traits.includes('required'))
			body[name] = who[refers].id;
	return body;
}

// Somebody hired with `more` (a department, say), and one record of each resource about him.
export async function someone(api_, more) {
	const made = world(api_), records = {};
	for (const resource of aboutSomebody) {
		const body = resource.name === 'persons' ? await made.whole('persons') : await bodyAbout(made, resource, records);
		records[resource.name] = await made.filled(await create(api_, resource.name, { ...body, ...(resource.name === 'employees' ? more : {}) }));
	}
	return records;
}

// Everything that a caller sees of every resource, and how far the feed has come.
export async function state(api_) {
	const seen = {};
	for (const { name } of resources) {
		seen[name] = [];
		let page, cursor = '';
		do {
			page = (await api_.get(`/${name}?limit=200${cursor}`)).json();
			seen[name].push(...page.data);
			cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
		} while (page.has_more);
	}
	return seen;
}

// Runs the jobs, `width` of them at a time; the first error stops it.
export async function together(jobs, width = 6) {
	const queue = jobs[Symbol.iterator]();
	await Promise.all(Array.from({ length: width }, async () => {
		for (const job of queue)
			await job();
	}));
}
