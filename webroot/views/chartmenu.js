import { html, render } from '../html.js';

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** A menu at a place on the chart: items are {text, run, id}. Arrows walk, Escape closes. */
export class ChartMenu {
  #items = [];

  constructor(host) {
    this.menu = document.createElement('div');
    this.menu.className = 'chartmenu';
    this.menu.popover = 'auto';
    this.menu.setAttribute('role', 'menu');
    this.menu.setAttribute('aria-label', 'This bar');
    host.append(this.menu);
    this.menu.addEventListener('click', (event) => {
      const index = event.target.closest('[data-index]')?.dataset.index;
      if (index === undefined) return;
      this.menu.hidePopover();
      this.#items[index].run();
    });
    this.menu.addEventListener('keydown', (event) => this.#key(event));
  }

  open(x, y, items) {
    this.#items = items;
    render(
      this.menu,
      html`${items.map(
        ({ text, id }, i) => html`<button type="button" role="menuitem" data-index="${i}" data-testid="${id}">${text}</button>`,
      )}`,
    );
    this.menu.showPopover();
    this.menu.style.left = `${Math.max(4, Math.min(x, innerWidth - this.menu.offsetWidth - 4))}px`;
    this.menu.style.top = `${Math.max(4, Math.min(y, innerHeight - this.menu.offsetHeight - 4))}px`;
    this.menu.querySelector('button')?.focus();
  }

  #key(event) {
    event.stopPropagation();
    const buttons = [...this.menu.querySelectorAll('button')];
    const by = STEPS[event.key];
    if (!by) return;
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length].focus();
  }
}
