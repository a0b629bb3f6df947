import { html, render } from '../html.js';
import { rowAge } from '../model/arrival.js';
import { arrow, date, dateTime, direction, percent, price, priceDigits, signed } from '../model/format.js';
import { lastUntil } from '../model/replay.js';
import { symClass } from '../model/rows.js';
import { aheadMark } from './aheadmark.js';
import { explains } from './term.js';
import { View } from './view.js';

/** A window's title goes through the whole browser: not with every price. */
const TITLE_REST = 1_000;

/** The chosen symbol with its price, and the timeframes. */
export class Toolbar extends View {
  static topics = ['answer', 'selection', 'board', 'reading', 'replay', 'clock', 'prefs'];
  #titledAt = -Infinity;
  #titled = '';

  built() {
    this.onActivate('[data-timeframe]', ({ timeframe }) => this.emit('tt-timeframe', { timeframe }));
  }

  draw({ selection, rows, timeframes, unread, replay, series, now: clock, clockOffset, prefs }) {
    const now = rows.get(selection.symbol) ?? {};
    const row = replay ? { name: now.name, digits: now.digits, last: lastUntil(series, selection, replay) } : now;
    // A replay that rests draws nothing more: its title must not stay behind, least of all at what is of later.
    const rests = replay && !replay.playing ? `${replay.until} ${row.last}` : '';
    this.#title(`${selection.symbol} ${unread} ${rests}`, [selection.symbol, row.last && price(row.last, row.digits), 'Ticktide'], unread);
    render(
      this,
      html`<div class="quote" data-testid="quote">
          <h1 class="${symClass(selection.symbol)}">${selection.symbol ?? '–'}</h1>
          <span class="name">${row.name ?? ''}</span>
          <span class="num last">${price(row.last, row.digits)}</span>
          ${replay ? html`<span class="badge replaying" data-testid="quote-replay">replay</span>` : [change(row), ofTime(row, rowAge(row, clock, clockOffset), prefs)]}
        </div>
        <div class="segments" role="group" aria-label="Timeframe">
          ${timeframes.map(
            (timeframe, i) =>
              html`<button
                type="button"
                data-timeframe="${timeframe}"
                data-testid="timeframe-${timeframe}"
                aria-pressed="${timeframe === selection.timeframe}"
                title="Key ${i + 1}"
              >
                ${timeframe}
              </button>`,
          )}
        </div>`,
    );
  }

  #title(what, parts, unread) {
    const now = performance.now();
    if (what === this.#titled && now - this.#titledAt < TITLE_REST) return;
    this.#titled = what;
    this.#titledAt = now;
    const place = parts.filter(Boolean).join(' · ');
    document.title = unread ? `(${unread}) ${place}` : place;
  }
}

/** A price that is not of now says of when it is. */
function ofTime(row, found, prefs) {
  if (!found.past) return aheadMark(row, found, prefs);
  return html`<span class="num dim of" data-testid="quote-of" title="The time of the newest candle is ${dateTime(row.lastTime, prefs)}; it came later">of ${date(row.lastTime, prefs)}</span>`;
}

function change({ last, change: by, changePercent, digits }) {
  return html`<span class="num ${direction(changePercent)}" tabindex="0" ${explains('change')}>
    <span aria-hidden="true">${arrow(changePercent)}</span> <span class="abs">${signed(by, digits ?? priceDigits(last))}</span>
    <span class="pct">${percent(changePercent)}</span>
  </span>`;
}
