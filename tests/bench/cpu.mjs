// What a request costs in processor time, and where: the time that the processes of an
// instance have run (/proc/PID/task/TID/schedstat, nanoseconds), before and after a load.
// Unlike throughput it hardly changes with what else the machine has to do.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

function read(...path) {
	try {
		return readFileSync(join('/proc', ...path), 'utf8');
	} catch {
		return ''; // ended meanwhile
	}
}

function executable(pid) {
	try {
		return readlinkSync(join('/proc', pid, 'exe'));
	} catch {
		return '';
	}
}

function threads(pid) {
	try {
		return readdirSync(join('/proc', pid, 'task'));
	} catch {
		return [];
	}
}

const microseconds = (pid) => threads(pid).reduce(
	(sum, thread) => sum + Number(read(pid, 'task', thread, 'schedstat').split(' ')[0]) / 1000, 0);

const parent = (pid) => /^.*\) \S (\d+)/s.exec(read(pid, 'stat'))?.[1];

// Microseconds run so far: {program, mariadb, apache}; program is the file of a FastCGI program.
export function spent(hub, program) {
	const apache = readFileSync(hub.apache_pid_file, 'utf8').trim();
	const mariadb = readFileSync(join(hub.folder, 'database/mariadb.pid'), 'utf8').trim();
	const sum = { program: 0, mariadb: microseconds(mariadb), apache: 0 };
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		const file = executable(pid);
		if (file === program)
			sum.program += microseconds(pid);
		else if (pid === apache || (file === executable(apache) && parent(pid) === apache))
			sum.apache += microseconds(pid);
	}
	return sum;
}

export const per = (requests, before, after) => Object.fromEntries(
	Object.keys(after).map((part) => [part, (after[part] - before[part]) / requests]));
