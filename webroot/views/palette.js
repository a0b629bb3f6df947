/** The style sheet's colours as the chart library wants them; read again whenever the theme changes. */
const NAMES = [
  'up',
  'down',
  'up-faint',
  'down-faint',
  'up-volume',
  'down-volume',
  'faint-volume',
  'panel',
  'text',
  'dim',
  'grid',
  'line',
  'accent',
  'warn',
  'compared',
];

export function palette(element) {
  const style = getComputedStyle(element);
  const value = (name) => style.getPropertyValue('--' + name).trim();
  const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const colors = Object.fromEntries(NAMES.map((name) => [camel(name), value(name)]));
  colors.lines = [1, 2, 3, 4, 5, 6].map((n) => value('series-' + n));
  return colors;
}

/** Calls back when the theme changes, by choice or by the system; returns the way to stop. */
export function onThemeChange(listener) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-palette'] });
  system.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', listener);
  };
}
