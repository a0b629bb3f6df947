/**
 * With how many decimals prices are shown: as many as tell neighbouring prices of the symbol apart. The same rule as the
 * server's PriceDigits; src/test/resources/golden/price-digits.csv holds the two together.
 */
const LEAST = 2;
const MOST = 12;
/** Significant digits that a price as exchanges quote it has at most; of one that was computed 5 are shown. */
const QUOTED = 8;
const OF_COMPUTED = 5;

function decimals(value) {
  if (!Number.isFinite(value) || value === 0) return 0;
  const [digits, exponent] = Math.abs(value).toExponential().split('e');
  const significant = digits.replace('.', '').length;
  return Math.max(0, (significant <= QUOTED ? significant : OF_COMPUTED) - 1 - Number(exponent));
}

/** Decimals for a symbol of which these are some prices; what is missing does not count. */
export function digitsOf(prices) {
  return Math.min(MOST, Math.max(LEAST, ...prices.map(decimals)));
}

/** Decimals for the newest of a symbol's bars. */
export function digitsOfBars({ closed, open }) {
  const newest = closed.slice(-50);
  return digitsOf([...(open ? [...newest, open] : newest)].flatMap((bar) => [bar.open, bar.close]));
}

/** Decimals for a quantity of an explanation: two averages about to cross are told apart. */
export function quantityDigits(value) {
  const size = Math.abs(value);
  if (size >= 1_000) return LEAST;
  if (size === 0) return 4;
  return Math.max(4, Math.min(15, 5 - Number(size.toExponential().split('e')[1])));
}
