// Starts the live connection. When it breaks the screen says so, tries again, and loads anew when the server forgot it.
import { circuitLost, circuitBack } from './live.js';
import './ticker.js';
import './drafts.js';
import './activity.js';
import './screen.js'; // fetched now, so that keys work as soon as a page asks for them

const ServerTimeout = 7000; // ms without a word from the server: gone. The server speaks every 2 s.
const FirstRetry = 250, LongestRetry = 4000; // ms

let down = false;

async function comeBack() {
  for (let wait = FirstRetry; down; wait = Math.min(wait * 2, LongestRetry)) {
    await new Promise(done => setTimeout(done, wait));
    try {
      if (await Blazor.reconnect()) return;
      // The server answers but no longer knows this screen (it restarted): come back by loading the same address.
      location.reload();
      return;
    } catch {
      // Not reachable yet.
    }
  }
}

Blazor.start({
  // No patching of the page by fetched documents: it would undo the theme and the word "not live" on <html>.
  ssr: { disableDomPreservation: true },
  circuit: {
    // WebSockets only, without negotiation: no silo has to be the same one twice.
    configureSignalR: builder => builder
      .withUrl(new URL('_blazor', document.baseURI).href, { skipNegotiation: true, transport: 1 })
      .withServerTimeout(ServerTimeout)
      .withKeepAliveInterval(2000),
    reconnectionHandler: {
      onConnectionDown() { if (!down) { down = true; circuitLost(); comeBack(); } },
      onConnectionUp() { down = false; circuitBack(); },
    },
  },
});
