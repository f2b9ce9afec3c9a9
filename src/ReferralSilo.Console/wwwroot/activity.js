// A live screen makes no requests, so the host could not tell a working person from an empty chair. While someone types
// or points, the session is used now and then; a screen that nobody touches is signed out when its time is up.
const Every = 5 * 60 * 1000; // ms, well below the host's idle time

let last = Date.now();

function used() {
  if (Date.now() - last < Every) return;
  last = Date.now();
  fetch('/api/session', { credentials: 'same-origin' }).catch(() => { last = 0; }); // away: with the next key
}

for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, used, { passive: true, capture: true });
