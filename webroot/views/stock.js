import { html, render } from '../html.js';
import { signalTime } from '../model/days.js';
import { arrow, compact, dateTime, direction, fixed, number, percent, price, share, signed } from '../model/format.js';
import { depth, recentOrders, stepPath, unmet } from '../model/depth.js';
import { newestFirst } from '../model/lists.js';
import { settingsOf } from '../model/panels.js';
import { mood, needle, sentiment } from '../model/sentiment.js';
import { sparkline } from '../model/series.js';
import { closesOf, senseOf } from '../model/sparks.js';
import { pooled } from '../model/stats.js';
import { onLists, starButton } from './listpicker.js';
import { term } from './term.js';
import { View } from './view.js';

const SPAN = 15 * 60_000;
const BOX = { width: 280, height: 90 };
const GAUGE = { cx: 60, cy: 58, radius: 46 };
const LEVELS = 5;
const SIGNALS = 20;
const HORIZONS = [5, 10, 20];
const HORIZON = 10;
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

function card(title, testId, body, wide = false) {
  return html`<section class="card ${wide && 'wide'}" data-testid="${testId}"><h3>${title}</h3>${body}</section>`;
}

function day(row, summary, { selection, chart }) {
  if (!summary) return card('Today', 'stock-day', html`<p class="dim">No summary yet</p>`);
  // Of another timeframe than the chart's nothing is at hand.
  const bar = chart.symbol === row.symbol && selection.symbol === row.symbol ? (chart.bars.open ?? chart.bars.closed.at(-1)) : null;
  const { digits } = summary;
  const facts = {
    Open: price(summary.day.open, digits),
    High: price(summary.day.high, digits),
    Low: price(summary.day.low, digits),
    Last: price(summary.last, digits),
    VWAP: price(summary.day.vwap, digits),
    Volume: compact(summary.volume),
    RSI: Number.isFinite(row.rsi) ? fixed(row.rsi, 1) : '–',
    'Move a bar': html`${percent(summary.day.meanMovePercent, 3)} <span class="dim">± ${share(summary.day.moveDeviationPercent / 100, 3)}</span>`,
  };
  return card(
    'Today (UTC)',
    'stock-day',
    html`<dl class="facts pairs">${Object.entries(facts).map(([name, value]) => html`<dt>${name}</dt><dd class="num">${value}</dd>`)}</dl>
      ${
        bar &&
        html`<p class="num bar-line">
        <span class="dim">${chart.bars.open ? 'Open' : 'Last'} ${chart.timeframe} bar</span> O ${price(bar.open, digits)} H ${price(bar.high, digits)} L ${price(bar.low, digits)} C
        ${price(bar.close, digits)} <span class="dim">V</span> ${compact(bar.volume)}
      </p>`
      }`,
  );
}

function book(orders, digits) {
  const found = depth(unmet(orders));
  if (!orders.length) return card('Orders', 'stock-depth', html`<p class="dim">No orders of this stock yet.</p>`);
  const prices = [...found.bids, ...found.asks].map((each) => each.price);
  const scale = { low: Math.min(...prices), high: Math.max(...prices), most: Math.max(found.bidTotal, found.askTotal) };
  const words = `${compact(found.bidTotal)} to buy, best ${price(found.bestBid, digits)}; ${compact(found.askTotal)} to sell, best ${price(found.bestAsk, digits)}`;
  return card(
    'Orders, cumulated from the best price',
    'stock-depth',
    html`<svg class="depth" viewBox="0 0 ${BOX.width} ${BOX.height}" role="img" aria-label="${words}" preserveAspectRatio="none">
        <path class="bids" d="${stepPath(found.bids, scale, BOX.width, BOX.height)}" />
        <path class="asks" d="${stepPath(found.asks, scale, BOX.width, BOX.height)}" />
      </svg>
      <p class="num sides">
        <span class="up">▲ bid ${price(found.bestBid, digits)} <span class="dim">${compact(found.bidTotal)}</span></span>
        <span class="down">▼ ask ${price(found.bestAsk, digits)} <span class="dim">${compact(found.askTotal)}</span></span>
      </p>
      ${ladder(found, digits)}
      <p class="dim">
        ${orders.length} ${orders.length === 1 ? 'order' : 'orders'} of the last 15 minutes; those that a newer one of the other side
        has met are left out. Only new orders are known, neither trades nor cancellations: this is interest that was shown, not an order book.
      </p>`,
  );
}

function ladder({ bids, asks }, digits) {
  const count = Math.min(LEVELS, Math.max(bids.length, asks.length));
  const cells = (level) => [level ? compact(level.quantity) : '', level ? price(level.price, digits) : ''];
  return html`<table class="ladder num">
    <thead>
      <tr><th class="r">Quantity</th><th class="r">Bid</th><th>Ask</th><th>Quantity</th></tr>
    </thead>
    <tbody>
      ${Array.from({ length: count }, (_, i) => {
        const [bought, bid] = cells(bids[i]);
        const [sold, ask] = cells(asks[i]);
        return html`<tr><td class="r dim">${bought}</td><td class="r up">${bid}</td><td class="down">${ask}</td><td class="dim">${sold}</td></tr>`;
      })}
    </tbody>
  </table>`;
}

function news({ score, items, newest }, prefs) {
  const at = needle(score, GAUGE.cx, GAUGE.cy, GAUGE.radius - 8);
  return card(
    'News sentiment',
    'stock-sentiment',
    html`<div class="gauge">
      <svg viewBox="0 0 120 66" role="img" aria-label="Sentiment ${score === null ? 'unknown' : `${signed(score)} on a scale from −1 to +1`}">
        <path class="scale down" d="M14,58A46,46 0 0 1 45,14.5" />
        <path class="scale mid" d="M47,13.9A46,46 0 0 1 73,13.9" />
        <path class="scale up" d="M75,14.5A46,46 0 0 1 106,58" />
        ${score !== null && html`<line x1="${GAUGE.cx}" y1="${GAUGE.cy}" x2="${at.x}" y2="${at.y}" /><circle cx="60" cy="58" r="3" />`}
      </svg>
      <p><b class="num big">${score === null ? '–' : signed(score)}</b> ${mood(score)}</p>
    </div>
    <p class="dim">
      ${
        items
          ? html`${items} ${items === 1 ? 'item' : 'items'}, newest ${dateTime(newest, prefs)}; weighed by magnitude, half as much after six hours.`
          : 'No news of this stock yet.'
      }
    </p>`,
  );
}

function figures(items, prefs) {
  const company = items.find(({ type }) => type === 'market_data');
  const economy = new Map();
  for (const item of items) if (item.type === 'economic_indicator' && !economy.has(item.name)) economy.set(item.name, item);
  const line = (name, value, time) =>
    html`<dt>${name}</dt>
      <dd class="num">${value} <span class="dim" title="As of ${dateTime(time, prefs)}">${time === undefined ? '' : dateTime(time, prefs)}</span></dd>`;
  return card(
    'Newest figures',
    'stock-figures',
    html`<dl class="facts">
      ${line('Market cap', compact(company?.marketCap), company?.time)} ${line('P/E', number(company?.peRatio), company?.time)}
      ${[...economy.values()].sort((a, b) => a.name.localeCompare(b.name)).map(({ name, value, time }) => line(name, number(value), time))}
    </dl>`,
  );
}

function raised(signals, summary, state) {
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
