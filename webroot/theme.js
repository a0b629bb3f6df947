// Before the first paint, and therefore neither a module nor part of app.js: a chosen theme must not flash in late.
(() => {
  try {
    const { theme, palette } = JSON.parse(localStorage.getItem('ticktide')) ?? {};
    if (theme) document.documentElement.dataset.theme = theme;
    if (palette) document.documentElement.dataset.palette = palette;
  } catch {
    // The system's choice stands.
  }
})();
