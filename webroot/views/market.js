import { html, render } from '../html.js';
import { ageOf, glyph, level } from '../model/age.js';
import { arrow, compact, direction, duration, percent, price } from '../model/format.js';
import { findRows } from '../model/lists.js';
import { COLUMNS, deviation, sorted, windowOf } from '../model/markettable.js';
import { settingsOf } from '../model/panels.js';
import { sparkline } from '../model/series.js';
import { closesOf } from '../model/sparks.js';
import { FAVOURITES, readLists, rowsOf } from '../model/watchlists.js';
import { chosenList, listPicker, onListChange, showChoice } from './listpicker.js';
import { View } from './view.js';

// As css/market.css has it.
const NARROW = matchMedia('(max-width: 760px)');
const rowHeight = () => (NARROW.matches ? 36 : 28);
const STANDARD = { sort: 'volume', descending: true, list: null };
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** All symbols of the market, or those of a list, as a table that is sorted and filtered; only the rows in view are drawn. */
export class MarketTable extends View {
  static topics = ['board', 'summary', 'selection', 'clock', 'prefs', 'panels'];
  #query = '';
  #seen = new Map();
  #shown = [];

  built() {
    render(
      this,
      html`<div class="head">
          <input type="search" placeholder="Filter" aria-label="Filter the market" autocomplete="off" spellcheck="false" data-testid="market-filter" />
          <span class="picker"></span>
          <span class="space"></span>
          <span class="dim num" data-testid="market-count" role="status"></span>
        </div>
        <div class="scroll market-scroll" tabindex="0" data-testid="market-table" role="group" aria-label="Market"></div>`,
    );
    this.filter = this.querySelector('input');
    this.picker = this.querySelector('.picker');
    this.count = this.querySelector('[data-testid=market-count]');
    this.scroller = this.querySelector('.market-scroll');
    this.filter.addEventListener('input', () => {
      this.#query = this.filter.value;
      this.scroller.scrollTop = 0;
      this.invalidate();
    });
    this.scroller.addEventListener('scroll', () => this.invalidate(), { passive: true });
    this.resized = new ResizeObserver(() => this.invalidate());
    this.onActivate('[data-sort]', ({ sort }) => this.#sortBy(sort));
    this.onActivate('[data-star]', ({ star }) => this.emit('tt-list', { act: 'toggle', list: this.#list ?? FAVOURITES, symbol: star }));
    this.onActivate('[data-choose]', ({ choose }) => this.#choose(choose));
    this.scroller.addEventListener('keydown', (event) => this.#onKey(event));
    onListChange(this, () => this.#list);
  }

  joined() {
    this.resized.observe(this.scroller);
  }

  released() {
    this.resized.disconnect();
  }

  get #settings() {
    return settingsOf(this.store.state, this.panelId, STANDARD);
  }

  get #list() {
    return chosenList(this.store.state.prefs, this.#settings);
  }

  #sortBy(sort) {
    const { sort: held, descending } = this.#settings;
    const next = sort === held ? !descending : COLUMNS[sort].descending;
    this.emit('tt-panel-settings', { panelId: this.panelId, sort, descending: next });
  }

  #choose(symbol) {
    this.emit('tt-symbol', { symbol });
  }

  #onKey(event) {
    const step = STEPS[event.key];
    if (step === undefined || event.target !== this.scroller || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.#shown.findIndex(({ row }) => row.symbol === this.store.state.selection.symbol);
    const to = Math.max(0, Math.min(this.#shown.length - 1, at < 0 ? 0 : at + step));
    if (!this.#shown[to]) return;
    this.#choose(this.#shown[to].row.symbol);
    const row = rowHeight();
    const top = to * row;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + 2 * row > this.scroller.scrollTop + this.scroller.clientHeight) {
      this.scroller.scrollTop = top + 2 * row - this.scroller.clientHeight;
    }
  }

  draw(state) {
    const { sort, descending } = this.#settings;
    const list = this.#list;
    const lists = readLists(state.prefs.lists);
    const rows = findRows(rowsOf(state.rows, lists, list), this.#query);
    this.#shown = sorted(rows.map((row) => ({ row, summary: state.summaries.get(row.symbol) })), sort, descending);
    render(this.picker, listPicker(state.prefs, list));
    showChoice(this.picker, list);
    this.count.textContent = `${rows.length} of ${state.rows.size}`;
    const view = windowOf(this.#shown.length, rowHeight(), this.scroller.scrollTop, this.scroller.clientHeight);
    const entries = this.#shown.slice(view.from, view.to);
    const starred = new Set(lists[list ?? FAVOURITES] ?? []);
    render(
      this.scroller,
      html`<table class="market" aria-rowcount="${this.#shown.length + 1}">
          <thead>
            <tr>
              <th><span class="visually-hidden">On the list</span></th>
              ${Object.keys(COLUMNS).map((column) => headCell(column, sort, descending))}
            </tr>
          </thead>
          <tbody>
            <tr class="spacer" aria-hidden="true" data-key="above"><td colspan="9" style="height:${view.above}px"></td></tr>
            ${entries.map((entry, i) => this.#row(entry, view.from + i, starred, state))}
            <tr class="spacer" aria-hidden="true" data-key="below"><td colspan="9" style="height:${view.below}px"></td></tr>
          </tbody>
        </table>
        ${!this.#shown.length && html`<p class="empty">${empty(state, list, this.#query)}</p>`}`,
    );
    this.#forget(entries);
    if (entries.length) this.emit('tt-sparks', { symbols: entries.map(({ row }) => row.symbol) });
  }

  // Only what is in view may flash: what scrolls in has not changed just now.
  #forget(entries) {
    const inView = new Map(entries.map(({ row }) => [row.symbol, this.#seen.get(row.symbol)]));
    this.#seen = inView;
  }

  /** "", or the sense of the last change with a beat that alternates, so that the same change twice flashes twice. */
  #flash({ symbol, last }) {
    const held = this.#seen.get(symbol);
    const changed = held && last !== held.last;
    const beat = changed ? 1 - held.beat : (held?.beat ?? 0);
    const sense = changed ? (last > held.last ? 'rose' : 'fell') : (held?.sense ?? '');
    this.#seen.set(symbol, { last, beat, sense });
    return sense && `${sense} beat-${beat}`;
  }

  #row({ row, summary }, index, starred, { now, clockOffset, gaps, selection, sparks }) {
    const age = ageOf(row.lastTime, now, clockOffset);
    const freshness = level(age, gaps.get(row.symbol));
    const points = sparkline(closesOf(sparks, row.symbol), 72, 18);
    const star = starred.has(row.symbol);
    return html`<tr
      data-key="${row.symbol}"
      data-testid="market-${row.symbol}"
      aria-rowindex="${index + 2}"
      aria-selected="${row.symbol === selection.symbol}"
    >
      <td>
        <button
          type="button"
          class="plain star"
          data-star="${row.symbol}"
          aria-pressed="${star}"
          aria-label="${row.symbol} on the list"
        >
          ${star ? '★' : '☆'}
        </button>
      </td>
      <td class="sym">
        <button type="button" class="plain" data-choose="${row.symbol}" title="${row.name ?? ''}">${row.symbol}</button>
      </td>
      <td class="num r last ${this.#flash(row)}">${price(row.last)}</td>
      <td class="num r ${direction(row.changePercent)}">
        <span aria-hidden="true">${arrow(row.changePercent)}</span> ${percent(row.changePercent)}
      </td>
      <td class="num r">${compact(row.volume)}</td>
      <td class="num r">${summary ? percent(deviation(summary), 3).replace('+', '') : '–'}</td>
      <td class="num r">
        <span class="up">▲${summary?.signals?.buy ?? 0}</span> <span class="down">▼${summary?.signals?.sell ?? 0}</span>
      </td>
      <td class="num r age ${freshness}"><span aria-hidden="true">${glyph(freshness)}</span> ${duration(age)}</td>
      <td class="spark">
        ${points &&
        html`<svg viewBox="0 0 72 18" class="${direction(row.changePercent)}" aria-hidden="true"><polyline points="${points}" /></svg>`}
      </td>
    </tr>`;
  }
}

function headCell(column, sort, descending) {
  const mine = column === sort;
  const { title } = COLUMNS[column];
  const cell = html`<th
    class="${column === 'symbol' ? '' : 'r'}"
    aria-sort="${mine ? (descending ? 'descending' : 'ascending') : 'none'}"
  >
    <button type="button" class="plain" data-sort="${column}" data-testid="sort-${column}">
      ${title}${mine && html` <span aria-hidden="true">${descending ? '▾' : '▴'}</span>`}
    </button>
  </th>`;
  return column === 'age' ? html`${cell}<th>40 minutes</th>` : cell;
}

function empty({ rows }, list, query) {
  if (!rows.size) return 'No symbols yet. Post candles to /ingest and they appear here.';
  if (query) return 'No symbol matches the filter.';
  return list ? `“${list}” is empty: choose All symbols and mark some with ☆.` : 'Nothing to show.';
}
