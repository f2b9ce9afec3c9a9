// Decides in the browser whether the screen is live (I9): the server's badge cannot report that the server is silent.

// ms without a heartbeat, or delay of a heartbeat compared with the fastest one. Checked every 500 ms, so the screen
// shows "not live" within 5 s.
const Silence = 4500;

const LostText = 'The connection to ReferralSilo is lost. What you see may be outdated, and nothing can be sent. '
  + 'The page reconnects automatically.';

const root = document.documentElement;
let seen = null, seenAt = performance.now(), leastLag = null, lost = false, skew = 0;

/** The server's clock, so that a wrong clock on this machine does not make a wrong "due in". */
export const serverNow = () => Date.now() + skew;

export function circuitLost() { lost = true; show(); }

export function circuitBack() { lost = false; seen = null; seenAt = performance.now(); show(); }

function readBadge() {
  const badge = document.querySelector('[data-testid=live-badge]');
  if (!badge) { seen = null; seenAt = performance.now(); return show(); }
  const beat = Number(badge.dataset.beat);
  if (beat === seen) return show();
  // A smaller beat belongs to another board, whose clock starts again at 0.
  const lag = performance.now() - beat;
  leastLag = seen === null || beat < seen || leastLag === null ? lag : Math.min(leastLag, lag);
  // Delayed heartbeats do not show that the server is live; only a recent one counts.
  if (lag - leastLag < Silence) seenAt = performance.now();
  seen = beat;
  skew = Number(badge.dataset.now) - Date.now();
  show();
}

const quiet = ms => ms < 60000 ? `${Math.floor(ms / 1000)} s` : `${Math.floor(ms / 60000)} min`;

/** Blazor renders no text here. A screen reader would read each new number aloud, so the number is hidden from it. */
function say(text, since) {
  if (!since) { if (text.firstChild) text.replaceChildren(); return; }
  if (!text.firstChild) {
    const number = document.createElement('span');
    number.ariaHidden = 'true';
    text.replaceChildren('Not live, ', number, 'reconnecting');
  }
  const number = text.children[0];
  if (number.textContent !== since) number.textContent = since;
}

function show() {
  const badge = document.querySelector('[data-testid=live-badge]');
  const quietFor = performance.now() - seenAt;
  const stalled = lost || (badge && badge.dataset.serverLive === 'true' && quietFor > Silence);
  root.toggleAttribute('data-stalled', Boolean(stalled));
  if (badge) {
    const live = stalled ? 'false' : badge.dataset.serverLive;
    if (badge.dataset.live !== live) badge.dataset.live = live;
    const text = badge.querySelector('[data-stalled-text]');
    if (text) say(text, stalled ? `last update ${quiet(quietFor)} ago, ` : '');
  }
  const bar = document.getElementById('circuit-lost');
  if (bar) {
    bar.hidden = !lost;
    if (lost && !bar.textContent) bar.textContent = LostText;
    if (!lost && bar.textContent) bar.textContent = '';
  }
}

new MutationObserver(readBadge).observe(document.body,
  { subtree: true, childList: true, attributes: true, attributeFilter: ['data-beat', 'data-server-live'] });
setInterval(show, 500);
readBadge();
