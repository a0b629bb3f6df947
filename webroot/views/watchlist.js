import { html, render } from '../html.js';
import { ageOf, glyph, level } from '../model/age.js';
import { arrow, direction, duration, percent, price } from '../model/format.js';
import { findRows, neighbour } from '../model/lists.js';
import { settingsOf } from '../model/panels.js';
import { sparkline } from '../model/series.js';
import { closesOf, senseOf } from '../model/sparks.js';
import { readLists, rowsOf } from '../model/watchlists.js';
import { chosenList, listTools, onLists } from './listpicker.js';
import { View } from './view.js';

const MOST_SHOWN = 120;
const ORDERS = { symbol: 'A–Z', change: 'Change', volume: 'Volume' };
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** All symbols with last, change and data age; search, order and keyboard walk. */
export class Watchlist extends View {
  static topics = ['board', 'selection', 'filter', 'clock', 'prefs', 'panels'];
  #symbols = [];

  built() {
    render(
      this,
      html`<div class="head">
          <input
            type="search"
            placeholder="Search symbols  /"
            aria-label="Search symbols"
            autocomplete="off"
            spellcheck="false"
          />
          <span class="picker"></span>
          <button type="button" class="plain" data-act="order" title="Order of the list"></button>
        </div>
        <div class="scroll" role="listbox" aria-label="Symbols" tabindex="0" data-testid="watchlist"></div>`,
    );
    this.search = this.querySelector('input');
    this.list = this.querySelector('[role=listbox]');
    this.order = this.querySelector('[data-act=order]');
    this.picker = this.querySelector('.picker');
    onLists(this, () => this.#list);
    this.search.addEventListener('input', () => this.emit('tt-filter', { query: this.search.value }));
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.onActivate('.watch[data-symbol]', ({ symbol }) => this.#choose(symbol, true));
    this.onActivate('[data-act=order]', () => {
      const names = Object.keys(ORDERS);
      this.emit('tt-prefs', { order: names[(names.indexOf(this.#orderName()) + 1) % names.length] });
    });
  }

  get #list() {
    return chosenList(this.store.state.prefs, settingsOf(this.store.state, this.panelId));
  }

  #orderName() {
    const { order } = this.store.state.prefs;
    return ORDERS[order] ? order : 'symbol';
  }

  // Asked anew on a key press: the list on the screen may be a frame behind what was typed.
  #found() {
    const { rows, filter, prefs } = this.store.state;
    const list = this.#list;
    // A list has an order of its own, which moving a symbol changes.
    const order = list === null ? this.#orderName() : null;
    return findRows(rowsOf(rows, readLists(prefs.lists), list), filter.query, order);
  }

  #choose(symbol, leave) {
    if (!symbol) return;
    this.emit('tt-symbol', { symbol });
    if (leave) this.emit('tt-panel', { panel: 'chart' });
  }

  #onKey(event) {
    const inSearch = event.target === this.search;
    if (inSearch && (event.key === 'Escape' || event.key === 'Enter')) {
      if (event.key === 'Enter') this.#choose(this.#found()[0]?.symbol, true);
      this.search.value = '';
      this.search.blur();
      this.emit('tt-filter', { query: '' });
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const { symbol } = this.store.state.selection;
      if (this.#list === null || !symbol) return;
      event.preventDefault();
      event.stopPropagation();
      this.emit('tt-list', { act: 'move', list: this.#list, symbol, step: STEPS[event.key] });
    } else if (STEPS[event.key] !== undefined && !(inSearch && Math.abs(STEPS[event.key]) === Infinity)) {
      event.preventDefault();
      if (inSearch) this.list.focus();
      this.#walk(STEPS[event.key]);
    }
  }

  #walk(step) {
    const symbol = neighbour(this.#symbols, this.store.state.selection.symbol, step);
    this.#choose(symbol, false);
    [...this.list.children].find((row) => row.dataset.symbol === symbol)?.scrollIntoView({ block: 'nearest' });
  }

  draw(state) {
    const found = this.#found();
    const shown = found.slice(0, MOST_SHOWN);
    this.#symbols = shown.map((row) => row.symbol);
    const { symbol } = state.selection;
    if (this.#symbols.includes(symbol)) this.list.setAttribute('aria-activedescendant', 'watch-' + symbol);
    else this.list.removeAttribute('aria-activedescendant');
    const list = this.#list;
    render(this.picker, listTools(state, list));
    this.order.hidden = list !== null;
    this.order.textContent = ORDERS[this.#orderName()];
    render(
      this.list,
      html`${shown.map((row) => this.#row(row, state))}${found.length > shown.length &&
      html`<p class="empty" role="option" aria-disabled="true" data-key="more">
        ${found.length - shown.length} more; narrow the search
      </p>`}${!found.length &&
      html`<p class="empty" role="option" aria-disabled="true" data-key="none">${empty(state, list)}</p>`}`,
    );
    if (shown.length) this.emit('tt-sparks', { symbols: this.#symbols });
  }

  #row(row, { now, clockOffset, gaps, selection, sparks }) {
    const age = ageOf(row.lastTime, now, clockOffset);
    const freshness = level(age, gaps.get(row.symbol));
    const closes = closesOf(sparks, row.symbol);
    const points = sparkline(closes, 56, 18);
    return html`<div
      class="watch"
      id="watch-${row.symbol}"
      role="option"
      data-key="${row.symbol}"
      data-symbol="${row.symbol}"
      data-testid="watch-${row.symbol}"
      aria-selected="${row.symbol === selection.symbol}"
    >
      <span class="sym">${row.symbol}</span>
      <span class="num last">${price(row.last)}</span>
      <span class="num pct ${direction(row.changePercent)}"
        ><span aria-hidden="true">${arrow(row.changePercent)}</span> ${percent(row.changePercent)}</span
      >
      <span class="name">${row.name ?? row.sector ?? ''}</span>
      <span class="spark"
        >${points &&
        html`<svg viewBox="0 0 56 18" class="${senseOf(closes)}" aria-hidden="true">
          <polyline points="${points}" />
        </svg>`}</span
      >
      <span class="num age ${freshness}" title="Age of the newest data"
        ><span aria-hidden="true">${glyph(freshness)}</span> ${duration(age)}</span
      >
    </div>`;
  }
}

function empty({ rows, filter }, list) {
  if (!rows.size) return 'No symbols yet';
  return list === null || filter.query ? 'No symbol matches' : `“${list}” is empty: choose “Add symbols …” in the menu of lists.`;
}
