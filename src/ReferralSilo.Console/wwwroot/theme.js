// Runs before the first paint, so that a dark room is never flashed.
(() => {
  const root = document.documentElement;
  const remembered = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.theme = remembered() === 'dark' || remembered() === 'light' ? remembered() : preferred;
  document.addEventListener('click', e => {
    if (!(e.target instanceof Element) || !e.target.closest('[data-theme-toggle]')) return;
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* not remembered, still changed */ }
  });
})();
