// Updates the texts of moments once a second without the server. Words/TimeWords.cs produces the same texts: change
// both together.
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
  const [hours, minutes, seconds] = [Math.floor(s / 3600), Math.floor(s / 60), two(s % 60)];
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${seconds}` : `${minutes}:${seconds}`;
}

function due(ms) {
  if (ms >= 60000) return `due in ${length(ms)}`;
  if (ms >= 0) return 'due now';
  return ms > -60000 ? 'just late' : `${length(-ms)} late`;
}

function words(kind, at, now) {
  switch (kind) {
    case 'ago': return now - at < 60000 ? 'just now' : `${length(now - at)} ago`;
    case 'due': return due(at - now);
    case 'countdown': return countdown(at - now);
    case 'there': return new Date(now + at).toISOString().slice(11, 16);
    default: return length(now - at);
  }
}

function update(elements) {
  const now = serverNow();
  for (const el of elements) {
    // The hour at another place: its offset comes from the server, whose time zone database counts.
    const at = el.dataset.tick === 'there' ? el.dataset.offset * 60000 : Date.parse(el.dateTime);
    const text = words(el.dataset.tick, at, now);
    // Changes only the value of the text node: Blazor still holds the node itself.
    if (el.firstChild && el.firstChild.nodeValue !== text) el.firstChild.nodeValue = text;
    if (el.dataset.tick === 'due') el.toggleAttribute('data-late', at < now);
    if (el.dataset.tick === 'countdown') el.toggleAttribute('data-soon', at - now <= EndsSoon);
  }
}

const tick = () => { if (!document.hidden) update(document.querySelectorAll('time[data-tick]')); };

document.addEventListener('visibilitychange', tick);
setInterval(tick, 1000);
