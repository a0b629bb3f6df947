import { html, render } from '../html.js';
import { level } from '../model/age.js';
import { rowAge } from '../model/arrival.js';
import { arrow, compact, direction, percent, price } from '../model/format.js';
import { findRows } from '../model/lists.js';
import { COLUMNS, OWN, scrolledTo, sorted, windowOf } from '../model/markettable.js';
import { symClass } from '../model/rows.js';
import { sparkline } from '../model/series.js';
import { closesOf, senseOf } from '../model/sparks.js';
import { fillingOf } from '../model/standing.js';
import { FAVOURITES, readLists, rowsOf } from '../model/watchlists.js';
import { ageCell, ageTitle } from './aheadmark.js';
import { listTools } from './listpicker.js';
import { ListView } from './listview.js';
import { fontOf, textWidth } from './measure.js';
import { headCell, lastSignal, listHead, strength } from './marketcells.js';

// As css/tables.css has it.
const NARROW = matchMedia('(max-width: 860px), (max-width: 960px) and (max-height: 500px)');
const rowHeight = () => (NARROW.matches ? 40 : 28);
const STANDARD = { sort: 'volume', descending: true, list: null };
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
/** Rows that changed places all the time could neither be read nor hit. */
const SORTED_AGAIN = 1_000;

/** All symbols of the market, or those of a list, as a table that is sorted and filtered; only the rows in view are drawn. */
export class MarketTable extends ListView {
  static topics = ['board', 'selection', 'clock', 'prefs', 'panels', 'typed'];
  static hidesInReplay = true;
  static standard = STANDARD;
  #query = '';
  #font = '';
  #seen = new Map();
  #shown = [];
  #order = { key: null, at: -Infinity };

  built() {
    render(
      this,
      html`<div class="head">
          <input type="search" placeholder="Filter" aria-label="Filter the market" autocomplete="off" spellcheck="false" data-testid="market-filter" />
          <span class="picker"></span>
          <span class="space"></span>
          <span class="dim num" data-testid="market-count" role="status"></span>
        </div>
        <div class="scroll market-scroll" data-testid="market-table"></div>`,
    );
    this.filter = this.querySelector('input');
    this.picker = this.querySelector('.picker');
    this.count = this.querySelector('[data-testid=market-count]');
    this.scroller = this.querySelector('.market-scroll');
    this.filter.addEventListener('input', () => {
      this.scroller.scrollTop = 0;
      this.emit('tt-typed', { panelId: this.panelId, text: this.filter.value });
    });
    this.scroller.addEventListener('scroll', () => this.invalidate(), { passive: true });
    this.onActivate('[data-sort]', ({ sort }) => this.#sortBy(sort));
    this.onActivate('[data-star]', ({ star }) =>
      this.emit('tt-list', { act: 'toggle', list: this.currentList ?? FAVOURITES, symbol: star }),
    );
    this.onActivate('[data-choose]', ({ choose }) => this.emit(NARROW.matches ? 'tt-stock' : 'tt-symbol', { symbol: choose }));
    this.onActivate('[data-signal]', ({ signal }) => {
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
    });
    this.scroller.addEventListener('dblclick', ({ target }) => {
      const symbol = target.closest('tr[data-key]')?.dataset.symbol;
      if (symbol && !target.closest('[data-star], [data-signal]')) this.emit('tt-stock', { symbol });
    });
    this.scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.watch(this.scroller);
  }

  #sortBy(sort) {
    const { sort: held, descending } = this.settings;
    const next = sort === held ? !descending : (COLUMNS[sort]?.descending ?? false);
    this.emit('tt-panel-settings', { panelId: this.panelId, sort, descending: next });
  }

