// Keys and focus. Some keys work on every page; the others are sent to the page that listens.
import { watchAbove } from './above.js';

const NamedKeys = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter', 'Escape', '?']);
let page = null, goesTo = false;

/** Shows the keys of every page, without those of screens that this person does not have. */
function showKeys(help, shown) {
  for (const key of help.querySelectorAll('dt')) {
    const letter = /^g (\w)$/.exec(key.textContent)?.[1];
    if (letter) key.parentElement.hidden = !document.querySelector(`[data-goto="${letter}"]`);
  }
  help.hidden = !shown;
}

/** After g, the next key names a screen; the list of keys is shown until then. */
function waitForScreen(waits) {
  const help = document.getElementById('shell-keys');
  if (help && waits !== goesTo) showKeys(help, waits);
  goesTo = waits;
}

/** Keys of every page. Returns true when the key was one of them. */
function onShellKey(e) {
  if (goesTo && e.key !== 'Shift') {
    waitForScreen(false);
    document.querySelector(`[data-goto="${CSS.escape(e.key)}"]`)?.click();
    return true;
  }
  switch (e.key) {
    case 'g': waitForScreen(true); return true;
    case '/': document.querySelector('input[type=search]')?.focus(); e.preventDefault(); return true;
    case 'T': document.querySelector('[data-action=claim-alarmed]:enabled')?.click(); return true;
    case '?': {
      const help = document.getElementById('shell-keys');
      if (page || !help) return false;
      showKeys(help, help.hidden);
      return true;
    }
    default: return false;
  }
}

function onFieldKey(e, field) {
  if (e.key === 'Escape') {
    field.blur();
    page?.invokeMethodAsync('Key', 'Escape');
  } else if (e.key === 'Enter' && e.ctrlKey && field.form?.classList.contains('action-form')) {
    // The text counts as entered when the field is left; here it is sent before that.
    field.dispatchEvent(new Event('change', { bubbles: true }));
    field.form.requestSubmit();
    e.preventDefault();
  }
}

document.addEventListener('keydown', e => {
  if (e.altKey || e.metaKey || e.isComposing) return;
  const at = e.target instanceof Element ? e.target : document.body;
  const field = at.closest('input, textarea, select, [contenteditable]');
  if (field) return onFieldKey(e, field);
  if (e.ctrlKey || (!e.repeat && onShellKey(e)) || !page) return;
  const selected = at.closest('[data-rows] [aria-current=true]'); // after a click the selected row has the focus
  if (e.key === 'Enter' && at.closest('button, a, summary') && !selected) return; // Enter activates the focused element
  if (!NamedKeys.has(e.key) && !/^[a-z0-9]$/.test(e.key)) return;
  // A key that is held down acts only once, except for moving the selection.
  if (e.repeat && !e.key.startsWith('Arrow') && e.key !== 'j' && e.key !== 'k') return;
  if (e.key.startsWith('Arrow') || (e.key === 'Enter' && selected)) e.preventDefault();
  page.invokeMethodAsync('Key', e.key);
});

document.addEventListener('pointerdown', () => waitForScreen(false));

// When a form or a question closes, the focus returns to the selected row instead of to the start of the page.
new MutationObserver(changes => {
  if (document.activeElement !== document.body) return;
  const closed = changes.some(c => [...c.removedNodes].some(n =>
    n instanceof Element && n.matches('.action-form, .confirmation')));
  if (!closed) return;
  const row = document.querySelector('[data-rows] > [aria-current=true]');
  (row?.querySelector(':scope > button') ?? row)?.focus({ preventScroll: true });
}).observe(document.body, { subtree: true, childList: true });

export function listen(dotnet) {
  page = dotnet;
  document.documentElement.dataset.keys = 'on';
  watchAbove();
}

export function silence() {
  page = null;
  delete document.documentElement.dataset.keys;
}

export function reveal(id) {
  document.querySelector(`[data-referral="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
}

export function focusOn(id) {
  const element = document.getElementById(id);
  element?.scrollIntoView({ block: 'nearest' });
  element?.focus();
}
