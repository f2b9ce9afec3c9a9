// Nothing moves under the pointer. Rows that arrive, move or leave above what a person points at or has chosen scroll the
// list by as much, before anything is painted; what is new above says so and waits. The browser's own scroll anchoring
// does nothing at the top of a list, which is where the most pressing rows arrive.
const lists = new Map(); // scrolling element -> what is known of its list
const Rank = ['routine', 'urgent', 'asap', 'stat', 'emergency'];

const rowsOf = list => [...list.rows.querySelectorAll(':scope > [data-referral], :scope > [data-ghost]')];
const scrollerOf = list => getComputedStyle(list.scroll).overflowY === 'visible' ? document.scrollingElement : list.scroll;

/** What must stay where it is: the row under the pointer, else the focused one, else the chosen one, if it can be seen. */
function held(list) {
  const pointed = list.pointer && document.elementFromPoint(list.pointer.x, list.pointer.y)?.closest('[data-referral], [data-ghost]');
  const focused = list.rows.contains(document.activeElement) && document.activeElement.closest('[data-referral], [data-ghost]');
  const chosen = list.rows.querySelector(':scope > [aria-current=true]');
  const one = [pointed, focused, chosen].find(row => row && list.rows.contains(row) && isSeen(list, row));
  if (one) return one;
  // Who has scrolled down reads there, wherever the pointer is.
  return scrollerOf(list).scrollTop > 4 && list.home === null ? rowsOf(list).find(row => isSeen(list, row)) ?? null : null;
}

function isSeen(list, row) {
  const [a, b] = [row.getBoundingClientRect(), list.scroll.getBoundingClientRect()];
  return a.bottom > Math.max(b.top, 0) && a.top < Math.min(b.bottom, innerHeight);
}

/** Remembers where the held row is; called while nothing changes. */
function note(list) {
  const row = held(list);
  list.held = row && { row, id: idOf(row), top: row.getBoundingClientRect().top };
}

const idOf = row => row.dataset.referral ?? row.dataset.ghost;

/** Puts the held row back to where it was. Room is made below when the list is too short to scroll that far. */
function keep(list) {
  const was = list.held;
  if (!was) return;
  // A row that becomes a ghost is another element at the same place.
  const row = was.row.isConnected ? was.row : rowsOf(list).find(r => idOf(r) === was.id);
  if (!row) return;
  const moved = row.getBoundingClientRect().top - was.top;
  if (Math.abs(moved) < 1) return;
  const scroller = scrollerOf(list);
  const room = scroller.scrollTop + moved + scroller.clientHeight - filled(list, scroller);
  if (room > 0) list.scroll.style.setProperty('--room', `${Math.ceil(room)}px`);
  if (list.home === null) list.home = scroller.scrollTop;
  list.ours = true;
  scroller.scrollTo({ top: scroller.scrollTop + moved, behavior: 'instant' });
}

/** Height of what there is to scroll over, without the room that was made. */
function filled(list, scroller) {
  if (scroller !== list.scroll) return document.body.offsetHeight - (parseFloat(list.scroll.style.getPropertyValue('--room')) || 0);
  const content = list.rows.closest('table') ?? list.rows, more = list.scroll.querySelector('.more');
  return (more ?? content).getBoundingClientRect().bottom - list.scroll.getBoundingClientRect().top + list.scroll.scrollTop;
}

/** Nobody holds the list any more: what waited above comes into sight, unless the reader scrolled meanwhile. */
function letGo(list) {
  if (held(list) || list.home === null) return;
  if (list.home <= 4) scrollerOf(list).scrollTo({ top: 0, behavior: 'instant' });
  list.home = null;
  list.scroll.style.removeProperty('--room');
  note(list);
}

function announce(list, added) {
  const top = list.scroll.getBoundingClientRect().top;
  for (const row of added) {
    if (row.isConnected && row.getBoundingClientRect().bottom <= Math.max(top, 0) + 34) list.waiting.add(idOf(row));
  }
  say(list);
}

function say(list) {
  const rows = [...list.waiting].map(id => rowsOf(list).find(r => r.dataset.referral === id)).filter(Boolean);
  const pill = list.pill;
  pill.hidden = rows.length === 0;
  if (rows.length === 0) { list.waiting.clear(); return; }
  const rankOf = row => row.dataset.concern === 'emergency' ? 'emergency' : row.dataset.priority;
  const most = Rank.findLast(p => rows.some(r => rankOf(r) === p));
  const ofMost = rows.filter(r => rankOf(r) === most).length;
  const alarmed = rows.some(r => r.dataset.alarm === 'true');
  pill.classList.toggle('above-alarm', alarmed);
  const said = !most || most === 'routine' ? `${rows.length} new above`
    : ofMost === rows.length ? `${ofMost} new ${most} above` : `${rows.length} new above, ${ofMost} ${most}`;
  if (pill.textContent !== said) pill.textContent = said; // the renderer keeps nothing in it
}

function changed(list, changes) {
  const added = [];
  for (const node of changes.filter(c => c.target === list.rows).flatMap(c => [...c.addedNodes])) {
    const id = node instanceof HTMLElement ? node.dataset.referral : null;
    if (id && !list.known.has(id)) { list.known.add(id); added.push(node); } // a row that only moved is not new
  }
  keep(list);
  if (added.length || list.waiting.size) announce(list, added);
  note(list);
}

function watch(scroll) {
  const pill = scroll.querySelector('[data-above]'), rows = scroll.querySelector('[data-rows]');
  if (!pill || !rows || lists.get(scroll)?.rows === rows) return;
  const list = { scroll, pill, rows, held: null, home: null, ours: false, pointer: null, waiting: new Set(), known: new Set(rowsOf({ rows }).map(idOf)) };
  lists.set(scroll, list);
  const seen = () => {
    if (!list.ours) list.home = null; // a person scrolled: the list stays where they put it
    list.ours = false;
    if (scrollerOf(list).scrollTop <= 4) list.waiting.clear();
    else for (const row of rowsOf(list)) if (list.waiting.has(idOf(row)) && isSeen(list, row)) list.waiting.delete(idOf(row));
    say(list);
    note(list);
  };
  scroll.addEventListener('scroll', seen, { passive: true });
  document.addEventListener('scroll', () => { if (scrollerOf(list) === document.scrollingElement) seen(); }, { passive: true });
  scroll.addEventListener('pointermove', e => { if (e.pointerType !== 'touch') { list.pointer = { x: e.clientX, y: e.clientY }; note(list); } }, { passive: true });
  scroll.addEventListener('pointerleave', () => { list.pointer = null; note(list); letGo(list); });
  scroll.addEventListener('focusin', () => note(list));
  pill.addEventListener('click', () => {
    list.waiting.clear();
    list.home = null;
    scroll.style.removeProperty('--room');
    scrollerOf(list).scrollTo({ top: 0 });
    say(list);
    note(list);
  });
  note(list);
}

// One for the page: the alarm above the list and the chosen row move things too.
let watching = false;
export function watchAbove() {
  const all = () => document.querySelectorAll('[data-anchored]').forEach(watch);
  all();
  if (watching) return;
  watching = true;
  new MutationObserver(changes => {
    for (const [scroll, list] of lists) {
      if (!scroll.isConnected || !list.rows.isConnected) lists.delete(scroll);
      else changed(list, changes);
    }
    all();
  }).observe(document.getElementById('content') ?? document.body,
    { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-current', 'hidden'] });
}
