// Letters by the host's mail program, and the file of known passwords: both only with settings,
// so that the portal is run here with settings of its own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { CgiPortal, settings } from '../lib/cgi.mjs';
import { company, hub, random, sql, user } from '../lib/hub.mjs';
import { sinks } from '../lib/leaks.mjs';
import { Portal, origin, words } from '../lib/portal.mjs';

const acme = company(`Herons & Söhne ${random()}`);
let folder, conf, owner;

/*
 * Takes letters as sendmail does: keeps each with its arguments, its environment and the files
 * it was given. Its manners stand in the file `manners`.
 */
const program = (at) => `#!/bin/sh
cd '${at}'
printf '%s\\n' "$@" >arguments
env >environment
ls -l /proc/$$/fd >files
echo $$ >pid
case $(cat manners) in
take) cat >letter.new && mv letter.new letter ;;
refuse) cat >/dev/null; echo 'a secret complaint' >&2; exit 75 ;;
deaf) exit 0 ;;
hang) exec sleep 600 ;;
esac
`;

before(async () => {
	({ folder, conf } = settings({ mail_from: 'hub@herons.example', sendmail_seconds: 2 }));
	writeFileSync(conf, readFileSync(conf, 'utf8').replace('[portal]\n', `[portal]\nsendmail = ${folder}/sendmail\npassword_block_file = ${folder}/known\n`));
	writeFileSync(join(folder, 'sendmail'), program(folder));
	chmodSync(join(folder, 'sendmail'), 0o755);
	writeFileSync(join(folder, 'known'), 'grey herons at dawn\r\nShort Heron\n\n');
	owner = await new CgiPortal(conf).signIn(acme);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const manners = (word) => writeFileSync(join(folder, 'manners'), word);
const kept = (name) => readFileSync(join(folder, name), 'utf8');
const links = (text) => [...text.matchAll(/https?:\/\/\S+\/hub\/(?:invitation|reset)\/[0-9A-Za-z]+/g)].map(([link]) => link);

async function invite(email, role = 'developer') {
	for (const name of ['letter', 'arguments', 'pid'])
		rmSync(join(folder, name), { force: true });
	return owner.submit(await owner.get('/hub/users'), /users\/invite$/, { email, role });
}

// Head and body of the letter that came last; a field stands once and on one line.
function letter() {
	const text = kept('letter'), end = text.indexOf('\n\n'), fields = {};
	assert.doesNotMatch(text, /\r/);
	for (const line of text.slice(0, end).split('\n')) {
		const [, name, value] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? assert.fail(`no field: ${line}`);
		assert.ok(!(name in fields), `${name} stands twice`);
		fields[name] = value;
	}
	return { fields, body: text.slice(end + 2) };
}

test('Letters: an invitation is sent, and its link works once', async () => {
	const email = `guest-${random()}@example.com`;
	manners('take');
	const page = await invite(email);
	assert.equal(page.status, 200, words(page.text).slice(0, 300));
	assert.match(words(page.text), new RegExp(`A letter is on its way to ${email}`));
	assert.equal(links(page.text).length, 0, 'what was sent is not shown');
	const { fields, body } = letter();
	assert.deepEqual(fields, { From: 'hub@herons.example', To: email, Subject: 'Your invitation to Hub', 'MIME-Version': '1.0',
		'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': '8bit', 'Auto-Submitted': 'auto-generated' });
	assert.ok(body.includes(`Olive Owner invited you to Hub, where programs reach the data of ${acme.name}.`), body);
	assert.match(body, /within 72 hours/);
	const [link] = links(body);
	assert.equal(new URL(link).origin, origin);
	const guest = new Portal(), path = new URL(link).pathname;
	const joined = await guest.submit(await guest.get(path), /invitation/, { name: 'Gil Guest', password: `quiet water ${random(8)}` });
	assert.equal(joined.status, 303, words(joined.text).slice(0, 300));
	assert.equal((await new Portal().get(path)).status, 410);
});

test('Letters: the program gets the address as an argument, and nothing else of ours', async () => {
	const email = `o'neil-${random()}@example.com`;
	manners('take');
	assert.equal((await invite(email)).status, 200);
	assert.equal(kept('arguments'), `-i\n--\n${email}\n`);
	const names = kept('environment').trim().split('\n').map((line) => line.split('=')[0]);
	assert.deepEqual(names.filter((name) => !['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)), []);
	// The shell itself holds its script, and what it redirects.
	const files = kept('files').trim().split('\n').slice(1).map((line) => / (\d+) -> (.*)$/.exec(line).slice(1));
	assert.deepEqual(files.filter(([, to]) => to !== '/dev/null' && !to.startsWith(folder)).map(([file, to]) => [file, to.replace(/\d+/, 'n')]), [['0', 'socket:[n]']]);
});

test('Letters: no name and no address adds a line to the head', async () => {
	manners('take');
	const hostile = ['x@example.com\nBcc: y@example.com', 'x@example.com\r\nBcc: y@example.com', 'x@example.com\0', 'x@example.com,y@example.com',
		'"x\n"@example.com', 'x y@example.com', '<x@example.com>', '-oQ/tmp@example.com'];
	for (const email of hostile) {
		const page = await invite(email);
		assert.ok([400, 422].includes(page.status), `${JSON.stringify(email)}: ${page.status}`);
		assert.ok(!existsSync(join(folder, 'arguments')), `${JSON.stringify(email)} was sent to`);
	}
	// Names that no form of ours lets through, as if the database had them anyway.
	const firm = company(), eve = { email: `eve-${random()}@example.com`, password: `a long Password ${random(8)}`, name: 'Eve', role: 'owner' };
	user(firm.entity_id, eve);
	const bad = "'\\n.\\nBcc: all@example.com\\n\\nEve'";
	sql(`UPDATE users SET name = ${bad} WHERE email = '${eve.email}'; UPDATE entities SET name = ${bad} WHERE CONCAT('ent_', code) = '${firm.entity_id}'`);
	const portal = await new CgiPortal(conf).signIn(eve), to = `x-${random()}@example.com`;
	assert.equal((await portal.submit(await portal.get('/hub/users'), /users\/invite$/, { email: to, role: 'auditor' })).status, 200);
	const { fields, body } = letter();
	assert.equal(fields.To, to);
	assert.equal(Object.keys(fields).length, 7);
	assert.equal(links(body).length, 1);
});

test('Letters: a link to a new password is sent, and works once', async () => {
	const who = { email: `dev-${random()}@example.com`, password: `a long Password ${random(8)}`, name: 'Dev', role: 'developer' };
	user(acme.entity_id, who);
	manners('take');
	const list = await owner.get('/hub/users');
	const [, at] = new RegExp(`href="(/hub/users/usr_\\w+)"(?:(?!</tr>)[\\s\\S])*${who.email}`).exec(list.text);
	const page = await owner.submit(await owner.get(at), /reset$/, {});
	assert.match(words(page.text), /A letter is on its way/);
	const { fields, body } = letter(), [link] = links(body), chosen = `quiet water ${random(8)}`;
	assert.equal(fields.Subject, 'A new password for Hub');
	assert.match(body, /within 1 hour:/);
	const guest = new Portal(), path = new URL(link).pathname;
	assert.equal((await guest.submit(await guest.get(path), /reset/, { password: chosen })).status, 303);
	assert.equal((await guest.get(path)).status, 410);
	await new Portal().signIn({ ...who, password: chosen });
});

for (const [word, what] of Object.entries({ refuse: 'refuses the letter', hang: 'does not end', missing: 'is not there' }))
	test(`Letters: where the program ${what} the admin gets the link and is told`, async () => {
		manners(word);
		if (word === 'missing')
			chmodSync(join(folder, 'sendmail'), 0o644);
		const email = `lost-${random()}@example.com`, started = performance.now(), page = await invite(email);
		chmodSync(join(folder, 'sendmail'), 0o755);
		assert.ok(performance.now() - started < 15000, 'it was waited for');
		assert.equal(page.status, 200);
		assert.match(words(page.text), /The letter could not be sent\. Send the link yourself\./);
		assert.ok(!page.text.includes('secret complaint') && !owner.said.includes('secret complaint'));
		const [link] = links(page.text), guest = new Portal();
		assert.match(words((await guest.get(new URL(link).pathname)).text), /invited you to/);
		if (word === 'hang')
			assert.ok(!existsSync(`/proc/${kept('pid').trim()}`), 'it was left behind');
	});

test('Letters: a program that reads nothing and is content has taken the letter', async () => {
	manners('deaf');
	assert.match(words((await invite(`deaf-${random()}@example.com`)).text), /A letter is on its way/);
});

test('Letters: hubctl sends them too, and says when it could not', () => {
	const run = (email) => execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', hub.hubctl, '--conf', conf, 'user', 'invite', '--entity', acme.entity_id, '--email', email, '--role', 'auditor'], { encoding: 'utf8' });
	manners('take');
	const email = `shell-${random()}@example.com`;
	assert.equal(run(email), `sent to ${email}\n`);
	assert.ok(letter().body.startsWith('The operator of Hub invited you'));
	manners('refuse');
	assert.match(run(`shell-${random()}@example.com`), /^hubctl: the letter could not be sent\nhttp:\/\/\S+\/hub\/invitation\/\w+\n$/);
});

test('Letters: no log, no journal and no table keeps a link', async () => {
	manners('take');
	await invite(`quiet-${random()}@example.com`);
	const [sent] = links(kept('letter'));
	manners('refuse');
	const [shown] = links((await invite(`quiet-${random()}@example.com`)).text);
	await new Portal().get(new URL(sent).pathname);
	const own = [...readdirSync(join(folder, 'journal')).map((name) => ({ name, bytes: readFileSync(join(folder, 'journal', name)) })),
		{ name: 'error log', bytes: Buffer.from(owner.said) }];
	for (const { name, bytes } of [...sinks(), ...own])
		for (const link of [sent, shown]) {
			assert.ok(!bytes.includes(link.slice(-20)), `${name} holds a link`);
			assert.ok(!bytes.includes(link.split('/').pop().slice(0, 20)), `${name} holds a link`);
		}
});

/* The file of known passwords. */

const change = async (portal, current, wanted) => {
	const answer = await portal.submit(await portal.get('/hub/account'), /account\/password$/, { current_password: current, password: wanted });
	return [answer.status, words(answer.text)];
};

test('Passwords: what the operator knows is refused however it is written, and all else is free', async () => {
	const who = { email: `pw-${random()}@example.com`, password: `a long Password ${random(8)}`, name: 'Pim', role: 'developer' };
	user(acme.entity_id, who);
	const portal = await new CgiPortal(conf).signIn(who);
	for (const known of ['grey herons at dawn', 'GREY-herons-at-DAWN!!', 'greyheronsatdawn']) {
		const [status, said] = await change(portal, who.password, known);
		assert.equal(status, 422, known);
		assert.match(said, /This password is easy to guess\. Choose another\./);
	}
	// No rules of composition: one kind of letter, blanks, other scripts, as long as wanted.
	let current = who.password;
	for (const free of ['grey herons at dusk', 'все птицы улетели на юг', '      q w e r t z      ', 'zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich '.repeat(2).trim()]) {
		const [status, said] = await change(portal, current, free);
		assert.equal(status, 303, `${free}: ${said.slice(0, 400)}`);
		current = free;
	}
	rmSync(join(folder, 'known'));
	const [status, said] = await change(portal, current, 'grey herons at noon');
	assert.equal(status, 422, 'an unreadable file lets nothing through');
	assert.match(said, /cannot be read/);
});
