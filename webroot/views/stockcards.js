import { html } from '../html.js';
import { depth, stepPath, unmet } from '../model/depth.js';
import { compact, dateTime, fixed, number, percent, price, share, signed } from '../model/format.js';
import { mood, needle } from '../model/sentiment.js';
import { card } from './card.js';

const BOX = { width: 280, height: 90 };
const GAUGE = { cx: 60, cy: 58, radius: 46 };
const LEVELS = 5;

/** The day of a stock and, if the chart shows it, its newest bar. */
export function day(row, summary, { selection, chart }) {
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

/** Orders of a stock that were shown and not met yet. */
export function book(orders, digits) {
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

/** The mood of the news, as a gauge. */
export function news({ score, items, newest }, prefs) {
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

/** The newest figures of a company and of the economy. */
export function figures(items, prefs) {
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
