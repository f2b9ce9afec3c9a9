// Sets the theme before the first paint, so that no light page flashes in dark mode.
(() => {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.theme = stored() === 'dark' || stored() === 'light' ? stored() : preferred;
  document.addEventListener('click', e => {
    if (!(e.target instanceof Element) || !e.target.closest('[data-theme-toggle]')) return;
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* not stored, but changed */ }
  });
})();
