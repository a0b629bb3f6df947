import { html } from '../html.js';
import { compact, dateTime, direction, number, price, signed } from '../model/format.js';

const KINDS = {
  news_sentiment: ['News', news],
  order_book: ['Order', order],
  market_data: ['Company', company],
  economic_indicator: ['Economy', economy],
};

/** What else is known of a stock, newest first. */
export function factsTable(items, prefs, digits) {
  if (!items.length) return html`<p class="empty">No news or figures of this stock yet</p>`;
  return html`<table>
    <tbody>
      ${items.map((item) => {
        const [kind, text] = KINDS[item.type] ?? [item.type, () => ''];
        return html`<tr data-testid="fact">
          <td class="num dim">${dateTime(item.time, prefs)}</td>
          <td class="dim">${kind}</td>
          <td class="wide">${text(item, digits)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function news({ score, magnitude }) {
  const mood = score > 0 ? 'positive' : score < 0 ? 'negative' : 'neutral';
  return html`<span class="${direction(score)}">${mood} <b class="num">${signed(score)}</b></span>
    <span class="dim num">magnitude ${number(magnitude)}</span>`;
}

function order({ side, price: at, quantity }, digits) {
  const buy = side === 'buy';
  return html`<span class="${buy ? 'up' : 'down'}">${buy ? '▲ bid' : '▼ ask'}</span>
    <span class="num">${compact(quantity)} at ${price(at, digits)}</span>`;
}

function company({ marketCap, peRatio }) {
  return html`<span class="num">market cap ${compact(marketCap)}, P/E ${number(peRatio)}</span>`;
}

function economy({ name, value }) {
  return html`${name} <b class="num">${number(value)}</b>`;
}
