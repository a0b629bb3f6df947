const TYPING = 'input, textarea, select, [contenteditable]';

/** Keys that work anywhere on the page; a view that has the focus handles its own arrows. */
export function keyboard(root, store) {
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    const send = (name, detail) => root.dispatchEvent(new CustomEvent(name, { detail }));
    const timeframe = store.state.timeframes[Number(event.key) - 1];
    if (event.key === '/') {
      event.preventDefault();
      send('tt-panel', { panel: 'watch' });
      root.querySelector('tt-watchlist input')?.focus();
    } else if (event.key === '?') {
      root.querySelector('tt-help')?.toggle();
    } else if (event.key === 'Escape') {
      send('tt-signal', { id: null });
    } else if (/^[1-9]$/.test(event.key) && timeframe) {
      send('tt-timeframe', { timeframe });
    }
  });
}
