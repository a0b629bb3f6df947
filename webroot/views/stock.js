import { html, render } from '../html.js';
import { recentOrders } from '../model/depth.js';
import { arrow, direction, percent, price, signed } from '../model/format.js';
import { newestFirst } from '../model/lists.js';
import { settingsOf } from '../model/panels.js';
import { sentiment } from '../model/sentiment.js';
import { sparkline } from '../model/series.js';
import { closesOf, senseOf } from '../model/sparks.js';
import { onLists, starButton } from './listpicker.js';
import { book, day, figures, news } from './stockcards.js';
import { raised } from './stocksignals.js';
import { term } from './term.js';
import { View } from './view.js';

const SPAN = 15 * 60_000;
const TIMEFRAME = '1m';

/** One stock at a glance: the day, the orders that were told, the mood of its news, its figures, its signals and what came of them. */
export class Stock extends View {
  static topics = ['board', 'summary', 'facts', 'signals', 'selection', 'connection', 'prefs', 'panels'];
  static hidesInReplay = true;
  #asked = null;
  #watched = null;

  built() {
    this.onActivate('[data-signal]', ({ signal }) => {
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
    });
    this.onActivate('[data-act=chart]', () => {
      this.emit('tt-symbol', { symbol: this.#symbol });
      this.emit('tt-panel', { panel: 'chart' });
    });
    this.onActivate('[data-act=pin]', () => {
      const symbol = this.#pinned ? null : this.#symbol;
      this.emit('tt-panel-settings', { panelId: this.panelId, symbol });
    });
    onLists(this, () => null);
  }

  released() {
    this.#watch(null);
  }

  get #pinned() {
    return settingsOf(this.store.state, this.panelId, { symbol: null }).symbol;
  }

  get #symbol() {
    return this.#pinned ?? this.store.state.selection.symbol;
  }

  // What is chosen is watched by the page itself.
  #watch(symbol) {
    if (symbol === this.#watched) return;
    this.#watched = symbol;
    const series = symbol === null ? [] : [{ symbol, timeframe: TIMEFRAME }];
    document.dispatchEvent(new CustomEvent('tt-watch', { detail: { panelId: this.panelId, series } }));
  }

  draw(state) {
    const { rows, summaries, factsOf, signals, prefs, sparks } = state;
    const pinned = this.#pinned;
    const symbol = this.#symbol;
    this.#watch(rows.has(pinned) ? pinned : null);
    const row = rows.get(symbol);
    if (!row)
      return render(
        this,
        html`<p class="empty">${symbol ? `Nothing is known of ${symbol}.` : 'Choose a symbol to see all that is known of it.'}</p>`,
      );
    this.#askFor(symbol, state.connection);
    const summary = summaries.get(symbol);
    const items = factsOf.get(symbol) ?? [];
    const mine = newestFirst([...signals.values()].filter((signal) => signal.symbol === symbol));
    render(
      this,
      html`<div class="scroll pad stock" tabindex="0" role="group" aria-label="${symbol}" data-testid="stock" data-symbol="${symbol}">
        ${head(row, closesOf(sparks, symbol), pinned !== null, prefs)}
        <div class="cards">
          ${day(row, summary, state)} ${book(recentOrders(items, SPAN), row.digits)} ${news(sentiment(items), prefs)} ${figures(items, prefs)}
          ${raised(mine, summary, state)}
        </div>
      </div>`,
    );
  }

  /** Once for each stock and connection: what was held before a broken one is gone. */
  #askFor(symbol, { state }) {
    this.emit('tt-sparks', { symbols: [symbol] });
    if (state !== 'live') this.#asked = null;
    else if (this.#asked !== symbol) {
      this.#asked = symbol;
      this.emit('tt-signals-of', { symbol });
    }
  }
}

function head(row, closes, pinned, prefs) {
  const { symbol } = row;
  const points = sparkline(closes, 120, 28);
  return html`<div class="stock-head">
    <h2>${symbol} <span class="dim">${[row.name, row.sector].filter(Boolean).join(' · ')}</span></h2>
    <div class="stock-tools picker">
      ${starButton(prefs, symbol)}
      <button type="button" class="button small" data-act="pin" data-testid="stock-pin" aria-pressed="${pinned}" title="Stay with ${symbol} when another symbol is chosen">
        ${pinned ? 'Pinned' : 'Pin'}
      </button>
      <button type="button" class="button small" data-act="chart">Chart</button>
    </div>
    <p class="num">
      <b class="big">${price(row.last, row.digits)}</b>
      <span class="${direction(row.changePercent)}">
        <span aria-hidden="true">${arrow(row.changePercent)}</span> ${signed(row.change, row.digits)} ${percent(row.changePercent)}
      </span>
      ${term('change', 'since when?')}
    </p>
    ${
      points &&
      html`<svg class="spark ${senseOf(closes)}" viewBox="0 0 120 28" role="img" aria-label="The last ${closes.length} closes">
      <polyline points="${points}" />
    </svg>`
    }
  </div>`;
}
