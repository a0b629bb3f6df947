import { html, render } from '../html.js';
import { level } from '../model/age.js';
import { rowAge } from '../model/arrival.js';
import { arrow, direction, percent, price } from '../model/format.js';
import { findRows, neighbour } from '../model/lists.js';
import { inView, scrolledInto, setting, topsOf } from '../model/rows.js';
import { sparkline } from '../model/series.js';
import { closesOf, senseOf } from '../model/sparks.js';
import { fillingOf } from '../model/standing.js';
import { readLists, rowsOf } from '../model/watchlists.js';
import { ageCell, ageTitle } from './aheadmark.js';
import { PHONE } from './grid.js';
import { listTools } from './listpicker.js';
import { ListView } from './listview.js';
import { fontOf, textWidth } from './measure.js';
import { explains } from './term.js';

const ORDERS = { symbol: 'A–Z', change: 'Change', volume: 'Volume' };
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const PAGES = { PageDown: 1, PageUp: -1 };
// As the style sheet has it: a row, a further line of its symbol, and what is at its sides.
const NARROW = matchMedia(PHONE);
const rowHeight = () => (NARROW.matches ? 56 : 46);
const lineHeight = () => (NARROW.matches ? 20 : 18);
const SIDES = 24;
const GAPS = 12;
const LAST_DIGITS = 8;
const CHANGE_DIGITS = 9.5;

