// Comfort for pages that work without it: copying, waiting for a first request,
// counting new rows, naming the bar under the pointer. Nothing moves by itself.

const POLL_MS = 2000;

function select(node) {
	const range = document.createRange();
	range.selectNodeContents(node);
	getSelection().removeAllRanges();
	getSelection().addRange(range);
}

// The clipboard needs a secure context; elsewhere the text is selected for the keyboard.
async function copy(button) {
	const source = document.getElementById(button.dataset.copy);
	try {
		await navigator.clipboard.writeText(source.textContent);
		button.textContent = 'Copied';
	} catch {
		select(source);
		button.textContent = 'Selected, press Ctrl C';
	}
	button.setAttribute('aria-live', 'polite');
}

for (const button of document.querySelectorAll('button[data-copy]')) {
	button.hidden = false;
	button.addEventListener('click', () => copy(button));
}

// Asks again and again while the tab is seen, until `use` answers true.
function poll(url, use) {
	const ask = async () => {
		if (!document.hidden) {
			try {
				const answer = await fetch(url, { headers: { Accept: 'application/json' } });
				if (answer.redirected || answer.status === 403)
					return;
				if (answer.ok && use(await answer.json()))
					return;
			} catch {
				// Away for a moment: the next question will tell.
			}
		}
		setTimeout(ask, POLL_MS);
	};
	setTimeout(ask, POLL_MS);
}

for (const watcher of document.querySelectorAll('[data-watch]'))
	poll(watcher.dataset.watch, ({ text }) => {
		if (!text)
			return false;
		watcher.querySelector('[data-said]').textContent = text;
		watcher.querySelector('[data-again]')?.remove();
		const badge = watcher.querySelector('.badge');
		badge.classList.replace('off', 'ok');
		badge.textContent = 'Arrived';
		return true;
	});

for (const link of document.querySelectorAll('[data-newer]')) {
	const before = link.textContent;
	poll(link.dataset.newer, ({ text }) => {
		link.textContent = text || before;
		link.hidden = !text;
		return false;
	});
	link.hidden = true;
}

for (const figure of document.querySelectorAll('[data-chart]')) {
	const said = figure.querySelector('[data-readout]'), before = said.textContent;
	const say = (event) => {
		said.textContent = event.target.closest('a')?.getAttribute('aria-label') ?? before;
	};
	figure.addEventListener('pointerover', say);
	figure.addEventListener('focusin', say);
	figure.addEventListener('pointerleave', () => {
		said.textContent = before;
	});
}

// "/" leads to the search box, except where it is being written.
const box = document.querySelector('[data-slash]');
document.addEventListener('keydown', (event) => {
	if (!box || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
		event.target.closest('input, select, textarea, [contenteditable]'))
		return;
	event.preventDefault();
	box.focus();
	box.select();
});

// A menu closes by Escape and by a click elsewhere.
for (const menu of document.querySelectorAll('details.menu')) {
	document.addEventListener('click', ({ target }) => {
		if (!menu.contains(target))
			menu.open = false;
	});
	menu.addEventListener('keydown', ({ key }) => {
		if (key === 'Escape') {
			menu.open = false;
			menu.querySelector('summary').focus();
		}
	});
}

document.querySelector('[role=alert]')?.closest('[tabindex]')?.focus();
