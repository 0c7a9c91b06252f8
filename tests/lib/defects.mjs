// What can be wrong with a value, by the type of its field, and what the API has to say to it.
// The rules stand here a second time, apart from the program's own, so that they judge it.
import { has, nobody, resources } from './world.mjs';

const lines = (field) => field.type === 'text';
const points = (text) => [...text].length;
// Unicode's White_Space at both ends, to which U+FEFF does not belong.
const trimmed = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const isControl = (point, ofLines) => control.test(point) && !/[\u200C\u200D]/.test(point) && !(ofLines && /[\n\t]/.test(point));

/*
 * What is said to a text in that field: a code, or null if it is taken; `as` is then how it is
 * kept. undefined: only the program knows (a pattern that the document tells in part).
 */
export function judge(field, text) {
	const { type, max } = field, clean = trimmed(text).normalize('NFC');
	const common = () => (clean === '' ? 'blank' : points(clean) > (type === 'phone' ? 40 : max) ? 'too_long'
		: [...clean].some((point) => isControl(point, lines(field))) ? 'invalid_characters' : null);
	switch (type) {
	case 'name':
	case 'text':
		return { code: common(), as: clean };
	case 'code':
		return { code: common() ?? (/^[A-Za-z0-9._\/ -]+$/.test(clean) ? null : 'invalid_characters'), as: clean };
	case 'string':
		return { code: common() ?? (!new RegExp(field.pattern).test(clean) ? 'invalid_format' : field.pattern === '^[ -~]+$' ? null : undefined), as: clean };
	case 'email':
		return { code: common() ?? (new RegExp(field.pattern).test(clean) ? undefined : 'invalid_email'), as: clean };
	case 'phone':
		return { code: common() ?? (/^\+[0-9 .()-]+$/.test(clean) ? undefined : 'invalid_phone') };
	case 'identifier': // which numbers there are of a type, only the program knows
		return { code: common() ?? (/^[A-Za-z0-9 .\/-]*[A-Za-z0-9][A-Za-z0-9 .\/-]*$/.test(clean) ? undefined : 'invalid_format') };
	case 'choice':
		return { code: field.choices.includes(text) ? null : 'not_a_choice', as: text };
	case 'date':
		return { code: /^\d{4}-\d\d-\d\d$/.test(text) ? undefined : 'invalid_date' };
	case 'time':
		return { code: /^\d{4}-/.test(text) ? undefined : 'invalid_time' };
	case 'money':
	case 'decimal':
		return { code: /^-?\d+(\.\d+)?$/.test(text) ? undefined : 'invalid_decimal' };
	case 'reference':
		return { code: 'invalid_id' };
	case 'bool':
	case 'integer':
	case 'version':
	case 'choices':
	case 'names':
	case 'countries':
	case 'integers':
	case 'objects':
		return { code: 'wrong_type' };
	default:
		return { code: undefined };
	}
}

const notStrings = [7, 1.5, true, {}, ['x']];
const long = (count) => 'é'.repeat(count);
const other = (name) => resources.find((one) => one.name !== name).name;

const texts = (field) => [['empty', '', 'blank'], ['blank', ' \u3000 ', 'blank'], ['tabs alone', '\t\n', 'blank'], ['too long', long(field.max + 1), 'too_long'],
	['much too long', long(field.max + 5000), 'too_long'], ['a control', 'a\u0001b', 'invalid_characters'],
	['a direction mark', 'a\u202eb', 'invalid_characters'], ['a private end', 'a\uffffb', 'invalid_characters']]
	.filter(([, value, code]) => code !== 'invalid_characters' || points(value) <= field.max);

