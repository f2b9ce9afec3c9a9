// Starts the live connection. When it breaks, the screen shows that, reconnects, and reloads if the server no longer
// has its state.
import { circuitLost, circuitBack } from './live.js';
import './ticker.js';
import './drafts.js';
import './activity.js';
import './screen.js'; // loaded now, so that keys work at once on every page
import './alarm.js'; // loaded now, so that the first click or key on a page allows the sound

const ServerTimeout = 7000; // ms without a message from the server; the server sends one every 2 s
const FirstRetry = 250, LongestRetry = 4000; // ms
const OpensWithin = 10000; // ms from the start of this page to its live connection
const FullPage = '/too-many-screens';
// ms. The server counts a broken connection for up to 15 s, so until then the place of this screen may seem to be
// taken.
const RoomWithin = 30000;

let down = false, opened = false;

/** What the server answers to this address now; null when it cannot be reached. */
const ask = () => fetch(location.href, { method: 'HEAD', headers: { Accept: 'text/html' } }).catch(() => null);

/** The server leads elsewhere when this page cannot be shown any more: signed out, or too many open screens. */
async function leaveIfLedAway(brokenFor) {
  const page = await ask();
  if (!page?.redirected || !down) return;
  if (new URL(page.url).pathname !== FullPage || brokenFor > RoomWithin) location.assign(page.url);
}

/** Blazor only logs that the first connection was refused or failed; the page would stay without content. */
async function openAgain() {
  if (opened) return;
  const page = await ask();
  if (opened) return;
  if (page?.redirected) location.assign(page.url);
  else if (page?.ok) location.reload();
  else setTimeout(openAgain, OpensWithin);
}

async function reconnect() {
  const since = performance.now();
  for (let wait = FirstRetry; down; wait = Math.min(wait * 2, LongestRetry)) {
    await new Promise(done => setTimeout(done, wait));
    try {
      if (await Blazor.reconnect()) return;
      // The server answers but no longer has this screen's state (it restarted): reload the page.
      location.reload();
      return;
    } catch {
      // The server is not reachable yet, or refuses the connection.
      await leaveIfLedAway(performance.now() - since);
    }
  }
}

Blazor.start({
  // Without this, enhanced navigation would remove the attributes for theme and "not live" from <html>.
  ssr: { disableDomPreservation: true },
  circuit: {
    // WebSockets only, without negotiation: each connection may reach another silo.
    configureSignalR: builder => builder
      .withUrl(new URL('_blazor', document.baseURI).href, { skipNegotiation: true, transport: 1 })
      .withServerTimeout(ServerTimeout)
      .withKeepAliveInterval(2000),
    circuitHandlers: [{ onCircuitOpened() { opened = true; } }],
    reconnectionHandler: {
      onConnectionDown() { if (!down) { down = true; circuitLost(); reconnect(); } },
      onConnectionUp() { down = false; circuitBack(); },
    },
  },
});
setTimeout(openAgain, OpensWithin);
