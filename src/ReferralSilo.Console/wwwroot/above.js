// "3 new above": rows that arrive above what is being read are counted. The browser's scroll anchoring keeps the rest still.
const known = new WeakMap(); // tbody -> ids seen so far

function count(scroll, pill, added) {
  const top = scroll.getBoundingClientRect().top;
  const above = scroll.scrollTop > 0 ? added.filter(row => row.isConnected && row.getBoundingClientRect().bottom <= top + 30).length : 0;
  if (!above) return;
  const n = Number(pill.dataset.count ?? 0) + above;
  pill.dataset.count = n;
  pill.textContent = `${n} new above`; // the renderer keeps nothing in it
  pill.hidden = false;
}

function clear(pill) {
  pill.dataset.count = 0;
  pill.hidden = true;
}

function watch(scroll) {
  const pill = scroll.querySelector('[data-above]'), rows = scroll.querySelector('[data-rows]');
  if (!pill || !rows || known.has(rows)) return;
  const ids = new Set([...rows.querySelectorAll('[data-referral]')].map(row => row.dataset.referral));
  known.set(rows, ids);
  new MutationObserver(changes => {
    const added = [];
    for (const node of changes.flatMap(c => [...c.addedNodes])) {
      const id = node instanceof HTMLElement ? node.dataset.referral : null;
      if (id && !ids.has(id)) { ids.add(id); added.push(node); } // a row that only moved is not new
    }
    if (added.length) requestAnimationFrame(() => count(scroll, pill, added));
  }).observe(rows, { childList: true });
  scroll.addEventListener('scroll', () => { if (scroll.scrollTop <= 4) clear(pill); }, { passive: true });
  pill.addEventListener('click', () => { scroll.scrollTo({ top: 0 }); clear(pill); });
}

let watching = false;
export function watchAbove() {
  const all = () => document.querySelectorAll('[data-anchored]').forEach(watch);
  all();
  if (watching) return;
  watching = true;
  new MutationObserver(all).observe(document.getElementById('content') ?? document.body, { subtree: true, childList: true });
}
