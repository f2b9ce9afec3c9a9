// The browser part of a page: keys, scrolling to the selected row, and the alarm.
import { watchAbove } from './above.js';
import { sound } from './alarm.js';

const NamedKeys = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter', 'Escape', '?', 'T']);
let page = null;

function onKeyDown(e) {
  if (!page || e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
  const at = e.target instanceof Element ? e.target : document.body;
  const typing = at.closest('input, textarea, select, [contenteditable]');
  if (typing) {
    if (e.key === 'Escape') { at.blur(); page.invokeMethodAsync('Key', 'Escape'); }
    return;
  }
  if (e.key === '/') {
    document.querySelector('input[type=search]')?.focus();
    return e.preventDefault();
  }
  const selected = at.closest('[data-rows] [aria-current=true]'); // after a click the selected row has the focus
  if (e.key === 'Enter' && at.closest('button, a, summary') && !selected) return; // Enter activates the focused element
  if (!NamedKeys.has(e.key) && !/^[a-z0-9]$/.test(e.key)) return;
  // A key that is held down acts only once, except for moving the selection.
  if (e.repeat && !e.key.startsWith('Arrow') && e.key !== 'j' && e.key !== 'k') return;
  if (e.key.startsWith('Arrow') || (e.key === 'Enter' && selected)) e.preventDefault();
  page.invokeMethodAsync('Key', e.key);
}

export function listen(dotnet) {
  if (!page) document.addEventListener('keydown', onKeyDown);
  page = dotnet;
  document.documentElement.dataset.keys = 'on';
  watchAbove();
  sound.ready();
}

export function silence() {
  document.removeEventListener('keydown', onKeyDown);
  page = null;
  delete document.documentElement.dataset.keys;
  sound.alarm(0);
}

export function alarm(count) { sound.alarm(count); }

export function reveal(id) {
  document.querySelector(`[data-referral="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
}
