// One page's keys, its selected row, and its alarm. Rows that arrive above the fold say so instead of moving what is read.
import { watchAbove } from './above.js';
import { sound } from './alarm.js';

const Known = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter', 'Escape', '?', 'T']);
let page = null;

function pressed(e) {
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
  const chosen = at.closest('[data-rows] [aria-current=true]'); // after a click the row that is chosen has the focus
  if (e.key === 'Enter' && at.closest('button, a, summary') && !chosen) return; // it has a meaning of its own there
  if (!Known.has(e.key) && !/^[a-z0-9]$/.test(e.key)) return;
  if (e.repeat && !e.key.startsWith('Arrow') && e.key !== 'j' && e.key !== 'k') return; // a held key orders once
  if (e.key.startsWith('Arrow') || (e.key === 'Enter' && chosen)) e.preventDefault();
  page.invokeMethodAsync('Key', e.key);
}

export function listen(dotnet) {
  if (!page) document.addEventListener('keydown', pressed);
  page = dotnet;
  document.documentElement.dataset.keys = 'on';
  watchAbove();
  sound.ready();
}

export function silence() {
  document.removeEventListener('keydown', pressed);
  page = null;
  delete document.documentElement.dataset.keys;
  sound.alarm(0);
}

export function alarm(count) { sound.alarm(count); }

export function reveal(id) {
  document.querySelector(`[data-referral="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
}

export function focus(selector) { document.querySelector(selector)?.focus(); }
