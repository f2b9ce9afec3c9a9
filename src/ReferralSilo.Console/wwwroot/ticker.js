// Keeps moments in words true once a second without asking the server. Words/TimeWords.cs says the same: change both.
import { serverNow } from './live.js';

const EndsSoon = 2 * 60000; // ms; FollowerLimits.EndsSoon

const two = n => String(n).padStart(2, '0');

function length(ms) {
  const minutes = Math.floor(Math.max(0, ms) / 60000);
  if (minutes === 0) return 'now';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 600) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor(minutes % 1440 / 60)} h`;
}

function countdown(ms) {
  if (ms <= 0) return 'ended';
  const s = Math.ceil(ms / 1000);
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function due(ms) {
  if (ms >= 60000) return `due in ${length(ms)}`;
  if (ms >= 0) return 'due now';
  return ms > -60000 ? 'just late' : `${length(-ms)} late`;
}

function words(kind, at, now) {
  switch (kind) {
    case 'due': return due(at - now);
    case 'countdown': return countdown(at - now);
    case 'clock': return new Date(at).toLocaleTimeString('en-GB');
    case 'date': return new Date(at).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    default: return length(now - at);
  }
}

function say(elements) {
  const now = serverNow();
  for (const el of elements) {
    const at = Date.parse(el.dateTime);
    const said = words(el.dataset.tick, at, now);
    // Only the text node's value is ours: replacing the node would take it from the renderer.
    if (el.firstChild && el.firstChild.nodeValue !== said) el.firstChild.nodeValue = said;
    if (el.dataset.tick === 'due') el.toggleAttribute('data-late', at < now);
    if (el.dataset.tick === 'countdown') el.toggleAttribute('data-soon', at - now <= EndsSoon);
  }
}

const tick = () => { if (!document.hidden) say(document.querySelectorAll('time[data-tick]')); };

// The server writes civil times in UTC; the reader's own zone follows before the next paint.
new MutationObserver(changes => {
  for (const node of changes.flatMap(c => [...c.addedNodes])) {
    if (node instanceof Element) say(node.querySelectorAll('time[data-tick=date], time[data-tick=clock]'));
  }
}).observe(document.body, { subtree: true, childList: true });

// The exact moment in the reader's own zone, worked out only when someone asks.
document.addEventListener('mouseover', e => {
  const el = e.target instanceof Element ? e.target.closest('time[data-tick]') : null;
  if (el) el.title = new Date(el.dateTime).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' });
});
document.addEventListener('visibilitychange', tick);
setInterval(tick, 1000);
