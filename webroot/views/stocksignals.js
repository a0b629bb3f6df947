import { html } from '../html.js';
import { signalTime } from '../model/days.js';
import { percent, price, share } from '../model/format.js';
import { pooled } from '../model/stats.js';
import { card } from './card.js';

const SIGNALS = 20;
const HORIZONS = [5, 10, 20];
const HORIZON = 10;

/** The signals of a stock, what came of each, and of all together. */
export function raised(signals, summary, state) {
  const { rate, low, high, samples, ties, base } = pooled(summary?.ever.reliability, HORIZON);
  return card(
    'Signals and what came of them',
    'stock-signals',
    html`<p>
        ${
          samples
            ? html`<b class="num">${share(rate)}</b> of ${samples - ties} went their way after ${HORIZON} bars
              <span class="dim">
                (95 % interval ${share(low)} to ${share(high)}${ties > 0 && html`, ${ties} without a move`}); any bar:
                <b class="num">${share(base)}</b>
              </span>`
            : html`<span class="dim">None is ${HORIZON} bars old yet.</span>`
        }
      </p>
      ${
        signals.length > 0 &&
        html`<div class="across" tabindex="0" role="group" aria-label="Signals">
        <table class="outcomes">
          <thead>
            <tr>
              <th>Signal</th><th>Strategy</th><th class="r">Price</th>
              ${HORIZONS.map((bars) => html`<th class="r" title="Return from the next bar's open to the close ${bars} bars after the signal; ✓ if it went the signal's way">+${bars}</th>`)}
              <th>When</th>
            </tr>
          </thead>
          <tbody>
            ${signals.slice(0, SIGNALS).map((signal) => outcomeRow(signal, state))}
          </tbody>
        </table>
      </div>`
      }
      ${!signals.length && html`<p class="dim">No signal yet</p>`}`,
    true,
  );
}

function outcomeRow(signal, state) {
  const buy = signal.side === 'buy';
  return html`<tr data-key="${signal.id}">
    <td>
      <button type="button" class="plain ${buy ? 'up' : 'down'}" data-signal="${signal.id}" title="Why">${buy ? '▲ Buy' : '▼ Sell'}</button>
    </td>
    <td>${signal.strategy} <span class="dim">${signal.timeframe}</span></td>
    <td class="num r">${price(signal.price, state.rows.get(signal.symbol)?.digits)}</td>
    ${HORIZONS.map((bars) => html`<td class="num r">${outcome(signal, bars)}</td>`)}
    <td class="num dim">${signalTime(signal, state)}</td>
  </tr>`;
}

function outcome({ score = [] }, bars) {
  const known = score.find(({ horizonBars, forwardReturn }) => horizonBars === bars && Number.isFinite(forwardReturn));
  if (!known) return html`<span class="dim" title="Known ${bars} bars after the signal">pending</span>`;
  const { hit, tie, forwardReturn } = known;
  const [word, sign, tone] = tie ? ['no move', '=', 'dim'] : hit ? ['hit', '✓', 'up'] : ['miss', '✗', 'down'];
  return html`<span class="${tone}" title="${word}"><span aria-hidden="true">${sign}</span><span class="sr">${word}</span></span>
    ${percent(forwardReturn * 100)}`;
}
