import { html, render } from '../html.js';
import { KINDS, markText, marksOf, spread } from '../model/marks.js';
import { factsTable } from './facts.js';

const WIDTH = 18;
const ARROWS = { up: '▲', down: '▼', flat: '' };
const MOST_SHOWN = 100;

/** News, order flow and figures on a strip below the time axis, gathered by bar; choosing one says what is known. */
export class MarkStrip {
  #items = null;
  #bars = '';
  #marks = [];
  #shown = [];

  constructor(strip, popover) {
    this.strip = strip;
    this.popover = popover;
    popover.popover = 'auto';
    strip.addEventListener('click', (event) => {
      const index = event.target.closest('[data-mark]')?.dataset.mark;
      if (index !== undefined) this.#open(this.#shown[index], event.target.closest('[data-mark]'));
    });
  }

  /** x(time): where a bar stands on the screen, null out of view. */
  draw({ items, bars, x, where, width }) {
    this.where = where;
    const stand = `${bars.epoch}/${bars.closed.length}/${bars.open?.time}`;
    if (items !== this.#items || stand !== this.#bars) {
      this.#marks = marksOf(items, bars);
      this.#items = items;
      this.#bars = stand;
    }
    this.#shown = spread(this.#marks, (time) => within(x(time), width), WIDTH);
    render(
      this.strip,
      html`${this.#shown.map(
        (mark, i) =>
          html`<button
            type="button"
            class="mark-button ${mark.tone}"
            data-mark="${i}"
            data-key="${mark.time}"
            data-testid="mark"
            data-time="${mark.time}"
            aria-label="${markText(mark)}"
            title="${markText(mark)}"
            style="left: ${Math.round(mark.x - WIDTH / 2)}px"
          >
            <span data-glyph="${mark.kinds.length ? KINDS[mark.kinds[0]].letter : '·'}${ARROWS[mark.tone]}"></span>
          </button>`,
      )}`,
    );
  }

  #open(mark, button) {
    const { items } = mark;
    const sorted = [...items].sort((a, b) => b.time - a.time);
    render(
      this.popover,
      html`<h3>${markText(mark)}</h3>
        <div class="scroll" tabindex="0" role="region" aria-label="What is known">
          ${factsTable(sorted.slice(0, MOST_SHOWN), this.where)}
        </div>
        ${items.length > MOST_SHOWN && html`<p class="dim">and ${items.length - MOST_SHOWN} more</p>`}`,
    );
    this.popover.showPopover();
    const { left, top } = button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.popover;
    this.popover.style.left = `${Math.max(4, Math.min(left, innerWidth - offsetWidth - 4))}px`;
    this.popover.style.top = `${Math.max(4, top - offsetHeight - 4)}px`;
  }
}

const within = (x, width) => (x === null || x > width ? null : x);
