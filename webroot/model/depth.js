/**
 * What the orders that were told add up to. The data are single orders, without trades and withdrawals, so this is not an order
 * book: it is the interest that was shown in a span of time, by price.
 */

/** The newest orders among the facts of a stock, no older than `span` ms before the newest. */
export function recentOrders(facts, span) {
  const orders = facts.filter(({ type }) => type === 'order_book');
  const newest = Math.max(...orders.map(({ time }) => time));
  return orders.filter(({ time }) => time >= newest - span);
}

/**
 * Without the orders that a newer one of the other side has met: a bid of ten minutes ago above what is offered now is no bid any more. What is
 * left never crosses.
 */
export function unmet(orders) {
  let left = [];
  for (const order of [...orders].sort((a, b) => a.time - b.time)) {
    const meets =
      order.side === 'buy'
        ? (other) => other.side === 'sell' && other.price <= order.price
        : (other) => other.side === 'buy' && other.price >= order.price;
    left = left.filter((other) => !meets(other));
    left.push(order);
  }
  return left;
}

/**
 * {bids, asks, bidTotal, askTotal, bestBid, bestAsk, crossed, imbalance}: levels as {price, quantity, total}, best price first, `total` summed from
 * the best price on. imbalance = (bids - asks) / (bids + asks), from -1 to 1; null without orders.
 */
export function depth(orders) {
  const bids = levels(
    orders.filter(({ side }) => side === 'buy'),
    (a, b) => b - a,
  );
  const asks = levels(
    orders.filter(({ side }) => side === 'sell'),
    (a, b) => a - b,
  );
  const bidTotal = bids.at(-1)?.total ?? 0;
  const askTotal = asks.at(-1)?.total ?? 0;
  const bestBid = bids[0]?.price ?? null;
  const bestAsk = asks[0]?.price ?? null;
  return {
    bids,
    asks,
    bidTotal,
    askTotal,
    bestBid,
    bestAsk,
    crossed: bestBid !== null && bestAsk !== null && bestBid >= bestAsk,
    imbalance: bidTotal + askTotal > 0 ? (bidTotal - askTotal) / (bidTotal + askTotal) : null,
  };
}

function levels(orders, better) {
  const byPrice = new Map();
  for (const { price, quantity } of orders) byPrice.set(price, (byPrice.get(price) ?? 0) + quantity);
  let total = 0;
  return [...byPrice].sort(([a], [b]) => better(a, b)).map(([price, quantity]) => ({ price, quantity, total: (total += quantity) }));
}

/** The steps of one side as an SVG path in a box; `of` = {low, high, most} makes both sides share one scale. */
export function stepPath(side, { low, high, most }, width, height) {
  if (!side.length || !(most > 0)) return '';
  const x = (price) => round(high > low ? ((price - low) / (high - low)) * width : width / 2);
  const y = (total) => round(height - (total / most) * height);
  const first = x(side[0].price);
  const steps = side.map(({ price, total }, i) => {
    const end = i + 1 < side.length ? x(side[i + 1].price) : x(price);
    return `V${y(total)}H${end}`;
  });
  return `M${first},${height}${steps.join('')}V${height}Z`;
}

const round = (n) => Math.round(n * 10) / 10;
