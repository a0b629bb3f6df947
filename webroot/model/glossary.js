/** What the words mean that not everybody knows, for tooltips: one or two plain sentences each. */
export const GLOSSARY = {
  p50: 'Half of the measured times were shorter than this (the median).',
  p99: '99 of 100 measured times were shorter than this.',
  conflation:
    'Several updates of a bar that is still open are joined into one message when they come faster than the page is told. Only prices in between are left out.',
  last: 'The close of the symbol’s newest candle.',
  change:
    'The last price against the close of the UTC day before, or on a symbol’s first day against the first open of that day. The day is the one of the symbol’s own newest candle, and begins at midnight UTC.',
  trend: 'The last 40 closes of bars of the finest clock-aligned timeframe.',
  volume: 'What was traded on the UTC day of the symbol’s newest candle, in the unit in which it came in (shares, coins, lots).',
  rsi: 'Wilder’s relative strength index, the first one configured, at the last closed bar of the finest clock-aligned timeframe. Above 70 (▴) a price is called overbought, below 30 (▾) oversold.',
  lastsignal: 'Side of the newest signal of any strategy and timeframe, and how long ago its bar closed. Choose it to see why it came.',
  age: 'The time since the symbol’s last candle came, whatever time the candle itself carries. The mark says whether that is longer than is usual for this symbol.',
  movers:
    'The five stocks with the greatest rise or fall in per cent against the close of the UTC day before, or the first open of the day where there is none.',
  active: 'The five stocks with the greatest turnover: the day’s volume times the last price. The number shown is the volume.',
  range: 'Today, since midnight UTC: the lowest price, where the last price is between them, the highest price.',
  signalcount: 'Signals to buy and to sell since the symbol’s first candle, of all strategies and timeframes.',
  quote:
    'Open, high, low and close of the bar under the crosshair, or else of the newest bar; then the move from its open to its close and the volume traded within it. The time is when the bar began.',
  gap: 'A time in which this page was not live. What was missed has been fetched since.',
  move: 'Today: the mean change from candle to candle in per cent, and the standard deviation of these changes: how much they usually scatter.',
  vwap: 'Volume-weighted average price of today: the mean price, each candle counted by its volume.',
  hitrate:
    'The share of signals after which the price went the signal’s way, from the next bar’s open to the close of the chosen bar. The broad bar is the 95 % Wilson interval, in which the true rate probably lies: the fewer signals, the wider it is. The thin line is the share of all bars that did.',
  anybar:
    'The base rate: how often the price went that way after any bar, with or without a signal. A strategy is worth something only if it is better than this.',
  partition: 'All symbols are divided among 64 partitions. Each partition is worked on by one node at a time.',
  epoch:
    'The number of the term of a partition’s owner: it grows by one with each change of owner, so that writes of an earlier owner can be told apart and refused.',
  fenced:
    'A write was fenced: the database refused it, because the partition belonged to another node by then. Nothing is lost by that; the new owner has the data.',
  takeover: 'A partition came to another node: handed over by one that left in order, or taken over from one that was gone.',
  queue: 'Events that have arrived and wait to be written to the disk.',
  behind: 'Bars whose indicators are computed and which the later stages (signals, summaries) have not taken yet.',
};
