import { openMenu } from './menu.js';

/**
 * Keeps a row of tools on one line: what does not fit goes into a menu behind a button at its end, the last of `order` first. Buttons become
 * entries of the menu, lists its choices.
 */
export class Fold {
  #order;
  #folded = [];

  /** @param order names of data-do or data-field, those to be kept longest first; `extra(name, anchor)` is an entry for anything else */
  constructor(host, order, extra) {
    this.host = host;
    this.#order = order;
    this.extra = extra;
    this.more = document.createElement('button');
    Object.assign(this.more, { type: 'button', className: 'tool more', title: 'More tools', hidden: true });
    this.more.textContent = '»';
    for (const [name, value] of Object.entries({
      'aria-label': 'More tools',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-testid': 'more-tools',
    })) {
      this.more.setAttribute(name, value);
    }
    host.append(this.more);
    this.more.addEventListener('click', () => openMenu(this.more, 'More tools', this.#items()));
    const sizes = new ResizeObserver(() => this.fit());
    // Its tools, too, as another font makes them wider.
    for (const each of [host, ...host.children]) sizes.observe(each);
  }

  #tool(name) {
    return this.host.querySelector(`[data-do=${name}], [data-field=${name}]`);
  }

  fit() {
    const { host, more } = this;
    if (!host.clientWidth) return;
    const held = this.#folded.join();
    const show = (name, there) => (this.#tool(name).hidden = !there);
    for (const name of this.#order) show(name, true);
    more.hidden = true;
    this.#folded = [];
    const isOver = () => host.scrollWidth > host.clientWidth;
    for (let i = this.#order.length - 1; i >= 0 && isOver(); i--) {
      more.hidden = false;
      show(this.#order[i], false);
      this.#folded.unshift(this.#order[i]);
    }
    if (held !== this.#folded.join()) host.scrollLeft = 0;
  }

  #items() {
    return this.#folded.flatMap((name, i) => [...(i && this.#tool(name).matches('select') ? [null] : []), ...this.#entries(name)]);
  }

  #entries(name) {
    const tool = this.#tool(name);
    if (tool.matches('select')) {
      const label = tool.getAttribute('aria-label');
      return [...tool.options].map((option) => ({
        text: `${label}: ${option.text}`,
        checked: option.value === tool.value,
        disabled: tool.disabled,
        run: () => {
          tool.value = option.value;
          tool.dispatchEvent(new Event('change', { bubbles: true }));
        },
      }));
    }
    if (!tool.matches('button')) return [this.extra(name, tool)];
    const pressed = tool.getAttribute('aria-pressed');
    return [
      {
        text: tool.textContent.trim(),
        note: tool.title,
        ...(pressed !== null && { ticked: pressed === 'true' }),
        run: () => this.extra(name, this.more),
      },
    ];
  }
}
