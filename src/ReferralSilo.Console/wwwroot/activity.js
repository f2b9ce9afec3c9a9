// Keeps the session active while a person types or clicks: a live screen makes no requests by itself. A screen that no
// one uses is signed out when the idle time is over.
const Every = 5 * 60 * 1000; // ms, well below the host's idle time (30 minutes)

let last = Date.now();

function keepActive() {
  if (Date.now() - last < Every) return;
  last = Date.now();
  // After a failure, the next key or click retries.
  fetch('/api/session', { credentials: 'same-origin' }).catch(() => { last = 0; });
}

for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, keepActive, { passive: true, capture: true });