  #onKey(event) {
    const onGrid = event.target === this.scroller.querySelector('table');
    const { symbol } = this.store.state.selection;
    if (!onGrid || event.ctrlKey || event.metaKey) return;
    const step = STEPS[event.key];
    if (event.key === 'Enter') this.emit('tt-stock', { symbol });
    else if (step === undefined) return;
    else if (!event.altKey) this.#walk(step);
    else if (Math.abs(step) === 1 && this.currentList !== null) this.emit('tt-list', { act: 'move', list: this.currentList, symbol, step });
    event.preventDefault();
    event.stopPropagation();
  }

  #walk(step) {
    const at = this.#shown.findIndex(({ symbol }) => symbol === this.store.state.selection.symbol);
    const to = Math.max(0, Math.min(this.#shown.length - 1, at < 0 ? 0 : at + step));
    if (!this.#shown[to]) return;
    this.emit('tt-symbol', { symbol: this.#shown[to].symbol });
    const { scrollTop, clientHeight } = this.scroller;
    this.scroller.scrollTop = scrolledTo(to, rowHeight(), this.scroller.querySelector('thead').offsetHeight, scrollTop, clientHeight);
  }

  /** The rows in their order, made anew when something else is asked for, and now and then for what has changed by itself. */
  #rows({ rows, prefs }, list, sort, descending) {
    const lists = readLists(prefs.lists);
    const mine = lists[list];
    const key = JSON.stringify([this.#query, sort, descending, mine, rows.size]);
    const now = performance.now();
    if (key !== this.#order.key || now - this.#order.at > SORTED_AGAIN) {
      const found = findRows(rowsOf(rows, lists, list), this.#query, null);
      this.#order = { key, at: now, symbols: sorted(found, sort, descending).map(({ symbol }) => symbol) };
    }
    return this.#order.symbols.map((symbol) => rows.get(symbol));
  }

  draw(state) {
    this.#query = state.typed?.[this.panelId] ?? '';
    if (this.filter.value !== this.#query) this.filter.value = this.#query;
    const list = this.currentList;
    const settings = this.settings;
    const { sort, descending } = settings.sort === OWN && list === null ? STANDARD : settings;
    this.#shown = this.#rows(state, list, sort, descending);
    render(this.picker, listTools(state, list));
    this.count.textContent = `${this.#shown.length} of ${state.rows.size}`;
    this.#font = fontOf(this.scroller, 600);
    const view = windowOf(this.#shown.length, rowHeight(), this.scroller.scrollTop, this.scroller.clientHeight);
    const rows = this.#shown.slice(view.from, view.to);
    const starred = { name: list ?? FAVOURITES, symbols: new Set(readLists(state.prefs.lists)[list ?? FAVOURITES] ?? []) };
    const isChosen = rows.some(({ symbol }) => symbol === state.selection.symbol);
    const columns = Object.keys(COLUMNS);
    render(
      this.scroller,
      html`<table
          class="market"
          role="grid"
          tabindex="0"
          aria-label="Market. Arrows walk, Enter opens the stock"
          aria-rowcount="${this.#shown.length + 1}"
          ${isChosen ? html`aria-activedescendant="${this.#idOf(state.selection.symbol)}"` : ''}
          data-testid="market-grid"
        >
          <thead>
            <tr>
              ${listHead(list, sort, descending)} ${columns.map((column) => headCell(column, sort, descending))}
            </tr>
          </thead>
          <tbody>
            <tr class="spacer" aria-hidden="true" data-key="above"><td colspan="9" style="height:${view.above}px"></td></tr>
            ${rows.map((row, i) => this.#row(row, view.from + i, starred, state))}
            <tr class="spacer" aria-hidden="true" data-key="below"><td colspan="9" style="height:${view.below}px"></td></tr>
          </tbody>
        </table>
        ${!this.#shown.length && html`<p class="empty">${empty(state, list, this.#query)}</p>`}`,
    );
    this.#forget(rows);
    if (rows.length) this.emit('tt-sparks', { symbols: rows.map(({ symbol }) => symbol) });
  }

  #idOf(symbol) {
    return `${this.panelId}-row-${symbol}`;
  }

  // Only what is in view may flash: what scrolls in has not changed just now.
  #forget(rows) {
    this.#seen = new Map(rows.map(({ symbol }) => [symbol, this.#seen.get(symbol)]));
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

  #row(row, index, starred, state) {
    const { now, clockOffset, gaps, selection, sparks, prefs, status } = state;
    const { symbol, last, changePercent } = row;
    const found = rowAge(row, now, clockOffset);
    const freshness = level(found.age, gaps.get(symbol), fillingOf(status, symbol));
    const closes = closesOf(sparks, symbol);
    const points = sparkline(closes, 72, 18);
    const star = starred.symbols.has(symbol);
    const chosen = symbol === selection.symbol;
    // One row at a time takes the focus, or there would be hundreds of stops on the way to the next panel.
    const tab = chosen ? 0 : -1;
    return html`<tr
      data-key="${symbol}"
      data-symbol="${symbol}"
      data-testid="market-${symbol}"
      id="${this.#idOf(symbol)}"
      aria-rowindex="${index + 2}"
      aria-selected="${chosen}"
    >
      <td>
        <button type="button" class="plain star" data-star="${symbol}" tabindex="${tab}" aria-pressed="${star}" aria-label="${symbol} on ${starred.name}">
          ${star ? '★' : '☆'}
        </button>
      </td>
      <td class="${symClass(symbol)}" ${symbol.length > 14 ? html`style="min-width:${Math.ceil(textWidth(symbol, this.#font) / 2) + 26}px"` : ''}>
        <button type="button" class="plain" data-choose="${symbol}" tabindex="${tab}" title="${row.name ?? ''}">${symbol}</button>
      </td>
      <td class="num r last ${this.#flash(row)}">${price(last, row.digits)}</td>
      <td class="num r ${direction(changePercent)}"><span aria-hidden="true">${arrow(changePercent)}</span> ${percent(changePercent)}</td>
      <td class="spark">
        ${points && html`<svg viewBox="0 0 72 18" class="${senseOf(closes)}" aria-hidden="true"><polyline points="${points}" /></svg>`}
      </td>
      <td class="num r">${compact(row.volume)}</td>
      <td class="num r rsi">${strength(row.rsi)}</td>
      <td class="num">${lastSignal(row, tab, state)}</td>
      <td class="num r age ${freshness}" title="${ageTitle(row, found, prefs)}">${ageCell(row, found, freshness, prefs)}</td>
    </tr>`;
  }
}

function empty({ rows }, list, query) {
  if (!rows.size) return 'No symbols yet. Post candles to /ingest and they appear here.';
  if (query) return 'No symbol matches the filter.';
  return list ? `“${list}” is empty: choose “Add symbols …” in the menu of lists.` : 'Nothing to show.';
}
