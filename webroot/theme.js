// Before the first paint, and therefore neither a module nor part of app.js: a chosen theme must not flash in late.
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem('ticktide')) ?? {};
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // The system's choice stands.
  }
})();
