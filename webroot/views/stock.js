import { html, render } from '../html.js';
import { arrow, compact, dateTime, direction, number, percent, price, signed } from '../model/format.js';
import { depth, recentOrders, stepPath } from '../model/depth.js';
import { closedAt, newestFirst } from '../model/lists.js';
import { mood, needle, sentiment } from '../model/sentiment.js';
import { sparkline } from '../model/series.js';
import { closesOf } from '../model/sparks.js';
import { pooled } from '../model/stats.js';
import { View } from './view.js';

const SPAN = 15 * 60_000;
const BOX = { width: 280, height: 90 };
const GAUGE = { cx: 60, cy: 58, radius: 46 };
const SIGNALS = 8;
const HORIZON = 10;

/** One stock at a glance: the day, the orders that were told, the mood of its news, its figures, its signals and their outcome. */
export class Stock extends View {
  static topics = ['board', 'summary', 'facts', 'signals', 'selection', 'prefs'];

  built() {
    this.onActivate('[data-signal]', ({ signal }) => {
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
    });
  }

  draw({ rows, summaries, facts, signals, selection, prefs, sparks }) {
    const row = rows.get(selection.symbol);
    if (!row) return render(this, html`<p class="empty">Choose a symbol to see all that is known of it.</p>`);
    const summary = summaries.get(row.symbol);
    const items = facts.symbol === row.symbol ? facts.items : [];
    const mine = newestFirst([...signals.values()].filter((signal) => signal.symbol === row.symbol));
    this.emitOnce(row.symbol);
    render(
      this,
      html`<div class="scroll pad stock" tabindex="0" role="group" aria-label="${row.symbol}" data-testid="stock" data-symbol="${row.symbol}">
        ${head(row, closesOf(sparks, row.symbol))}
        <div class="cards">
          ${day(row, summary)} ${book(recentOrders(items, SPAN))} ${news(sentiment(items), prefs)} ${figures(items, prefs)}
          ${raised(mine, summary, prefs)}
        </div>
      </div>`,
    );
  }

  emitOnce(symbol) {
    if (this.asked === symbol) return;
    this.asked = symbol;
    this.emit('tt-sparks', { symbols: [symbol] });
  }
}

function head(row, closes) {
  const points = sparkline(closes, 120, 28);
  return html`<div class="stock-head">
    <h2>${row.symbol} <span class="dim">${[row.name, row.sector].filter(Boolean).join(' · ')}</span></h2>
    <p class="num">
      <b class="big">${price(row.last)}</b>
      <span class="${direction(row.changePercent)}">
        <span aria-hidden="true">${arrow(row.changePercent)}</span> ${signed(row.change)} ${percent(row.changePercent)}
      </span>
    </p>
    ${points &&
    html`<svg class="spark ${direction(row.changePercent)}" viewBox="0 0 120 28" role="img" aria-label="The last 40 minutes">
      <polyline points="${points}" />
    </svg>`}
  </div>`;
}

function card(title, testId, body) {
  return html`<section class="card" data-testid="${testId}"><h3>${title}</h3>${body}</section>`;
}

function day(row, summary) {
  if (!summary) return card('Today', 'stock-day', html`<p class="dim">No summary yet</p>`);
  const facts = {
    Open: price(summary.open),
    High: price(summary.high),
    Low: price(summary.low),
    VWAP: price(summary.vwap),
    Volume: compact(summary.volume),
    'Move per candle': `${signed(summary.meanMove, 3)} ± ${number(summary.moveDeviation)}`,
  };
  return card(
    'Today',
    'stock-day',
    html`<dl class="facts">${Object.entries(facts).map(([name, value]) => html`<dt>${name}</dt><dd class="num">${value}</dd>`)}</dl>`,
  );
}