/** All symbols with last, change and data age; search, order and keyboard walk. Only the rows in view are drawn. */
export class Watchlist extends ListView {
  static topics = ['board', 'selection', 'filter', 'clock', 'prefs', 'panels'];
  static hidesInReplay = true;
  #symbols = [];
  #tops = topsOf([]);

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
    this.search.value = this.store.state.filter.query;
    this.list = this.querySelector('[role=listbox]');
    this.order = this.querySelector('[data-act=order]');
    this.picker = this.querySelector('.picker');
    this.watch(this.list);
    this.list.addEventListener('scroll', () => this.invalidate(), { passive: true });
    this.search.addEventListener('input', () => this.emit('tt-filter', { query: this.search.value }));
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.onActivate('.watch[data-symbol]', ({ symbol }) => this.#choose(symbol, true));
    this.onActivate('[data-act=order]', () => {
      const names = Object.keys(ORDERS);
      this.emit('tt-prefs', { order: names[(names.indexOf(this.#orderName()) + 1) % names.length] });
    });
  }

  #orderName() {
    const { order } = this.store.state.prefs;
    return ORDERS[order] ? order : 'symbol';
  }

  // Asked anew on a key press: the list on the screen may be a frame behind what was typed.
  #found() {
    const { rows, filter, prefs } = this.store.state;
    const list = this.currentList;
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
      if (this.currentList === null || !symbol) return;
      event.preventDefault();
      event.stopPropagation();
      this.emit('tt-list', { act: 'move', list: this.currentList, symbol, step: STEPS[event.key] });
    } else {
      const step = STEPS[event.key] ?? PAGES[event.key] * this.#page();
      if (Number.isNaN(step) || (inSearch && Math.abs(step) === Infinity)) return;
      event.preventDefault();
      if (inSearch) this.list.focus();
      this.#walk(step);
    }
  }

  #page() {
    return Math.max(1, Math.floor(this.list.clientHeight / rowHeight()) - 1);
  }

  #walk(step) {
    const symbol = neighbour(this.#symbols, this.store.state.selection.symbol, step);
    this.#choose(symbol, false);
    const at = this.#symbols.indexOf(symbol);
    if (at >= 0) this.list.scrollTop = scrolledInto(this.#tops, at, this.list.scrollTop, this.list.clientHeight);
  }

  /** For each row whether its symbol has a line of its own, and where it begins. */
  #arranged(found) {
    const font = fontOf(this.list);
    const bold = fontOf(this.list, 600);
    const full = this.list.clientWidth - SIDES;
    const digit = textWidth('0', font);
    const change = CHANGE_DIGITS * digit;
    const settings = found.map(({ symbol, last, digits }) => {
      const lastWidth = Math.max(LAST_DIGITS * digit, textWidth(price(last, digits), font));
      const { alone, lines } = setting(textWidth(symbol, bold), full - lastWidth - change - GAPS, full);
      // In a very narrow panel the price and its change have a line each, too.
      const tight = alone && lastWidth + change + 2 * GAPS > full;
      return { alone, tight, height: rowHeight() + (lines - 1 + Number(tight)) * lineHeight() };
    });
    this.#tops = topsOf(settings.map(({ height }) => height));
    return settings;
  }

  draw(state) {
    const found = this.#found();
    this.#symbols = found.map((row) => row.symbol);
    const { symbol } = state.selection;
    const list = this.currentList;
    render(this.picker, listTools(state, list));
    this.order.hidden = list !== null;
    this.order.textContent = ORDERS[this.#orderName()];
    const settings = this.#arranged(found);
    const view = inView(this.#tops, this.list.scrollTop, this.list.clientHeight);
    const shown = found.slice(view.from, view.to);
    if (shown.some((row) => row.symbol === symbol)) this.list.setAttribute('aria-activedescendant', 'watch-' + symbol);
    else this.list.removeAttribute('aria-activedescendant');
    render(
      this.list,
      html`<div class="spacer" role="presentation" data-key="/above" style="height:${view.above}px"></div>
        ${shown.map((row, i) => this.#row(row, state, settings[view.from + i], view.from + i, found.length))}
        <div class="spacer" role="presentation" data-key="/below" style="height:${view.below}px"></div>
        ${!found.length && html`<p class="empty" role="option" aria-disabled="true" data-key="/none">${empty(state, list)}</p>`}`,
    );
    if (shown.length) this.emit('tt-sparks', { symbols: shown.map((row) => row.symbol) });
  }

  #row(row, { now, clockOffset, gaps, selection, sparks, status, prefs }, { alone, tight, height }, index, count) {
    const found = rowAge(row, now, clockOffset);
    const freshness = level(found.age, gaps.get(row.symbol), fillingOf(status, row.symbol));
    const closes = closesOf(sparks, row.symbol);
    const points = alone ? null : sparkline(closes, 56, 18);
    return html`<div
      class="watch ${alone ? 'alone' : ''} ${tight ? 'tight' : ''}"
      style="height:${height}px"
      id="watch-${row.symbol}"
      role="option"
      data-key="${row.symbol}"
      data-symbol="${row.symbol}"
      data-testid="watch-${row.symbol}"
      aria-selected="${row.symbol === selection.symbol}"
      aria-setsize="${count}"
      aria-posinset="${index + 1}"
      title="${[row.symbol, row.name].filter(Boolean).join(' · ')}"
    >
      <span class="sym">${row.symbol}</span>
      <span class="num last">${price(row.last, row.digits)}</span>
      <span class="num pct ${direction(row.changePercent)}" ${explains('change')}
        ><span aria-hidden="true">${arrow(row.changePercent)}</span> ${percent(row.changePercent)}</span
      >
      ${!alone && html`<span class="name">${row.name ?? row.sector ?? ''}</span>`}
      ${
        points &&
        html`<span class="spark"
        ><svg viewBox="0 0 56 18" class="${senseOf(closes)}" aria-hidden="true"><polyline points="${points}" /></svg
      ></span>`
      }
      <span class="num age ${freshness}" title="${ageTitle(row, found, prefs)}">${ageCell(row, found, freshness, prefs)}</span>
    </div>`;
  }
}

function empty({ rows, filter }, list) {
  if (!rows.size) return 'No symbols yet';
  return list === null || filter.query ? 'No symbol matches' : `“${list}” is empty: choose “Add symbols …” in the menu of lists.`;
}
