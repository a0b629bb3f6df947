/** What the words mean that not everybody knows, for tooltips: one or two plain sentences each. */
export const GLOSSARY = {
  p50: 'Half of the measured times were shorter than this (the median).',
  p99: '99 of 100 measured times were shorter than this.',
  conflation:
    'Several updates of a bar that is still open are joined into one message when they come faster than the page is told. Only prices in between are left out.',
  gap: 'A time in which this page was not live. What was missed has been fetched since.',
  move: 'Today: the mean change from candle to candle in per cent, and the standard deviation of these changes: how much they usually scatter.',
  vwap: 'Volume-weighted average price of today: the mean price, each candle counted by its volume.',
  hitrate:
    'The share of signals after which the price went the signal’s way, from the next bar’s open to the close of the chosen bar. The broad bar is the 95 % Wilson interval, in which the true rate probably lies: the fewer signals, the wider it is. The thin line is the share of all bars that did.',
  anybar: 'The base rate: how often the price went that way after any bar, with or without a signal. A strategy is worth something only if it is better than this.',
  partition: 'All symbols are divided among 64 partitions. Each partition is worked on by one node at a time.',
  epoch: 'The number of the term of a partition’s owner: it grows by one with each change of owner, so that writes of an earlier owner can be told apart and refused.',
  fenced: 'A write was fenced: the database refused it, because the partition belonged to another node by then. Nothing is lost by that; the new owner has the data.',
  takeover: 'A partition came to another node: handed over by one that left in order, or taken over from one that was gone.',
  queue: 'Events that have arrived and wait to be written to the disk.',
  behind: 'Bars whose indicators are computed and which the later stages (signals, summaries) have not taken yet.',
};
