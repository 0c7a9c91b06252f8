// What a key may do, as DESIGN.md 7 says it: a second reading of the rules, apart from the
// program's own, so that the tests can say beforehand what is answered.
import { resourceOf, resources } from './world.mjs';

const writes = ['create', 'update', 'delete'];
const withFields = ['read', 'create', 'update'];
export const operationsOf = ({ operations }) => operations;
const namesOf = ({ fields }) => fields.map(({ name }) => name);
export const ofClass = ({ fields }, ...words) => fields.filter(({ privacy }) => words.includes(privacy)).map(({ name }) => name);

// One scope as data: fields null reaches all of them.
export const grant = (resource, operation, fields = null) => ({ resource, operation, fields });
export const textOf = (grants, feed = false) => [...grants.map(({ resource, operation, fields }) =>
	`${resource}:${operation}${fields ? `(${fields.join(',')})` : ''}`), ...(feed ? ['changes:read'] : [])].join(' ');

// Every grant that can exist, without lists of fields.
export const allGrants = resources.flatMap((resource) => operationsOf(resource).map((operation) => grant(resource.name, operation)));

// The scopes of a text, class words and `write` taken apart.
export function readScopes(text) {
	const grants = [];
	let feed = false;
	for (const [, resource, operation, list] of text.matchAll(/([a-z-]+):([a-z]+)(?:\(([a-z0-9_,]+)\))?/g)) {
		if (resource === 'changes') {
			feed = true;
			continue;
		}
		const fields = list?.split(',').flatMap((item) => (['open', 'business', 'personal', 'sensitive'].includes(item) ? ofClass(resourceOf(resource), item) : [item])) ?? null;
		for (const one of operation === 'write' ? writes.filter((each) => operationsOf(resourceOf(resource)).includes(each)) : [operation])
			grants.push(grant(resource, one, withFields.includes(one) ? fields : null));
	}
	return { grants, feed };
}

/*
 * The policy of a level and what was chosen ({grants, feed}; null: nothing was). may(resource,
 * operation); fields(resource, operation): the names reached, the id of what is read among them.
 */
export function policy(level, chosen) {
	const reading = ['read', 'download'];
	const everything = { grants: allGrants.filter(({ operation }) => operation !== 'reveal'), feed: true };
	const { grants, feed } = chosen ?? (level === 'custom' ? { grants: [], feed: false } : everything);
	const left = grants.filter(({ operation }) => level !== 'read_only' || reading.includes(operation));
	const of = (resource, operation) => left.filter((one) => one.resource === resource && one.operation === operation);
	const fields = (resource, operation) => {
		const reached = of(resource, operation);
		if (reached.some((one) => one.fields === null))
			return new Set(namesOf(resourceOf(resource)));
		return new Set(reached.flatMap((one) => one.fields).concat(operation === 'read' && reached.length ? ['id'] : []));
	};
	return { level, feed, may: (resource, operation) => of(resource, operation).length > 0, fields };
}

// What is required for a pay period to be reckoned from its schedule.
const reckoned = ['frequency', 'semimonthly_days', 'first_period_start', 'pay_date_offset_days'];

const refusal = (status, code, more = {}) => ({ status, code, ...more });

/*
 * The refusal that the request of a row meets with a living key of that policy; null if none
 * for what it may do. body: what the request says, as a value.
 */
export function judge(of, row, body) {
	if (!row.scope)
		return null;
	const [resource, operation] = row.scope.split(':');
	if (resource === 'changes' ? !of.feed : !of.may(resource, operation))
		return refusal(403, of.level === 'read_only' && writes.includes(operation) ? 'read_only_key' : 'insufficient_scope', { required: row.scope });
	if (resource === 'changes')
		return null;
	const missing = (names, fields) => names.filter((name) => !fields.has(name));
	if (row.id.endsWith('.search') && missing(Object.keys(body?.filter ?? {}), of.fields(resource, 'read')).length > 0)
		return refusal(422, 'validation_failed');
	if (row.reveals && !of.may(resource, 'reveal'))
		return refusal(403, 'insufficient_scope', { required: `${resource}:reveal` });
	const verb = row.id.split('.')[1], members = Object.keys(body ?? {});
	const lacking = verb === 'periods' ? missing(reckoned, of.fields(resource, 'read'))
		: verb === 'upload' ? missing(['media_type'], of.fields(resource, 'update'))
			: row.isAction ? missing(['status', ...members.map((member) => termsOf[verb][member])], of.fields(resource, 'update'))
				: ['create', 'update'].includes(verb) ? missing(members, of.fields(resource, operation)) : [];
	return lacking.length > 0 ? refusal(403, 'field_not_permitted', { fields: lacking }) : null;
}

// The employee's fields that an action's terms become (RESOURCES.md, employee life).
const termsOf = {
	terminate: { termination_date: 'termination_date', last_day_worked: 'last_day_worked', type: 'termination_type', reason: 'termination_reason', rehire_eligibility: 'rehire_eligibility' },
	rehire: { start_date: 'hire_date', retain_seniority: 'seniority_date' },
	'start-leave': { from: 'status', leave_type: 'status', expected_return: 'status' },
	return: { date: 'status' },
	'cancel-hire': {},
};

// What an answer about one record shows: to a writer its id and version in any case.
export function shownTo(of, row) {
	const [resource] = row.scope.split(':');
	const shown = of.fields(resource, 'read');
	return row.writes ? new Set([...shown, 'id', 'version']) : shown;
}
export const withheldFrom = (shown, resource) => namesOf(resourceOf(resource)).filter((name) => !shown.has(name));
