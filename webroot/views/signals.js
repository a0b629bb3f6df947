import { html, render } from '../html.js';
import { shortSignalTime, signalTime } from '../model/days.js';
import { percent, price } from '../model/format.js';
import { newestFirst } from '../model/lists.js';
import { settingsOf } from '../model/panels.js';
import { isKnown } from '../model/replay.js';
import { isLong } from '../model/rows.js';
import { View } from './view.js';

const MOST_SHOWN = 150;

/** Newest signals of all symbols or of the one on the chart. */
export class Signals extends View {
  static topics = ['signals', 'selection', 'prefs', 'replay', 'minute', 'panels'];

  built() {
    this.onActivate('[data-scope]', ({ scope }) => this.emit('tt-panel-settings', { panelId: this.panelId, scope }));
    this.onActivate('[data-id]', ({ id }) => this.emit('tt-signal', { id }));
  }

  draw(state) {
    const { signals, selection, replay } = state;
    const onlyChart = settingsOf(state, this.panelId).scope === 'chart';
    const all = newestFirst([...signals.values()].filter((signal) => isKnown(signal, replay)));
    const mine = onlyChart ? all.filter((s) => s.symbol === selection.symbol) : all;
    const scopes = { all: 'All', chart: isLong(selection.symbol) ? 'This symbol' : (selection.symbol ?? '–') };
    render(
      this,
      html`<div class="head">
          <span class="space"></span>
          <div class="segments small" role="group" aria-label="Which signals">
            ${Object.entries(scopes).map(
              ([scope, text]) =>
                html`<button
                  type="button"
                  data-scope="${scope}"
                  aria-pressed="${(scope === 'chart') === onlyChart}"
                >
                  ${text}
                </button>`,
            )}
          </div>
        </div>
        <div class="scroll" data-testid="signal-list">
          ${mine.slice(0, MOST_SHOWN).map((signal) => row(signal, state))}
          ${
            !mine.length &&
            html`<p class="empty">
            ${replay ? 'No signal by then, of those that are here.' : "No signals yet. One appears when a strategy's rule turns true at a bar's close."}
          </p>`
          }
        </div>`,
    );
  }
}

function row(signal, state) {
  const { selection, replay, rows, now, clockOffset } = state;
  const { signalId } = selection;
  const buy = signal.side === 'buy';
  // What came of it is of later.
  const first = replay ? null : signal.score?.find((s) => s.forwardReturn !== null && s.forwardReturn !== undefined);
  return html`<button
    type="button"
    class="signal ${signal.side}"
    data-key="${signal.id}"
    data-id="${signal.id}"
    data-symbol="${signal.symbol}"
    data-timeframe="${signal.timeframe}"
    data-testid="signal-row"
    aria-pressed="${String(signal.id) === String(signalId)}"
    title="${signal.strategy} on ${signal.timeframe}, ${signalTime(signal, state)}"
  >
    <span class="side">${buy ? '▲ Buy' : '▼ Sell'}</span>
    <span class="sym">${signal.symbol}</span>
    <span class="num">${price(signal.price, rows.get(signal.symbol)?.digits)}</span>
    <span class="second"
      ><span class="what">${signal.strategy} · ${signal.timeframe}</span>
      ${
        first &&
        html`<span class="num dim" title="Return after ${first.horizonBars} bars"
        >${first.tie ? '=' : first.hit ? '✓' : '✗'} ${percent(first.forwardReturn * 100)}</span
      >`
      }
      <span class="num dim when">${shortSignalTime(signal, state, replay?.until ?? now + clockOffset)}</span></span
    >
  </button>`;
}
