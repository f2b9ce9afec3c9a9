// Keeps the row that a person points at or has selected at its place on the screen. When rows arrive, move or leave
// above it, the list scrolls by the same distance before the next paint; a button above the list announces new rows.
// The browser's own scroll anchoring does nothing at the top of a list, which is where the most urgent rows arrive.
const lists = new Map(); // scrolling element -> state of its list
const Rank = ['routine', 'urgent', 'asap', 'stat', 'emergency'];
const HeadHeight = 34; // px
const Rows = '[data-referral], [data-removed]';

const rowsOf = list => [...list.rows.querySelectorAll(':scope > [data-referral], :scope > [data-removed]')];
const idOf = row => row.dataset.referral ?? row.dataset.removed;

const scrollerOf = list =>
  getComputedStyle(list.scroll).overflowY === 'visible' ? document.scrollingElement : list.scroll;

/** The row that must keep its place: under the pointer, else focused, else selected, if it is visible. */
function findAnchor(list) {
  const pointed = list.pointer && document.elementFromPoint(list.pointer.x, list.pointer.y)?.closest(Rows);
  const focused = list.rows.contains(document.activeElement) && document.activeElement.closest(Rows);
  const selected = list.rows.querySelector(':scope > [aria-current=true]');
  const anchor = [pointed, focused, selected].find(row => row && list.rows.contains(row) && isVisible(list, row));
  if (anchor) return anchor;
  // After scrolling down by hand, the person reads there, wherever the pointer is.
  const scrolledByHand = scrollerOf(list).scrollTop > 4 && list.home === null;
  return scrolledByHand ? rowsOf(list).find(row => isVisible(list, row)) ?? null : null;
}

function isVisible(list, row) {
  const [a, b] = [row.getBoundingClientRect(), list.scroll.getBoundingClientRect()];
  return a.bottom > Math.max(b.top, 0) && a.top < Math.min(b.bottom, innerHeight);
}

/** Records the position of the anchor row; called while nothing changes. */
function saveAnchor(list) {
  const row = findAnchor(list);
  list.anchor = row && { row, id: idOf(row), top: row.getBoundingClientRect().top };
}

/** Scrolls the anchor row back to its recorded position. Adds room below when the list is too short for that. */
function restoreAnchor(list) {
  const saved = list.anchor;
  if (!saved) return;
  // A row that was replaced by its removed mark is another element at the same place.
  const row = saved.row.isConnected ? saved.row : rowsOf(list).find(r => idOf(r) === saved.id);
  if (!row) return;
  const moved = row.getBoundingClientRect().top - saved.top;
  if (Math.abs(moved) < 1) return;
  const scroller = scrollerOf(list);
  const room = scroller.scrollTop + moved + scroller.clientHeight - contentHeight(list, scroller);
  if (room > 0) list.scroll.style.setProperty('--room', `${Math.ceil(room)}px`);
  if (list.home === null) list.home = scroller.scrollTop;
  list.scrolledHere = true;
  scroller.scrollTo({ top: scroller.scrollTop + moved, behavior: 'instant' });
}

/** Height of the scrollable content without the room that restoreAnchor added. */
function contentHeight(list, scroller) {
  const style = list.scroll.style;
  if (scroller !== list.scroll) return document.body.offsetHeight - (parseFloat(style.getPropertyValue('--room')) || 0);
  const content = list.rows.closest('table') ?? list.rows, more = list.scroll.querySelector('.more');
  const bottom = (more ?? content).getBoundingClientRect().bottom;
  return bottom - list.scroll.getBoundingClientRect().top + list.scroll.scrollTop;
}

/** Without an anchor row, scrolls back to the start, so that new rows become visible, unless the person scrolled. */
function scrollHome(list) {
  if (findAnchor(list) || list.home === null) return;
  if (list.home <= 4) scrollerOf(list).scrollTo({ top: 0, behavior: 'instant' });
  list.home = null;
  list.scroll.style.removeProperty('--room');
  saveAnchor(list);
}

/** True for a row above the visible part of the list; the head of the table covers the first rows. */
const isAbove = (list, row) =>
  row.getBoundingClientRect().bottom <= Math.max(list.scroll.getBoundingClientRect().top, 0) + HeadHeight;

