// Plays a short two-tone signal while an urgent referral waits. The button shows whether sound works: browsers play
// none before a click.
const Repeat = 15000; // ms between signals while anything alarms
let context = null, wanted = readSetting(), alarms = 0, timer = null;

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

function label() {
  const text = !wanted ? 'Sound off' : playing() ? 'Sound on' : 'Sound blocked: click';
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

export const sound = {
  ready() { label(); },
  alarm(count) {
    if (count > alarms) signal();
    alarms = count;
    label();
    clearInterval(timer);
    timer = count > 0 ? setInterval(signal, Repeat) : null;
  },
};
