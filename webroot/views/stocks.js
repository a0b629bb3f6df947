import { html, render } from '../html.js';
import { arrow, compact, direction, percent, price, share } from '../model/format.js';
import { findRows } from '../model/lists.js';
import { isLong } from '../model/rows.js';
import { byLuck, pooled, verdict } from '../model/stats.js';
import { factsTable } from './facts.js';
import { term, termInRow } from './term.js';
import { View } from './view.js';

const HORIZONS = [5, 10, 20];
const MOST_SHOWN = 120;

/** The aggregator's view: every stock in one line, or the reliability of one stock's signals in detail. */
export class Stocks extends View {
  static topics = ['summary', 'selection', 'filter', 'prefs', 'facts'];
  static hidesInReplay = true;
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
    const tabs = isLong(symbol)
      ? { summary: 'Summary', reliability: 'Reliability', facts: 'News and data' }
      : { summary: 'Summary', reliability: `${symbol} reliability`, facts: `${symbol} news and data` };
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
          ${this.#tab === 'facts' && factsTable(facts.items, prefs, summaries.get(selection.symbol)?.digits)}
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
          <th class="r">${term('move', 'Move ± dev')}</th>
          <th class="r" title="Today, since midnight UTC">Volume</th>
          <th class="r">${term('vwap', 'VWAP')}</th>
          <th title="Today: low, last price, high">Range</th>
          <th class="r" title="Since the first candle ever, all timeframes">Signals</th>
          <th>${term('hitrate', 'Hit rate')}</th>
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
  return html`<tr
    data-key="${stock.symbol}"
    data-symbol="${stock.symbol}"
    data-testid="summary-${stock.symbol}"
    aria-selected="${stock.symbol === current}"
  >
    <td class="sym"><button type="button">${stock.symbol}</button></td>
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

const VERDICTS = {
  better: 'better than any bar, unless by luck',
  worse: 'worse than any bar, unless by luck',
  open: 'no different from any bar, as far as one can tell',
  none: 'nothing to compare with yet',
};

function hitRate({ rate, low, high, samples, ties, base }) {
  if (!(samples - ties > 0)) return html`<span class="dim">${samples ? 'no move yet' : 'no samples'}</span>`;
  const judged = verdict({ low, high, base });
  const text = `${share(low)} to ${share(high)} with 95 % confidence; any bar: ${share(base)}. ${VERDICTS[judged]}`;
  return html`<span class="hitrate ${judged}" title="${text}">
    <span class="num">${share(rate)}</span>
    <span class="track" aria-hidden="true"
      >${Number.isFinite(base) && html`<s style="left:${(base * 100).toFixed(1)}%"></s>`}<u style="left:${(low * 100).toFixed(1)}%;width:${((high - low) * 100).toFixed(1)}%"></u
      ><i style="left:${(rate * 100).toFixed(1)}%"></i
    ></span>
    <span class="num dim">${share(low).slice(0, -1)}–${share(high)} of ${samples - ties}, ${termInRow('anybar', 'any bar')} ${share(base)}</span>
  </span>`;
}

function reliabilityTable(stock, horizon) {
  const rows = (stock?.ever.reliability ?? []).filter((row) => row.horizonBars === horizon);
  const told = rows.filter((row) => row.samples > 0).length;
  if (!rows.length) return html`<p class="empty">No signal of this stock is ${horizon} bars old yet</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Strategy</th>
        <th>Timeframe</th>
        <th>Side</th>
        <th class="r">Hits</th>
        <th class="r" title="From the next bar's open to the close of that bar; a gain is a move the signal's way. Beside it the same of all bars">
          Mean return <span class="dim">any bar</span>
        </th>
        <th>${term('hitrate', 'Hit rate')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr data-key="${row.strategy}/${row.version}/${row.timeframe}/${row.side}">
            <td>${row.strategy} <span class="dim">v${row.version}</span></td>
            <td>${row.timeframe}</td>
            <td class="${row.side === 'buy' ? 'up' : 'down'}">${row.side === 'buy' ? '▲ Buy' : '▼ Sell'}</td>
            <td class="num r">
              ${row.hits} of ${row.samples - row.ties}${row.ties > 0 && html` <span class="dim">+${row.ties} without a move</span>`}
            </td>
            <td class="num r">${inPercent(row.meanReturn)} <span class="dim">${inPercent(row.base.meanReturn)}</span></td>
            <td class="wide">${hitRate({ ...row, rate: row.hitRate, base: row.base.hitRate })}</td>
          </tr>`,
      )}
    </tbody>
  </table>
  <p class="dim small pad" data-testid="luck">
    Since the first candle. A signal counts from the open of the next bar; “any bar” is what entering at every bar would have given, the rate to
    judge by. ${told > 1 && `Of ${told} rows about ${Math.max(1, Math.round(byLuck(told)))} can be expected to differ from “any bar” by luck alone.`}
  </p>`;
}

const inPercent = (fraction) => percent(fraction === null ? null : fraction * 100, 3);
