// Every condition with every order of a resource, at first pages and further on: what a page
// takes at worst. Values of conditions are the commonest and the rarest that there are.
import { publicId } from './lib.mjs';

const PAGES = 6;       // of each combination, and of each once more where they are empty
const FLAT_MS = 100;   // what no page may take, on a machine that does nothing else
const SHOWN = 8;

const ordered = ['date', 'time', 'integer', 'money', 'decimal'];
const prefixed = ['name', 'text', 'code', 'string', 'email'];
const has = (field, trait) => field.traits.includes(trait);

// As the API writes what the database has.
function written(field, value, prefixes) {
	switch (field.type) {
	case 'id': case 'reference': return publicId(prefixes(field), value);
	case 'bool': return value === '1';
	case 'integer': return Number(value);
	case 'time': return `${value.replace(' ', 'T').slice(0, 23)}Z`;
	default: return value;
	}
}

// [commonest, rarest], of those that are there.
function extremes(sql, resource, field, realm) {
	const column = ['id', 'reference'].includes(field.type) ? `LOWER(HEX(${field.name}))` : field.name;
	const of = (way) => sql(`SELECT ${column}, COUNT(*) AS n FROM ${resource.table} WHERE realm_id = ${realm} AND ${field.name} IS NOT NULL
		GROUP BY ${field.name} ORDER BY n ${way} LIMIT 1`)[0]?.[0];
	if (has(field, 'unique') || field.name === 'id') {
		const one = sql(`SELECT ${column} FROM ${resource.table} WHERE realm_id = ${realm} AND ${field.name} IS NOT NULL LIMIT 1`)[0]?.[0];
		return one === undefined ? [] : [one];
	}
	return [...new Set([of('DESC'), of('ASC')].filter((value) => value !== undefined))];
}

function conditions(sql, resource, field, realm, prefixes) {
	const values = extremes(sql, resource, field, realm).map((value) => written(field, value, prefixes));
	const found = values.map((value) => ({ [field.name]: value }));
	if (ordered.includes(field.type))
		found.push(...values.flatMap((value) => [{ [field.name]: { gte: value } }, { [field.name]: { lte: value } }]));
	if (prefixed.includes(field.type) && typeof values[0] === 'string')
		found.push(...values.map((value) => ({ [field.name]: { prefix: [...value][0] } })));
	return found;
}

const percentile = (times, part) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];

// {what, first, worst, pages} of one combination.
async function walk(ask, resource, filter, sort) {
	const times = [];
	let cursor;
	for (let at = 0; at < PAGES; at++) {
		const page = await ask({ resource: resource.name, body: { filter, sort, limit: 50, fields: ['id'], ...(cursor ? { cursor } : {}) } });
		times.push(page.ms);
		cursor = page.next_cursor;
		if (!cursor)
			break;
	}
	const counted = await ask({ resource: resource.name, body: { filter, sort, limit: 1, fields: ['id'], include_count: true } });
	return { what: `${JSON.stringify(filter)} by ${sort}`, first: times[0], worst: Math.max(...times), counted: counted.ms };
}

// True if no page took too long.
export async function pairs(own, place, names, ask) {
	const { resources } = own.hubctl('catalog');
	const prefixes = (field) => field.refers ? resources.find(({ name }) => name === field.refers).prefix : undefined;
	let good = true;
	for (const resource of resources.filter(({ name }) => names.includes(name))) {
		const sorts = resource.fields.filter((field) => has(field, 'sortable')).flatMap(({ name }) => [name, `-${name}`]);
		const fields = resource.fields.filter((field) => has(field, 'filterable') && !has(field, 'sealed'));
		const found = [];
		for (const field of fields)
			for (const filter of conditions(own.sql, resource, field, place.realm, (of) => prefixes(of) ?? resource.prefix))
				for (const sort of sorts)
					found.push(await walk(ask, resource, filter, sort));
		const [first, worst, counted] = ['first', 'worst', 'counted'].map((name) => found.map((one) => one[name]));
		console.log(`  ${resource.name.padEnd(26)}${String(found.length).padStart(5)} combinations   first page median ${percentile(first, 0.5).toFixed(1)}, p99 ${
			percentile(first, 0.99).toFixed(1)} ms   up to page ${PAGES} p99 ${percentile(worst, 0.99).toFixed(1)}, worst ${Math.max(...worst).toFixed(1)} ms   with its count p99 ${
			percentile(counted, 0.99).toFixed(1)}, worst ${Math.max(...counted).toFixed(1)} ms`);
		for (const one of [...found].sort((a, b) => b.worst - a.worst).slice(0, SHOWN))
			console.log(`      ${one.worst.toFixed(1).padStart(8)} ms   ${one.what}`);
		good &&= percentile(worst, 0.99) <= FLAT_MS;
	}
	return good;
}