function book(orders) {
  const found = depth(orders);
  if (!orders.length) return card('Orders', 'stock-depth', html`<p class="dim">No orders were told of this stock.</p>`);
  const prices = [...found.bids, ...found.asks].map((each) => each.price);
  const scale = { low: Math.min(...prices), high: Math.max(...prices), most: Math.max(found.bidTotal, found.askTotal) };
  const words = `${compact(found.bidTotal)} to buy, best ${price(found.bestBid)}; ${compact(found.askTotal)} to sell, best ${price(found.bestAsk)}`;
  return card(
    'Orders, cumulated from the best price',
    'stock-depth',
    html`<svg class="depth" viewBox="0 0 ${BOX.width} ${BOX.height}" role="img" aria-label="${words}" preserveAspectRatio="none">
        <path class="bids" d="${stepPath(found.bids, scale, BOX.width, BOX.height)}" />
        <path class="asks" d="${stepPath(found.asks, scale, BOX.width, BOX.height)}" />
      </svg>
      <p class="num sides">
        <span class="up">▲ bid ${price(found.bestBid)} <span class="dim">${compact(found.bidTotal)}</span></span>
        <span class="down">▼ ask ${price(found.bestAsk)} <span class="dim">${compact(found.askTotal)}</span></span>
      </p>
      <p class="dim">
        ${orders.length} orders of the last 15 minutes${found.crossed && ', bids and asks cross'}. Single orders are told here, no trades and no
        withdrawals: this is the interest that was shown, not an order book.
      </p>`,
  );
}

function news({ score, items, newest }, prefs) {
  const at = needle(score, GAUGE.cx, GAUGE.cy, GAUGE.radius - 8);
  return card(
    'News sentiment',
    'stock-sentiment',
    html`<div class="gauge">
      <svg viewBox="0 0 120 66" role="img" aria-label="Sentiment ${score === null ? 'unknown' : signed(score)}">
        <path class="scale down" d="M14,58A46,46 0 0 1 45,14.5" />
        <path class="scale mid" d="M47,13.9A46,46 0 0 1 73,13.9" />
        <path class="scale up" d="M75,14.5A46,46 0 0 1 106,58" />
        ${score !== null && html`<line x1="${GAUGE.cx}" y1="${GAUGE.cy}" x2="${at.x}" y2="${at.y}" /><circle cx="60" cy="58" r="3" />`}
      </svg>
      <p><b class="num big">${score === null ? '–' : signed(score)}</b> ${mood(score)}</p>
    </div>
    <p class="dim">
      ${items ? html`${items} items, newest ${dateTime(newest, prefs.zone)}; weighed by magnitude, half as much after six hours.` : 'No news of this stock yet.'}
    </p>`,
  );
}

function figures(items, prefs) {
  const company = items.find(({ type }) => type === 'market_data');
  const economy = new Map();
  for (const item of items) if (item.type === 'economic_indicator' && !economy.has(item.name)) economy.set(item.name, item);
  return card(
    'Figures',
    'stock-figures',
    html`<dl class="facts">
        <dt>Market cap</dt><dd class="num">${compact(company?.marketCap)}</dd>
        <dt>P/E</dt><dd class="num">${number(company?.peRatio)}</dd>
        ${[...economy.values()].map(({ name, value }) => html`<dt>${name}</dt><dd class="num">${number(value)}</dd>`)}
      </dl>
      ${company && html`<p class="dim">Company figures of ${dateTime(company.time, prefs.zone)}</p>`}`,
  );
}

function raised(signals, summary, prefs) {
  const { rate, low, high, samples } = pooled(summary?.reliability, HORIZON);
  const percentage = (share) => Math.round(share * 100) + '%';
  return card(
    'Signals and their outcome',
    'stock-signals',
    html`<p>
        ${samples
          ? html`<b class="num">${percentage(rate)}</b> of ${samples} went their way after ${HORIZON} bars
              <span class="dim">(95 % interval ${percentage(low)} to ${percentage(high)})</span>`
          : html`<span class="dim">None is ${HORIZON} bars old yet.</span>`}
      </p>
      <ul class="plain-list">
        ${signals.slice(0, SIGNALS).map((signal) => {
          const known = signal.score?.find(({ horizonBars, forwardReturn }) => horizonBars === HORIZON && Number.isFinite(forwardReturn));
          return html`<li data-key="${signal.id}">
            <button type="button" class="plain line" data-signal="${signal.id}">
              <span class="${signal.side === 'buy' ? 'up' : 'down'}">${signal.side === 'buy' ? '▲ Buy' : '▼ Sell'}</span>
              <span>${signal.strategy} · ${signal.timeframe}</span>
              <span class="num dim">${dateTime(closedAt(signal), prefs.zone)}</span>
              <span class="num">${known ? html`${known.hit ? '✓' : '✗'} ${percent(known.forwardReturn * 100)}` : 'pending'}</span>
            </button>
          </li>`;
        })}
      </ul>
      ${!signals.length && html`<p class="dim">No signal yet</p>`}`,
  );
}
