// Plays a short two-tone signal while an urgent referral waits, on whatever page. The buttons say whether it can be
// heard: browsers play none before the first click or key on a page.
const Repeat = 15000; // ms between signals while anything alarms
const counts = new Map(); // what alarms, by where it comes from
let context = null, wanted = readSetting(), timer = null;

function readSetting() { try { return localStorage.getItem('sound') === 'on'; } catch { return false; } }

const playing = () => wanted && context?.state === 'running';

function signal() {
  if (!playing()) return;
  const start = context.currentTime;
  [[880, 0], [660, 0.18], [880, 0.36]].forEach(([pitch, after]) => {
    const tone = context.createOscillator(), loud = context.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, start + after);
    loud.gain.linearRampToValueAtTime(0.25, start + after + 0.02);
    loud.gain.linearRampToValueAtTime(0, start + after + 0.16);
    tone.connect(loud).connect(context.destination);
    tone.start(start + after);
    tone.stop(start + after + 0.17);
  });
}

/** Writes on each button whether alarms can be heard. */
export function label() {
  const text = playing() ? 'Sound on' : wanted ? 'Sound is blocked: click' : 'Sound is off: turn it on';
  document.querySelectorAll('[data-sound]').forEach(button => {
    if (button.firstChild && button.firstChild.nodeValue !== text) button.firstChild.nodeValue = text;
    button.dataset.sound = playing() ? 'on' : wanted ? 'blocked' : 'off';
  });
}

async function startAudio() {
  context ??= new AudioContext();
  context.onstatechange = label;
  await context.resume();
  label();
}

document.addEventListener('click', async e => {
  const button = e.target instanceof Element && e.target.closest('[data-sound]');
  if (button && playing()) {
    wanted = false;
  } else if (button || wanted) {
    const wasPlaying = playing();
    wanted = true;
    await startAudio();
    if (!wasPlaying) signal(); // played once, so that the person knows it works
  } else return;
  try { localStorage.setItem('sound', wanted ? 'on' : 'off'); } catch { /* not stored */ }
  label();
});

document.addEventListener('keydown', () => { if (wanted && !playing()) startAudio(); });

/** Repeats the signal while anything alarms, and plays it at once for a new alarm. */
export function alarm(count, isNew, from = 'referrals') {
  counts.set(from, count);
  if (count > 0 && isNew) signal();
  label();
  if ([...counts.values()].some(n => n > 0)) timer ??= setInterval(signal, Repeat);
  else { clearInterval(timer); timer = null; }
}
