import { html, render } from '../html.js';
import { commands } from '../model/commands.js';
import { keyText } from '../model/keys.js';
import { found } from '../model/finder.js';
import { arrow, direction, percent } from '../model/format.js';
import { Dialog } from './dialog.js';
import { isThere } from './grid.js';

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** Finds symbols, panels and commands while one types; arrows and Enter choose. */
export class Finder extends Dialog {
  static title = 'Find';
  static topics = ['board', 'layout', 'prefs'];
  #items = [];
  #at = 0;

  built() {
    super.built();
    this.dialog.classList.add('finder');
    render(
      this.body,
      html`<input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="found"
          aria-autocomplete="list"
          aria-label="Find a symbol, a panel or a command"
          placeholder="Symbol, panel or command"
          autocomplete="off"
          spellcheck="false"
          data-testid="finder-input"
        />
        <div class="scroll" id="found" role="listbox" aria-label="Found" data-testid="finder-list"></div>
        <p class="empty" hidden>Nothing is called that</p>`,
    );
    this.input = this.querySelector('input');
    this.list = this.querySelector('[role=listbox]');
    this.none = this.querySelector('.empty');
    this.input.addEventListener('input', () => this.#search());
    this.input.addEventListener('keydown', (event) => this.#onKey(event));
    this.onActivate('[data-index]', ({ index }) => this.#choose(Number(index)));
  }

  find(query = '') {
    this.input.value = query;
    this.#at = 0;
    this.open();
    this.input.focus();
    this.input.setSelectionRange(query.length, query.length);
  }

  #search() {
    this.#at = 0;
    this.fill(this.store.state);
    this.list.scrollTop = 0;
  }

  #onKey(event) {
    const step = STEPS[event.key];
    if (step) {
      this.#at = Math.max(0, Math.min(this.#items.length - 1, this.#at + step));
      this.fill(this.store.state);
      this.list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') this.#choose(this.#at);
    else return;
    event.preventDefault();
  }

  #choose(index) {
    const item = this.#items[index];
    if (!item) return;
    this.close();
    this.emit(item.intent, item.detail ?? {});
    if (item.intent === 'tt-symbol') this.emit('tt-panel', { panel: 'chart' });
  }

  fill(state) {
    const rows = [...state.rows.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    this.#items = found(this.input.value, rows, commands(state, isThere));
    this.#at = Math.min(this.#at, Math.max(0, this.#items.length - 1));
    this.none.hidden = this.#items.length > 0;
    if (this.#items.length) this.input.setAttribute('aria-activedescendant', 'found-' + this.#at);
    else this.input.removeAttribute('aria-activedescendant');
    render(
      this.list,
      html`${this.#items.map(
        (item, i) =>
          html`<div
            class="found"
            role="option"
            id="found-${i}"
            data-index="${i}"
            data-testid="found"
            data-id="${item.id}"
            aria-selected="${i === this.#at}"
          >
            <span class="title ${item.row ? 'sym' : ''}">${item.title}</span>
            <span class="dim about">${item.note}</span>
            ${item.row ? !state.replay && change(item.row) : html`<span class="dim kind">${item.kind}</span>`}
            <span class="keys">${item.keys.map((key) => html`<kbd>${keyText(key)}</kbd>`)}</span>
          </div>`,
      )}`,
    );
  }
}

function change({ changePercent }) {
  return html`<span class="num ${direction(changePercent)}"
    ><span aria-hidden="true">${arrow(changePercent)}</span> ${percent(changePercent)}</span
  >`;
}