const tables = {
	name: (field) => [...texts(field), ...(field.max >= 3 ? [['two lines', 'a\nb', 'invalid_characters']] : [])],
	text: (field) => [...texts(field), ['a carriage return', 'a\rb', 'invalid_characters']],
	code: (field) => [...texts(field), ['beyond ASCII', 'é', 'invalid_characters'], ['a comma', ',', 'invalid_characters']],
	string: (field) => [...texts(field), ['out of form', '§', 'invalid_format']],
	email: (field) => [...texts(field), ['no host', 'somebody', 'invalid_email'], ['two signs', 'a@@example.com', 'invalid_email'],
		['a host of one word', 'somebody@localhost', 'invalid_email'], ['a blank inside', 'some body@example.com', 'invalid_email']],
	phone: () => [['empty', '', 'blank'], ['too long', `+${'1'.repeat(40)}`, 'too_long'], ['letters', '+1 303 CALL NOW', 'invalid_phone'],
		['no country', '(720) 555-0199', 'invalid_phone'], ['too many digits', '+4912345678901234', 'invalid_phone'],
		['an area code that cannot be', '+11235550100', 'invalid_phone'], ['a control', '+1\u00013', 'invalid_characters']],
	identifier: (field) => [...texts(field), ['masked', '****1234', 'invalid_format'], ['separators alone', ' -./ -', 'invalid_format'], ['beyond ASCII', 'ÉÉ12', 'invalid_format']],
	choice: (field) => [['empty', '', 'not_a_choice'], ['unheard of', 'unheard_of', 'not_a_choice'], ['in capitals', field.choices[0].toUpperCase(), 'not_a_choice'],
		['with a blank', `${field.choices[0]} `, 'not_a_choice']],
	date: () => [['empty', '', 'invalid_date'], ['no such day', '2026-02-30', 'invalid_date'], ['no leap year', '2100-02-29', 'invalid_date'], ['short', '26-1-1', 'invalid_date'],
		['with a time', '2026-01-01T00:00:00Z', 'invalid_date'], ['too early', '1899-12-31', 'out_of_range'], ['too late', '2200-01-01', 'out_of_range'],
		['other digits', '٢٠٢٦-٠١-٠١', 'invalid_date']],
	time: () => [['empty', '', 'invalid_time'], ['a word', 'yesterday', 'invalid_time']],
	bool: () => [],
	integer: (field) => [['too small', field.min - 1, 'out_of_range'], ['too large', field.max + 1, 'out_of_range'], ['huge', 9e15, 'out_of_range'], ['very small', -9e15, 'out_of_range']],
	decimal: (field) => {
		const before = field.min - field.max;
		return [['empty', '', 'invalid_decimal'], ['a word', 'much', 'invalid_decimal'], ['an exponent', '1e3', 'invalid_decimal'], ['a comma', '1,5', 'invalid_decimal'],
			['nothing before the point', '.5', 'invalid_decimal'], ['nothing behind it', '1.', 'invalid_decimal'], ['a plus', '+1', 'invalid_decimal'],
			['a blank', ' 1', 'invalid_decimal'], ['infinite', 'Infinity', 'invalid_decimal'], ['too many digits', '1'.repeat(before + 1), 'invalid_decimal'],
			['too fine', `1.${'0'.repeat(field.max + 1)}`, 'invalid_decimal'], ...(field.pattern.startsWith('^-?') ? [] : [['negative', '-1', 'out_of_range']]),
			...(field.bounded ? [['too much', '9'.repeat(before), 'out_of_range']] : [])];
	},
	reference: (field) => [['empty', '', 'invalid_id'], ['a word', 'somebody', 'invalid_id'], ['of another kind', nobody(other(field.refers)), 'invalid_id'],
		['cut', nobody(field.refers).slice(0, -1), 'invalid_id'], ['in capitals', nobody(field.refers).toUpperCase(), 'invalid_id'],
		['of nobody', nobody(field.refers), 'not_found']],
};
tables.money = tables.decimal;

const elementOf = { choices: (field) => ({ ...field, type: 'choice' }), names: () => ({ type: 'name', max: 100 }),
	countries: () => ({ type: 'string', max: 2, pattern: '^[A-Z]{2}$', traits: [] }), integers: (field) => field.members[0] };
const goodElements = { choices: (field) => field.choices, names: () => ['Vance', 'Okafor'], countries: () => ['US', 'CA', 'MX'],
	integers: (field) => [field.members[0].min, field.members[0].max] };

function objects(field) {
	const [good] = field.example, at = (members) => [{ ...good, ...members }], [first] = field.members;
	const inside = field.members.flatMap((member) => defects(member).map(({ how, value, errors }) => ({ how: `${member.name} ${how}`, value: at({ [member.name]: value }),
		errors: errors.map(([pointer, code]) => [`/0/${member.name}${pointer}`, code]) })));
	const lacking = field.members.filter((member) => has(member, 'required')).map(({ name }) => [`/0/${name}`, 'required']);
	return [...inside, { how: 'an empty object', value: [{}], errors: lacking }, { how: 'an unknown member inside', value: at({ unheard_of: 1 }), errors: [['/0/unheard_of', 'unknown_member']] },
		{ how: 'null inside', value: at(Object.fromEntries(field.members.map(({ name }) => [name, null]))), errors: lacking },
		{ how: 'twice the same', value: [good, good], errors: [[`/1/${first.name}`, 'repeated']] }, { how: 'a number in the list', value: [7], errors: [['/0', 'wrong_type']] },
		{ how: 'too many', value: Array.from({ length: field.max + 1 }, () => good), errors: [['', 'too_many']] }];
}

function lists(field) {
	if (field.type === 'objects')
		return objects(field);
	const element = elementOf[field.type](field), [good] = goodElements[field.type](field);
	return [...defects({ traits: [], ...element }).map(({ how, value, errors }) => ({ how: `an element ${how}`, value: [value], errors: errors.map(([, code]) => ['/0', code]) })),
		{ how: 'an element null', value: [null], errors: [['/0', 'not_null']] }, { how: 'twice the same', value: [good, good], errors: [['/1', 'repeated']] },
		{ how: 'too many', value: Array.from({ length: field.max + 1 }, () => good), errors: [['', 'too_many']] }];
}

const wanted = { bool: ['true', 1, {}, []], integer: ['1', 1.5, true, {}, []], choices: ['x', 7, {}], names: ['x', 7, {}], countries: ['US', 7, {}],
	integers: ['1', 7, {}], objects: ['x', 7, {}] };

/*
 * Values that the field must not take: [{how, value, errors: [[pointer below the field, code]]}].
 * Of a type that is not known here, only values of the wrong JSON type.
 */
export function defects(field) {
	const types = (wanted[field.type] ?? notStrings).map((value) => ({ how: `as ${JSON.stringify(value)}`, value, errors: [['', 'wrong_type']] }));
	const special = field.type in elementOf || field.type === 'objects' ? lists(field)
		: (tables[field.type]?.(field) ?? []).map(([how, value, code]) => ({ how, value, errors: [['', code]] }));
	return [...special, ...types];
}

export const isKnown = (field) => field.type in tables || field.type in elementOf || field.type === 'objects';
