import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ADDRESS } from '../../../webroot/bus.js';
import { shownBars } from '../../../webroot/model/bars.js';
import { Store } from '../../../webroot/store.js';

const AAPL = ADDRESS.symbol('AAPL');
const NOW = 1_763_900_000_000;
let gaps;
let store;

beforeEach(() => {
  gaps = [];
  store = new Store({ onGap: (address) => gaps.push(address), now: () => NOW });
  store.openSeries('AAPL', '1m');
});

const snapshot = (overrides = {}) => ({
  feed: { id: 'run-1', seq: { [AAPL]: 41 } },
  symbol: 'AAPL',
  timeframe: '1m',
  timeframes: ['raw', '1m', '5m'],
  indicators: ['sma(20)'],
  columns: ['time', 'open', 'high', 'low', 'close', 'volume', 'sma(20)'],
  data: [
    [60_000, 1, 2, 0.5, 1.5, 10, null],
    [120_000, 1.5, 2, 1, 1.8, 12, 1.65],
  ],
  open: { time: 180_000, open: 1.8, high: 1.9, low: 1.7, close: 1.75, volume: 3, values: { 'sma(20)': 1.7 } },
  warmup: { 'sma(20)': { need: 20, have: 2 } },
  signals: [],
  ...overrides,
});

const update = (time, close, closed, timeframe = '1m') => ({
  timeframe,
  closed,
  time,
  open: 1,
  high: 3,
  low: 0.5,
  close,
  volume: 5,
  values: { 'sma(20)': close - 0.1 },
});
const bars = (seq, updates, extra = {}) => ({
  type: 'bars',
  feed: 'run-1',
  seq,
  ts: NOW,
  symbol: 'AAPL',
  updates,
  ...extra,
});
const closes = () => shownBars(store.state.chart.bars).map((b) => [b.time, b.close]);

const take = (taken, seq) => {
  store.applySnapshot(taken);
  store.select(taken.symbol, taken.timeframe);
  return store.openSeriesGate(taken.symbol, taken.timeframe, 'run-1', seq);
};

function goLive() {
  take(snapshot(), 41);
}

test('snapshot, then deltas: the open bar moves, closes, and the next one opens', () => {
  goLive();
  store.receive(AAPL, bars(42, [update(180_000, 1.9, false)]));
  store.receive(AAPL, bars(43, [update(180_000, 2, true), update(240_000, 2.1, false)]));
  assert.deepEqual(closes(), [
    [60_000, 1.5],
    [120_000, 1.8],
    [180_000, 2],
    [240_000, 2.1],
  ]);
  assert.equal(store.state.chart.bars.open.time, 240_000);
});

test('deltas that arrive before the snapshot are applied after it, the covered ones dropped', () => {
  store.receive(AAPL, bars(40, [update(120_000, 99, true)]));
  store.receive(AAPL, bars(41, [update(120_000, 98, true)]));
  store.receive(AAPL, bars(42, [update(180_000, 2, true)]));
  goLive();
  assert.deepEqual(closes(), [
    [60_000, 1.5],
    [120_000, 1.8],
    [180_000, 2],
  ]);
  assert.deepEqual(gaps, []);
});

test('a duplicate is dropped', () => {
  goLive();
  store.receive(AAPL, bars(42, [update(180_000, 2, true)]));
  assert.equal(store.receive(AAPL, bars(42, [update(180_000, 77, true)])), 'drop');
  assert.equal(closes().at(-1)[1], 2);
});

test('a gap asks for a new snapshot, which together with what came meanwhile loses nothing', () => {
  goLive();
  assert.equal(store.receive(AAPL, bars(44, [update(240_000, 2.4, true)])), 'gap');
  assert.deepEqual(gaps, [AAPL]);
  assert.equal(store.receive(AAPL, bars(45, [update(300_000, 2.5, true)])), 'hold');
  const { data } = snapshot();
  const fresh = snapshot({ data: [...data, [180_000, 1.8, 2, 1.7, 2, 4, 1.8]], open: null });
  take(fresh, 43);
  assert.deepEqual(
    closes().map(([time]) => time),
    [60_000, 120_000, 180_000, 240_000, 300_000],
  );
});

test('another server run asks for a new snapshot', () => {
  goLive();
  assert.equal(store.receive(AAPL, { ...bars(42, []), feed: 'run-2' }), 'gap');
  assert.deepEqual(gaps, [AAPL]);
});

test('the status of another server run is noticed even while the market is silent', () => {
  store.openGate(ADDRESS.board, 'run-1', 7);
  const status = { type: 'status', seq: 1, ts: NOW, events: 5 };
  store.receive(ADDRESS.status, { ...status, feed: 'run-1' });
  assert.deepEqual(gaps, []);
  store.receive(ADDRESS.status, { ...status, feed: 'run-2' });
  assert.deepEqual(gaps, [ADDRESS.status]);
});

