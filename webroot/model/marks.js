import { lowerBound } from './bars.js';

/** What happened beside the candles, gathered by the bar it falls into, for the strip below the time axis. */

export const KINDS = {
  news_sentiment: { letter: 'N', title: 'News' },
  order_book: { letter: 'O', title: 'Order flow' },
  economic_indicator: { letter: 'E', title: 'Economy' },
  market_data: { letter: 'F', title: 'Company figures' },
};
/** What is seldom says more. */
const RANK = ['economic_indicator', 'market_data', 'news_sentiment', 'order_book'];

/** [{time, items, kinds, tone}] by bar, oldest first; what is older than the first bar belongs to none. */
export function marksOf(items, bars) {
  const { closed, open } = bars;
  const byTime = new Map();
  for (const item of items) {
    const bar = barOf(closed, open, item.time);
    if (!bar) continue;
    if (byTime.has(bar.time)) byTime.get(bar.time).push(item);
    else byTime.set(bar.time, [item]);
  }
  return [...byTime.entries()]
    .sort(([a], [b]) => a - b)
    .map(([time, list]) => ({ time, items: list, kinds: kindsOf(list), tone: toneOf(list) }));
}

function barOf(closed, open, time) {
  if (open && time >= open.time) return open;
  const after = lowerBound(closed, time);
  if (closed[after]?.time === time) return closed[after];
  return after > 0 ? closed[after - 1] : null;
}

function kindsOf(items) {
  const there = new Set(items.map(({ type }) => type));
  return RANK.filter((kind) => there.has(kind));
}

/** up, down or flat: by the news if there is some, else by which side the orders are on. */
export function toneOf(items) {
  const news = items.filter(({ type }) => type === 'news_sentiment');
  const lean = news.length
    ? news.reduce((sum, { score, magnitude = 1 }) => sum + score * magnitude, 0)
    : items
        .filter(({ type }) => type === 'order_book')
        .reduce((sum, { side, quantity }) => sum + (side === 'buy' ? quantity : -quantity), 0);
  return lean > 0 ? 'up' : lean < 0 ? 'down' : 'flat';
}

/** Marks so close on the screen that they would lie on each other become one; `x(time)` is null for one that is not in view. */
export function spread(marks, x, gap) {
  const shown = [];
  for (const mark of marks) {
    const at = x(mark.time);
    if (at === null || at < 0) continue;
    const before = shown[shown.length - 1];
    if (before && at - before.x < gap) {
      const items = [...before.items, ...mark.items];
      Object.assign(before, { items, until: mark.time, kinds: kindsOf(items), tone: toneOf(items) });
    } else {
      shown.push({ ...mark, until: mark.time, x: at });
    }
  }
  return shown;
}

export function markText({ items, kinds, tone }) {
  const counts = kinds.map((kind) => {
    const count = items.filter(({ type }) => type === kind).length;
    return `${KINDS[kind].title} ${count}`;
  });
  return counts.join(', ') + (tone === 'flat' ? '' : tone === 'up' ? ', positive' : ', negative');
}
