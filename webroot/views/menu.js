import { html, render } from '../html.js';

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Opens a menu below its button: items are {text, note, run, checked, ticked, disabled} or null for a line between groups; `checked` is one of several, `ticked` a
 * matter of its own. The arrows walk,
 * Escape or a click elsewhere closes it, and the focus goes back to the button.
 */
export function openMenu(button, label, items) {
  document.querySelector('.menu')?.hidePopover();
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.popover = 'auto';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  render(menu, html`${items.map((item, i) => (item ? row(item, i) : html`<hr role="separator" />`))}`);
  // Inside a dialog what lies outside of it can't be reached.
  (button.closest('dialog') ?? document.querySelector('main')).append(menu);
  button.setAttribute('aria-expanded', 'true');
  menu.addEventListener('click', (event) => {
    const index = event.target.closest('[data-index]')?.dataset.index;
    if (index === undefined) return;
    menu.hidePopover();
    button.focus();
    items[index].run();
  });
  menu.addEventListener('keydown', (event) => onKey(menu, event));
  menu.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    const focused = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
    if (focused && button.isConnected) button.focus();
  });
  menu.showPopover();
  put(menu, button.getBoundingClientRect());
  buttons(menu)[0]?.focus();
}

function row({ text, checked, ticked, disabled = false, note = '' }, index) {
  const state = checked ?? ticked;
  const role = checked !== undefined ? 'menuitemradio' : ticked !== undefined ? 'menuitemcheckbox' : 'menuitem';
  return html`<button
    type="button"
    role="${role}"
    ${state !== undefined ? html`aria-checked="${state}"` : ''}
    ${disabled ? html`disabled` : ''}
    tabindex="-1"
    data-index="${index}"
  >
    <span class="check" aria-hidden="true">${checked ? '●' : ticked ? '✓' : ''}</span><span>${text}</span
    >${note !== '' && html`<span class="dim note-right">${note}</span>`}
  </button>`;
}

const buttons = (menu) => [...menu.querySelectorAll('button:not([disabled])')];

function onKey(menu, event) {
  event.stopPropagation();
  const all = buttons(menu);
  const at = all.indexOf(document.activeElement);
  let next = null;
  if (STEPS[event.key]) next = all[(at + STEPS[event.key] + all.length) % all.length];
  else if (event.key === 'Home') next = all[0];
  else if (event.key === 'End') next = all.at(-1);
  else if (event.key === 'Tab') menu.hidePopover();
  else if (event.key.length === 1 && /\p{L}/u.test(event.key)) {
    const letter = event.key.toLowerCase();
    const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    next = after.find((button) => button.textContent.replace(/[●✓]/, '').trim().toLowerCase().startsWith(letter));
  }
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function put(menu, { left, right, bottom, top }) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const x = Math.max(4, Math.min(left, innerWidth - width - 4, right - Math.min(width, right - 4)));
  const fitsBelow = bottom + height + 4 <= innerHeight;
  menu.style.left = `${x}px`;
  menu.style.top = `${Math.max(4, fitsBelow ? bottom + 2 : Math.min(top - height - 2, innerHeight - height - 4))}px`;
}