test('updates of other timeframes and warm-up of the shown one', () => {
  goLive();
  const warmup = { '1m': { 'sma(20)': { need: 20, have: 3 } }, '5m': { 'sma(20)': { need: 20, have: 1 } } };
  store.receive(AAPL, bars(42, [update(0, 9, true, '5m'), update(180_000, 2, true)], { warmup }));
  assert.deepEqual(
    closes().map(([time]) => time),
    [60_000, 120_000, 180_000],
  );
  assert.deepEqual(store.state.chart.warmup, { 'sma(20)': { need: 20, have: 3 } });
});

test('ten thousand deltas with duplicates leave every closed bar exactly once', () => {
  take(snapshot({ data: [], open: null }), 0);
  for (let seq = 1; seq <= 5_000; seq += 1) {
    const message = bars(seq, [update(seq * 60_000, seq, true)]);
    store.receive(AAPL, message);
    store.receive(AAPL, message);
  }
  const times = store.state.chart.bars.closed.map((b) => b.time / 60_000);
  assert.deepEqual(
    times,
    Array.from({ length: 5_000 }, (_, i) => i + 1),
  );
});

test('a board row is merged, and one older than what is held does not set it back', () => {
  store.openGate(ADDRESS.board, 'run-1', 0);
  const board = (seq, row) => ({ type: 'board', feed: 'run-1', seq, ts: NOW, rows: [row] });
  store.applySymbols([{ symbol: 'AAPL', name: 'Apple', last: 10, lastTime: 9_000, arrived: 1_000 }]);
  store.receive(ADDRESS.board, board(1, { symbol: 'AAPL', last: 11, lastTime: 8_000, arrived: 2_000 }));
  store.receive(ADDRESS.board, board(2, { symbol: 'AAPL', last: 5, lastTime: 9_500, arrived: 1_500 }));
  const row = { symbol: 'AAPL', name: 'Apple', last: 11, lastTime: 8_000, arrived: 2_000, heardAt: NOW };
  assert.deepEqual(store.state.rows.get('AAPL'), row, 'the order is that of arrival, not of the times of candles');
});

test('a score completes its signal; one of an unknown signal is harmless', () => {
  store.openGate(ADDRESS.signals, 'run-1', 0);
  const signal = { id: 7, symbol: 'AAPL', generatedAt: 1, score: [] };
  const score = [{ horizonBars: 5, forwardReturn: 0.01, hit: true, final: true }];
  store.receive(ADDRESS.signals, { type: 'signal', feed: 'run-1', seq: 1, signal });
  store.receive(ADDRESS.signals, { type: 'score', feed: 'run-1', seq: 2, id: 7, symbol: 'AAPL', score });
  store.receive(ADDRESS.signals, { type: 'score', feed: 'run-1', seq: 3, id: 8, symbol: 'AAPL', score });
  assert.deepEqual(store.state.signals.get('7').score, score);
  assert.equal(store.state.signals.size, 1);
});

test('an answer that was read before a live score does not take the score away, nor does an older score', () => {
  store.openGate(ADDRESS.signals, 'run-1', 0);
  const horizons = (...known) => [5, 10].map((horizonBars) => ({ horizonBars, final: known.includes(horizonBars) }));
  const signal = (score) => ({ id: 7, symbol: 'AAPL', generatedAt: 1, score });
  const shown = () => store.state.signals.get('7').score;
  store.addSignals([signal(horizons())]);
  store.receive(ADDRESS.signals, { type: 'score', feed: 'run-1', seq: 1, id: 7, symbol: 'AAPL', score: horizons(5, 10) });
  store.addSignals([signal(horizons())]);
  assert.deepEqual(shown(), horizons(5, 10), 'the answer of a stock panel that asked before');
  store.applySnapshot(snapshot({ signals: [signal(horizons(5))] }));
  assert.deepEqual(shown(), horizons(5, 10), 'the snapshot of another chart');
  store.receive(ADDRESS.signals, { type: 'score', feed: 'run-1', seq: 2, id: 7, symbol: 'AAPL', score: horizons(5) });
  assert.deepEqual(shown(), horizons(5, 10));
  store.resetSignals([signal(horizons(5))]);
  assert.deepEqual(shown(), horizons(5), 'what is read again as a whole counts');
});

test('an inbox entry sent again replaces itself and keeps its place, newest first', () => {
  const entry = (id, state) => ({ id, state, createdAt: id * 1_000 });
  store.resetInbox([entry(2, 'pending'), entry(1, 'sent')]);
  store.openGate(ADDRESS.inbox, 'run-1', 0);
  const inbox = (seq, row) => ({ type: 'inbox', feed: 'run-1', seq, entry: row });
  store.receive(ADDRESS.inbox, inbox(1, entry(3, 'pending')));
  store.receive(ADDRESS.inbox, inbox(2, entry(2, 'sent')));
  assert.deepEqual(
    store.state.inbox.map((e) => e.id + ' ' + e.state),
    ['3 pending', '2 sent', '1 sent'],
  );
});

