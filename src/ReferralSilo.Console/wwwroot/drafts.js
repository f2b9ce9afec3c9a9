// Keeps half-filled forms of actions when the connection is lost: in this tab only, per referral and action, until
// they are sent.
const key = el => `draft:${el.dataset.draft}`;
const fields = 'textarea[data-draft], input[data-draft], select[data-draft]';

document.addEventListener('input', e => {
  const el = e.target;
  if (!(el instanceof Element) || !el.matches(fields)) return;
  if (el.value) sessionStorage.setItem(key(el), el.value);
  else sessionStorage.removeItem(key(el));
});

new MutationObserver(changes => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (!(node instanceof Element)) continue;
      for (const el of node.querySelectorAll(fields)) {
        const kept = sessionStorage.getItem(key(el));
        if (!kept || el.value) continue;
        el.value = kept;
        el.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
    // A closed form was sent or cancelled, so its draft is removed. A lost connection removes nothing.
    if (document.documentElement.hasAttribute('data-stalled')) continue;
    for (const node of change.removedNodes) {
      if (!(node instanceof Element)) continue;
      for (const el of node.querySelectorAll(fields)) sessionStorage.removeItem(key(el));
    }
  }
}).observe(document.body, { subtree: true, childList: true });
