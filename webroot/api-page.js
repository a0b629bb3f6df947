// Gives the drawn description the page's own colours, which it takes as attributes only and as #rrggbb.
const page = document.querySelector('rapi-doc');
const dark = matchMedia('(prefers-color-scheme: dark)');

function paint() {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(name).trim();
  const attributes = {
    theme: styles.colorScheme === 'light' ? 'light' : 'dark',
    'bg-color': colour('--panel'),
    'text-color': colour('--text'),
    'primary-color': colour('--accent'),
    'nav-bg-color': colour('--page'),
    'nav-text-color': colour('--text'),
    'nav-accent-color': colour('--accent'),
  };
  for (const [name, value] of Object.entries(attributes)) page.setAttribute(name, value);
}

paint();
dark.addEventListener('change', paint);
