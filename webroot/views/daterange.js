import { html, render } from '../html.js';
import { fromField, toField } from '../model/zone.js';

/** From when to when a chart shows, typed or picked, in the time zone that is set. */
export class DateRange {
  /** does: {where(), shown(): [from, to], show(from, to), replay(from)} */
  constructor(host, does) {
    this.does = does;
    this.panel = document.createElement('form');
    this.panel.className = 'daterange';
    this.panel.popover = 'auto';
    host.append(this.panel);
    this.panel.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(/** @type {HTMLButtonElement} */ (event.submitter)?.value);
    });
    this.panel.addEventListener('keydown', (event) => event.stopPropagation());
  }

  open(button) {
    const where = this.does.where();
    const [from, to] = this.does.shown().map((time) => (time === null ? '' : toField(time, where)));
    const field = (name, text, value) =>
      html`<label
        >${text}<input type="datetime-local" name="${name}" data-testid="range-${name}" value="${value}" required
      /></label>`;
    this.panel.lastMarkup = null;
    this.panel.replaceChildren();
    render(
      this.panel,
      html`${field('from', 'From', from)} ${field('to', 'To', to)}
        <p class="problem" role="alert"></p>
        <button type="submit" class="primary" value="show" data-testid="range-show">Show</button>
        <button type="submit" class="tool" value="replay" data-testid="range-replay">Replay from then</button>`,
    );
    this.panel.showPopover();
    const { left, bottom } = button.getBoundingClientRect();
    this.panel.style.left = `${Math.max(4, Math.min(left, innerWidth - this.panel.offsetWidth - 4))}px`;
    this.panel.style.top = `${bottom + 4}px`;
    this.panel.querySelector('input').focus();
  }

  #submit(what) {
    const where = this.does.where();
    const [from, to] = ['from', 'to'].map((name) => fromField(this.panel.elements[name].value, where, { last: name === 'to' }));
    if (from === null || to === null || from >= to) {
      this.panel.querySelector('.problem').textContent = 'The first time must be before the second.';
      return;
    }
    this.panel.hidePopover();
    if (what === 'replay') this.does.replay(from, to);
    else this.does.show(from, to);
  }
}
