import { html, render } from '../html.js';
import { arrow, compact, direction, percent, price, share } from '../model/format.js';
import { findRows, neighbour } from '../model/lists.js';
import { scrolledTo, windowOf } from '../model/markettable.js';
import { settingsOf } from '../model/panels.js';
import { isLong, symClass } from '../model/rows.js';
import { pooled } from '../model/stats.js';
import { factsTable } from './facts.js';
import { PHONE } from './grid.js';
import { fontOf, textWidth } from './measure.js';
import { hitRate, reliabilityTable } from './reliability.js';
import { term } from './term.js';
import { View } from './view.js';

const HORIZONS = [5, 10, 20];
const TABS = ['summary', 'reliability', 'facts'];
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const PAGES = { PageDown: 1, PageUp: -1 };
// As css/tables.css has it.
const NARROW = matchMedia(PHONE);
const rowHeight = () => (NARROW.matches ? 40 : 28);

/**
 * The aggregator's view: every stock in one line, or the reliability of one stock's signals in detail. Only the rows in view are
 * drawn.
 */
export class Stocks extends View {
  static topics = ['summary', 'selection', 'filter', 'prefs', 'facts', 'panels'];
  static hidesInReplay = true;
  #symbols = [];

  built() {
    render(
      this,
      html`<div class="head"></div>
        <div class="scroll" data-testid="summary-table"></div>`,
    );
    this.head = this.querySelector('.head');
    this.scroller = this.querySelector('.scroll');
    this.scroller.addEventListener('scroll', () => this.invalidate(), { passive: true });
    this.resized = new ResizeObserver(() => this.invalidate());
    this.scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.onActivate('button[data-tab]', ({ tab }) => {
      this.scroller.scrollTo(0, 0);
      this.emit('tt-panel-settings', { panelId: this.panelId, tab });
    });
    this.onActivate('[data-horizon]', ({ horizon }) => this.emit('tt-prefs', { horizon: Number(horizon) }));
    this.onActivate('tr[data-symbol]', ({ symbol }) => {
      this.emit('tt-symbol', { symbol });
      this.emit('tt-panel', { panel: 'chart' });
    });
  }

  joined() {
    this.resized.observe(this.scroller);
  }

  released() {
    this.resized.disconnect();
  }

