// The browser's own word on whether the screen is live (I9). The server's badge cannot say that the server fell silent.
const Silence = 4500; // ms (looked at twice a second: said within 5 s) without a beat, or a beat this much older than the freshest one

const root = document.documentElement;
let seen = null, seenAt = performance.now(), leastLag = null, lost = false, skew = 0;

/** The server's clock as last told, so that a wrong clock here does not make a wrong "due in". */
export const serverNow = () => Date.now() + skew;

export function circuitLost() { lost = true; show(); }

export function circuitBack() { lost = false; seen = null; seenAt = performance.now(); show(); }

function look() {
  const badge = document.querySelector('[data-testid=live-badge]');
  if (!badge) { seen = null; seenAt = performance.now(); return show(); }
  const beat = Number(badge.dataset.beat);
  if (beat === seen) return show();
  // A smaller beat is another board's: its clock starts anew.
  const lag = performance.now() - beat;
  leastLag = seen === null || beat < seen || leastLag === null ? lag : Math.min(leastLag, lag);
  // Beats that come late, one after the other, are no sign of life either: only a fresh one counts.
  if (lag - leastLag < Silence) seenAt = performance.now();
  seen = beat;
  skew = Number(badge.dataset.now) - Date.now();
  show();
}

function show() {
  const badge = document.querySelector('[data-testid=live-badge]');
  const quietFor = performance.now() - seenAt;
  const stalled = lost || (badge && badge.dataset.serverLive === 'true' && quietFor > Silence);
  root.toggleAttribute('data-stalled', Boolean(stalled));
  const since = new Date(Date.now() - quietFor).toLocaleTimeString('en-GB');
  const said = stalled ? `Not live since ${since}, reconnecting` : '';
  if (badge) {
    const live = stalled ? 'false' : badge.dataset.serverLive;
    if (badge.dataset.live !== live) badge.dataset.live = live;
    const text = badge.querySelector('[data-stalled-text]');
    if (text && text.textContent !== said) text.textContent = said; // the renderer keeps nothing in it
  }
  const bar = document.getElementById('circuit-lost');
  if (bar) {
    bar.hidden = !lost;
    if (lost && !bar.textContent) bar.textContent = 'The connection to ReferralSilo is lost. What you see may be old; nothing can be sent until it is back. Trying again by itself.';
    if (!lost && bar.textContent) bar.textContent = '';
  }
}

new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-beat', 'data-server-live'] });
setInterval(show, 500);
look();
