import { html, render } from '../html.js';
import { arrow, compact, direction, percent, price, priceDigits, share, signed } from '../model/format.js';
import { findRows } from '../model/lists.js';
import { pooled, verdict } from '../model/stats.js';
import { factsTable } from './facts.js';
import { View } from './view.js';

const HORIZONS = [5, 10, 20];
const MOST_SHOWN = 120;

/** The aggregator's view: every stock in one line, or the reliability of one stock's signals in detail. */
export class Stocks extends View {
  static topics = ['summary', 'selection', 'filter', 'prefs', 'facts'];
  #tab = 'summary';

  built() {
    this.onActivate('[data-tab]', ({ tab }) => {
      this.#tab = tab;
      this.invalidate();
    });
    this.onActivate('[data-horizon]', ({ horizon }) => this.emit('tt-prefs', { horizon: Number(horizon) }));
    this.onActivate('tr[data-symbol]', ({ symbol }) => {
      this.emit('tt-symbol', { symbol });
      this.emit('tt-panel', { panel: 'chart' });
    });
  }

  draw({ summaries, selection, filter, prefs, facts }) {
    const stocks = findRows([...summaries.values()], filter.query, prefs.order);
    const horizon = HORIZONS.includes(prefs.horizon) ? prefs.horizon : 10;
    const symbol = selection.symbol ?? '–';
    const tabs = { summary: 'Summary', reliability: `${symbol} reliability`, facts: `${symbol} news and data` };
    render(
      this,
      html`<div class="head">
          ${Object.entries(tabs).map(
            ([tab, text]) =>
              html`<button type="button" class="tab" data-tab="${tab}" aria-pressed="${tab === this.#tab}">
                ${text}
              </button>`,
          )}
          <span class="space"></span>
          <div class="segments small" role="group" aria-label="Horizon of the hit rate in bars">
            ${HORIZONS.map(
              (bars) =>
                html`<button type="button" data-horizon="${bars}" aria-pressed="${bars === horizon}">${bars}</button>`,
            )}
          </div>
          <span class="dim hint">bars</span>
        </div>
        <div class="scroll" data-testid="summary-table" data-tab="${this.#tab}">
          ${this.#tab === 'summary' && summaryTable(stocks, selection.symbol, horizon)}
          ${this.#tab === 'reliability' && reliabilityTable(summaries.get(selection.symbol), horizon)}
          ${this.#tab === 'facts' && factsTable(facts.items, prefs.zone)}
        </div>`,
    );
  }
}

function summaryTable(stocks, current, horizon) {
  return html`<table>
      <thead>
        <tr>
          <th>Symbol</th>
          <th class="r">Last</th>
          <th class="r">Change</th>
          <th class="r" title="Mean move per bar, and its standard deviation">Move ± dev</th>
          <th class="r">Volume</th>
          <th class="r">VWAP</th>
          <th>Range</th>
          <th class="r">Signals</th>
          <th title="Share of signals that went their way, all strategies; bar: 95 % Wilson interval">Hit rate</th>
        </tr>
      </thead>
      <tbody>
        ${stocks.slice(0, MOST_SHOWN).map((stock) => summaryRow(stock, current, horizon))}
      </tbody>
    </table>
    ${stocks.length > MOST_SHOWN && html`<p class="empty">${stocks.length - MOST_SHOWN} more; narrow the search</p>`}
    ${!stocks.length && html`<p class="empty">No stock to summarise</p>`}`;
}

function summaryRow(stock, current, horizon) {
  const fine = priceDigits(stock.last) + 1;
  return html`<tr
    data-key="${stock.symbol}"
    data-symbol="${stock.symbol}"
    data-testid="summary-${stock.symbol}"
    aria-selected="${stock.symbol === current}"
  >
    <td class="sym"><button type="button">${stock.symbol}</button></td>
    <td class="num r">${price(stock.last)}</td>
    <td class="num r ${direction(stock.changePercent)}">
      <span aria-hidden="true">${arrow(stock.changePercent)}</span> ${percent(stock.changePercent)}
    </td>
    <td class="num r">
      ${signed(stock.meanMove, fine)} <span class="dim">± ${price(stock.moveDeviation, fine)}</span>
    </td>
    <td class="num r">${compact(stock.volume)}</td>
    <td class="num r">${price(stock.vwap)}</td>
    <td>${range(stock)}</td>
    <td class="num r">
      <span class="up">▲${stock.signals?.buy ?? 0}</span> <span class="down">▼${stock.signals?.sell ?? 0}</span>
    </td>
    <td>${hitRate(pooled(stock.reliability, horizon))}</td>
  </tr>`;
}

function range({ low, high, last }) {
  const place = high > low ? ((last - low) / (high - low)) * 100 : 50;
  return html`<span class="range"
    ><span class="num">${price(low)}</span><span class="track"><i style="left:${place.toFixed(1)}%"></i></span
    ><span class="num">${price(high)}</span></span
  >`;
}

function hitRate({ rate, low, high, samples }) {
  if (!samples) return html`<span class="dim">no samples</span>`;
  const text = `${share(low)} to ${share(high)} with 95 % confidence`;
  return html`<span class="hitrate ${verdict({ low, high })}" title="${text}">
    <span class="num">${share(rate)}</span>
    <span class="track half" aria-hidden="true"
      ><u style="left:${(low * 100).toFixed(1)}%;width:${((high - low) * 100).toFixed(1)}%"></u
      ><i style="left:${(rate * 100).toFixed(1)}%"></i
    ></span>
    <span class="num dim">${share(low).slice(0, -1)}–${share(high)} n=${samples}</span>
  </span>`;
}

function reliabilityTable(stock, horizon) {
  const rows = (stock?.reliability ?? []).filter((row) => row.horizonBars === horizon);
  if (!rows.length) return html`<p class="empty">No signal of this stock is ${horizon} bars old yet</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Strategy</th>
        <th>Timeframe</th>
        <th>Side</th>
        <th class="r">Hits</th>
        <th class="r" title="Close-to-close return after that many bars, not signed by side">Mean return</th>
        <th>Hit rate</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr data-key="${row.strategy}/${row.timeframe}/${row.side}">
            <td>${row.strategy}</td>
            <td>${row.timeframe}</td>
            <td class="${row.side === 'buy' ? 'up' : 'down'}">${row.side === 'buy' ? '▲ Buy' : '▼ Sell'}</td>
            <td class="num r">${row.hits} of ${row.samples}</td>
            <td class="num r">${percent(row.meanReturn === null ? null : row.meanReturn * 100, 3)}</td>
            <td class="wide">${hitRate({ ...row, rate: row.hitRate })}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