  get #tab() {
    const { tab } = settingsOf(this.store.state, this.panelId);
    return TABS.includes(tab) ? tab : TABS[0];
  }

  #onKey(event) {
    if (event.target !== this.scroller.querySelector('table.stocks') || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight()) - 2);
    const step = STEPS[event.key] ?? PAGES[event.key] * page;
    if (Number.isNaN(step)) return;
    this.#walk(step);
    event.preventDefault();
    event.stopPropagation();
  }

  #walk(step) {
    const symbol = neighbour(this.#symbols, this.store.state.selection.symbol, step);
    if (symbol === null) return;
    this.emit('tt-symbol', { symbol });
    const { scrollTop, clientHeight } = this.scroller;
    const head = this.scroller.querySelector('thead').offsetHeight;
    this.scroller.scrollTop = scrolledTo(this.#symbols.indexOf(symbol), rowHeight(), head, scrollTop, clientHeight);
  }

  draw(state) {
    const { summaries, selection, prefs, facts } = state;
    const tab = this.#tab;
    const horizon = HORIZONS.includes(prefs.horizon) ? prefs.horizon : 10;
    const symbol = selection.symbol ?? '–';
    const tabs = isLong(symbol)
      ? { summary: 'Summary', reliability: 'Reliability', facts: 'News and data' }
      : { summary: 'Summary', reliability: `${symbol} reliability`, facts: `${symbol} news and data` };
    render(
      this.head,
      html`${Object.entries(tabs).map(
        ([each, text]) => html`<button type="button" class="tab" data-tab="${each}" aria-pressed="${each === tab}">${text}</button>`,
      )}
        <span class="space"></span>
        <div class="segments small" role="group" aria-label="Horizon of the hit rate in bars">
          ${HORIZONS.map((bars) => html`<button type="button" data-horizon="${bars}" aria-pressed="${bars === horizon}">${bars}</button>`)}
        </div>
        <span class="dim hint">bars</span>`,
    );
    this.scroller.dataset.tab = tab;
    render(
      this.scroller,
      html`${tab === 'summary' && this.#summaryTable(state, horizon)}
      ${tab === 'reliability' && reliabilityTable(summaries.get(selection.symbol), horizon)}
      ${tab === 'facts' && factsTable(facts.items, prefs, summaries.get(selection.symbol)?.digits)}`,
    );
  }

  #summaryTable({ summaries, filter, prefs, selection }, horizon) {
    const stocks = findRows([...summaries.values()], filter.query, prefs.order);
    this.#symbols = stocks.map(({ symbol }) => symbol);
    const view = windowOf(stocks.length, rowHeight(), this.scroller.scrollTop, this.scroller.clientHeight);
    const shown = stocks.slice(view.from, view.to);
    // A long symbol takes two lines; the column is as wide for all rows, or it would jump while one scrolls.
    const font = fontOf(this.scroller, 600);
    const widest = Math.max(0, ...this.#symbols.filter(isLong).map((symbol) => textWidth(symbol, font)));
    const isChosen = shown.some(({ symbol }) => symbol === selection.symbol);
    const spacer = (key, height) =>
      html`<tr class="spacer" aria-hidden="true" data-key="/${key}"><td colspan="9" style="height:${height}px"></td></tr>`;
    return html`<table
        class="stocks"
        role="grid"
        tabindex="0"
        aria-label="Stocks. Arrows walk"
        aria-rowcount="${stocks.length + 1}"
        ${isChosen ? html`aria-activedescendant="${idOf(this.panelId, selection.symbol)}"` : ''}
        data-testid="summary-grid"
      >
        <thead>
          <tr>
            <th ${widest ? html`style="min-width:${Math.ceil(widest / 2) + 26}px"` : ''}>Symbol</th>
            <th class="r">${term('last', 'Last')}</th>
            <th class="r">${term('change', 'Change')}</th>
            <th class="r">${term('move', 'Move ± dev')}</th>
            <th class="r">${term('volume', 'Volume')}</th>
            <th class="r">${term('vwap', 'VWAP')}</th>
            <th>${term('range', 'Range')}</th>
            <th class="r">${term('signalcount', 'Signals')}</th>
            <th>${term('hitrate', 'Hit rate')}</th>
          </tr>
        </thead>
        <tbody>
          ${spacer('above', view.above)}
          ${shown.map((stock, i) => summaryRow(stock, selection.symbol, horizon, { panelId: this.panelId, index: view.from + i }))}
          ${spacer('below', view.below)}
        </tbody>
      </table>
      ${!stocks.length && html`<p class="empty">${summaries.size ? 'No stock matches the search in the watchlist' : 'No stock to summarise'}</p>`}`;
  }
}

const idOf = (panelId, symbol) => `${panelId}-stock-${symbol}`;

function summaryRow(stock, current, horizon, { panelId, index }) {
  return html`<tr
    id="${idOf(panelId, stock.symbol)}"
    aria-rowindex="${index + 2}"
    data-key="${stock.symbol}"
    data-symbol="${stock.symbol}"
    data-testid="summary-${stock.symbol}"
    aria-selected="${stock.symbol === current}"
  >
    <td class="${symClass(stock.symbol)}"><button type="button" tabindex="-1">${stock.symbol}</button></td>
    <td class="num r">${price(stock.last, stock.digits)}</td>
    <td class="num r ${direction(stock.changePercent)}">
      <span aria-hidden="true">${arrow(stock.changePercent)}</span> ${percent(stock.changePercent)}
    </td>
    <td class="num r">
      ${percent(stock.day.meanMovePercent, 3)} <span class="dim">± ${share(stock.day.moveDeviationPercent / 100, 3)}</span>
    </td>
    <td class="num r">${compact(stock.volume)}</td>
    <td class="num r">${price(stock.day.vwap, stock.digits)}</td>
    <td>${range(stock.day, stock.last, stock.digits)}</td>
    <td class="num r">
      <span class="up">▲${stock.ever.signals.buy}</span> <span class="down">▼${stock.ever.signals.sell}</span>
    </td>
    <td>${hitRate(pooled(stock.ever.reliability, horizon))}</td>
  </tr>`;
}

function range({ low, high }, last, digits) {
  const place = high > low ? ((last - low) / (high - low)) * 100 : 50;
  return html`<span class="range"
    ><span class="num">${price(low, digits)}</span><span class="track"><i style="left:${place.toFixed(1)}%"></i></span
    ><span class="num">${price(high, digits)}</span></span
  >`;
}