test('a subscriber hears its topics only, once per change, until it lets go', () => {
  let heard = 0;
  const stop = store.subscribe(['board', 'summary'], () => (heard += 1));
  store.changed('board', 'summary');
  store.changed('chart');
  assert.equal(heard, 1);
  stop();
  store.changed('board');
  assert.equal(heard, 1);
});

test('signals are bounded and the newest stay', () => {
  const many = Array.from({ length: 1_200 }, (_, i) => ({ id: i, generatedAt: i }));
  store.addSignals(many);
  assert.equal(store.state.signals.size, 800);
  assert.ok(store.state.signals.has('1199') && !store.state.signals.has('399'));
});

test('an entry that was sent is not pending again, whichever of the two is heard last', () => {
  store.openGate(ADDRESS.inbox, 'run-1', 0);
  const inbox = (seq, state) => ({ type: 'inbox', feed: 'run-1', seq, entry: { id: 7, createdAt: 7, state } });
  store.receive(ADDRESS.inbox, inbox(1, 'sent'));
  store.receive(ADDRESS.inbox, inbox(2, 'pending'));
  assert.deepEqual(
    store.state.inbox.map((e) => e.state),
    ['sent'],
  );
});

test('a second timeframe of a symbol that is live opens at the number of its own snapshot', () => {
  goLive();
  store.receive(AAPL, bars(42, [update(180_000, 2, true), update(0, 5, true, '5m')]));
  store.openSeries('AAPL', '5m');
  store.receive(AAPL, bars(43, [update(240_000, 3, true), update(300_000, 6, true, '5m')]));
  store.receive(AAPL, bars(44, [update(300_000, 4, true), update(600_000, 7, true, '5m')]));
  store.applySnapshot(
    snapshot({
      timeframe: '5m',
      data: [
        [0, 1, 1, 1, 5, 1, null],
        [300_000, 1, 1, 1, 6, 1, null],
      ],
      open: null,
    }),
  );
  store.openSeriesGate('AAPL', '5m', 'run-1', 43);
  const of = (key) => store.state.series.get(key).bars.closed.map(({ time }) => time);
  assert.deepEqual(of('AAPL/5m'), [0, 300_000, 600_000]);
  assert.deepEqual(of('AAPL/1m'), [60_000, 120_000, 180_000, 240_000, 300_000]);
  assert.deepEqual(gaps, []);
});

test('the news of a symbol with two charts is there once', () => {
  goLive();
  store.resetFacts('AAPL', []);
  store.openSeries('AAPL', '5m');
  const news = { type: 'news_sentiment', symbol: 'AAPL', time: 5, score: 1 };
  store.receive(AAPL, { type: 'metadata', feed: 'run-1', seq: 42, symbol: 'AAPL', items: [news] });
  store.applySnapshot(snapshot({ timeframe: '5m' }));
  store.openSeriesGate('AAPL', '5m', 'run-1', 41);
  assert.deepEqual(store.state.facts, { symbol: 'AAPL', items: [news] });
});

test('old bars go when there are too many, unless somebody looks at them; then they can be loaded again', () => {
  take(snapshot({ data: [], open: null }), 0);
  const series = store.state.chart;
  const close = (from, to) => {
    for (let n = from; n <= to; n += 1) store.receive(AAPL, bars(n, [update(n * 60_000, n, true)]));
  };
  series.exhausted = true;
  store.holdBars('AAPL', '1m', true);
  close(1, 7_000);
  assert.equal(series.bars.closed.length, 7_000);
  assert.equal(series.exhausted, true);
  store.holdBars('AAPL', '1m', false);
  close(7_001, 7_001);
  assert.equal(series.bars.closed.length, 4_800);
  assert.equal(series.bars.closed.at(-1).close, 7_001);
  assert.equal(series.exhausted, false);
});

test('the way to the glass counts from the first message of a drawing until it is on the screen', (t) => {
  goLive();
  let at = 1_000;
  t.mock.method(performance, 'now', () => at);
  store.receive(AAPL, bars(42, [update(180_000, 1.9, false)]));
  at = 1_030;
  store.receive(AAPL, bars(43, [update(180_000, 1.95, false)]));
  at = 1_050;
  const onScreen = store.drawing();
  // What comes meanwhile belongs to the next drawing.
  store.receive(AAPL, bars(44, [update(180_000, 2, false)]));
  onScreen(1_070);
  assert.deepEqual(store.state.glass.quantiles(), { p50: 70, p99: 70 });
  store.drawing()(1_150);
  assert.deepEqual(store.state.glass.quantiles(), { p50: 70, p99: 100 });
  store.drawing()(1_900);
  assert.deepEqual(store.state.glass.quantiles(), { p50: 70, p99: 100 }, 'nothing new was drawn');
});
