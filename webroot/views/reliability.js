import { html } from '../html.js';
import { percent, share } from '../model/format.js';
import { byLuck, verdict } from '../model/stats.js';
import { term, termInRow } from './term.js';

const VERDICTS = {
  better: 'better than any bar, unless by luck',
  worse: 'worse than any bar, unless by luck',
  open: 'no different from any bar, as far as one can tell',
  none: 'nothing to compare with yet',
};

/** How often signals went their way, with its interval, beside what any bar would have given. */
export function hitRate({ rate, low, high, samples, ties, base }) {
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

/** What came of the signals of a stock, by strategy, timeframe and side. */
export function reliabilityTable(stock, horizon) {
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