function announce(list, added) {
  for (const row of added) {
    if (row.isConnected && isAbove(list, row)) list.waiting.add(idOf(row));
  }
  updateButton(list);
}

function updateButton(list) {
  const rows = [...list.waiting].map(id => rowsOf(list).find(r => r.dataset.referral === id)).filter(Boolean);
  const button = list.button;
  button.hidden = rows.length === 0;
  if (rows.length === 0) { list.waiting.clear(); return; }
  const rankOf = row => row.dataset.concern === 'emergency' ? 'emergency' : row.dataset.priority;
  const highest = Rank.findLast(p => rows.some(r => rankOf(r) === p));
  const ofHighest = rows.filter(r => rankOf(r) === highest).length;
  button.classList.toggle('above-alarm', rows.some(r => r.dataset.alarm === 'true'));
  const text = !highest || highest === 'routine' ? `${rows.length} new above`
    : ofHighest === rows.length ? `${ofHighest} new ${highest} above`
    : `${rows.length} new above, ${ofHighest} ${highest}`;
  if (button.textContent !== text) button.textContent = text; // Blazor renders no text into this button
}

function handleChanges(list, changes) {
  const added = [];
  for (const node of changes.filter(c => c.target === list.rows).flatMap(c => [...c.addedNodes])) {
    const id = node instanceof HTMLElement ? node.dataset.referral : null;
    if (id && !list.known.has(id)) { list.known.add(id); added.push(node); } // a row that only moved is not new
  }
  restoreAnchor(list);
  if (added.length || list.waiting.size) announce(list, added);
  saveAnchor(list);
}

function watch(scroll) {
  const button = scroll.querySelector('[data-above]'), rows = scroll.querySelector('[data-rows]');
  if (!button || !rows || lists.get(scroll)?.rows === rows) return;
  const list = {
    scroll, button, rows, anchor: null, home: null, scrolledHere: false, pointer: null,
    waiting: new Set(), known: new Set(rowsOf({ rows }).map(idOf)),
  };
  lists.set(scroll, list);
  const onScroll = () => {
    if (!list.scrolledHere) list.home = null; // the person scrolled: the list stays there
    list.scrolledHere = false;
    if (scrollerOf(list).scrollTop <= 4) list.waiting.clear();
    else for (const row of rowsOf(list)) {
      if (list.waiting.has(idOf(row)) && !isAbove(list, row)) list.waiting.delete(idOf(row));
    }
    updateButton(list);
    saveAnchor(list);
  };
  const onPointerMove = e => {
    if (e.pointerType === 'touch') return;
    list.pointer = { x: e.clientX, y: e.clientY };
    saveAnchor(list);
  };
  const onPageScroll = () => { if (scrollerOf(list) === document.scrollingElement) onScroll(); };
  scroll.addEventListener('scroll', onScroll, { passive: true });
  document.addEventListener('scroll', onPageScroll, { passive: true });
  scroll.addEventListener('pointermove', onPointerMove, { passive: true });
  scroll.addEventListener('pointerleave', () => { list.pointer = null; saveAnchor(list); scrollHome(list); });
  scroll.addEventListener('focusin', () => saveAnchor(list));
  button.addEventListener('click', () => {
    list.waiting.clear();
    list.home = null;
    scroll.style.removeProperty('--room');
    scrollerOf(list).scrollTo({ top: 0 });
    updateButton(list);
    saveAnchor(list);
  });
  saveAnchor(list);
}

// One observer for the whole document: the alarms above the list and the selection also move rows.
let watching = false;
export function watchAbove() {
  const watchAll = () => document.querySelectorAll('[data-anchored]').forEach(watch);
  watchAll();
  if (watching) return;
  watching = true;
  new MutationObserver(changes => {
    for (const [scroll, list] of lists) {
      if (!scroll.isConnected || !list.rows.isConnected) lists.delete(scroll);
      else handleChanges(list, changes);
    }
    watchAll();
  }).observe(document.body,
    { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-current', 'hidden'] });
}
