import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ADDRESS } from '../../../webroot/bus.js';
import { Session } from '../../../webroot/session.js';
import { Store } from '../../../webroot/store.js';

let asked;
let api;
let bus;
let timers;
let store;
let session;
let clock;
let symbols;
let facts;

const snapshot = (symbol, timeframe) => ({
  feed: {
    id: 'run-1',
    seq: { [ADDRESS.board]: 5, [ADDRESS.signals]: 2, [ADDRESS.inbox]: 0, [ADDRESS.symbol(symbol)]: 9 },
  },
  symbol,
  timeframe,
  timeframes: ['raw', '1m', '5m'],
  indicators: [],
  columns: ['time', 'open', 'high', 'low', 'close', 'volume'],
  data: [[60_000, 1, 1, 1, 1, 1]],
  open: null,
  signals: [],
});

beforeEach(() => {
  asked = [];
  clock = 0;
  facts = [];
  symbols = [{ symbol: 'AAPL', last: 1, lastTime: 1 }];
  const answer = (name, value) => async () => (asked.push(name), value);
  api = {
    symbols: async () => (asked.push('symbols'), symbols),
    summary: answer('summary', { market: null, stocks: [] }),
    signals: answer('signals', []),
    notifications: answer('notifications', []),
    snapshot: async (symbol, timeframe) => (asked.push(`snapshot ${symbol} ${timeframe}`), snapshot(symbol, timeframe)),
    metadata: async () => facts,
    signal: async (id) => (asked.push('signal ' + id), { id, symbol: 'TSLA', timeframe: '5m', generatedAt: 1 }),
    candles: async (query) => (
      asked.push(query),
      {
        columns: ['time', 'close'],
        data: [
          [1_000, 4],
          [60_000, 1],
        ],
      }
    ),
    indicators: async () => ({ columns: ['time'], data: [] }),
  };
  bus = {
    isOpen: true,
    watched: new Set(),
    watch: (address) => bus.watched.add(address),
    unwatch: (address) => bus.watched.delete(address),
    start: () => {},
    reconnects: 0,
    reconnect: () => (bus.reconnects += 1),
  };
  timers = { pending: [], setTimeout: (run, ms) => timers.pending.push({ run, ms }), clearTimeout: () => {} };
  store = new Store({ onGap: () => session.gap(), now: () => clock });
  session = new Session({ bus, api, store, timers, now: () => clock, random: () => 0.5 });
});

const live = () => store.state.connection.state;

test('watches before it asks, chooses the first symbol, takes the snapshot before the lists, ends live', async () => {
  session.start({});
  await session.opened();
  assert.deepEqual(asked, ['symbols', 'snapshot AAPL 1m', 'summary', 'signals', 'notifications']);
  assert.ok(bus.watched.has(ADDRESS.symbol('AAPL')) && bus.watched.has(ADDRESS.status));
  assert.equal(live(), 'live');
});

test('a timeframe chosen before there is any symbol is the one the first symbol comes in', async () => {
  const later = symbols;
  symbols = [];
  session.start({});
  await session.opened();
  await session.show({ timeframe: '5m' });
  symbols = later;
  timers.pending.at(-1).run();
  await new Promise(setImmediate);
  assert.ok(asked.includes('snapshot AAPL 5m'));
});

test('a gap asks for the snapshot again, once, however many addresses notice it', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  asked.length = 0;
  store.receive(ADDRESS.board, { type: 'board', feed: 'run-1', seq: 9 });
  store.receive(ADDRESS.signals, { type: 'signal', feed: 'run-1', seq: 9 });
  assert.equal(live(), 'syncing');
  assert.equal(timers.pending.length, 1);
  await timers.pending[0].run();
  assert.equal(asked[0], 'snapshot AAPL 1m');
  assert.equal(asked.filter((a) => String(a).startsWith('snapshot')).length, 1);
});

test('a gap that stays asks again with growing waits, one long after the last at once', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  const gap = () => store.receive(ADDRESS.board, { type: 'board', feed: 'run-1', seq: 99 });
  for (let i = 0; i < 4; i += 1) {
    gap();
    await timers.pending.at(-1).run();
  }
  const waits = timers.pending.map((t) => t.ms);
  assert.deepEqual(
    waits,
    [...waits].sort((a, b) => a - b),
  );
  assert.ok(waits.at(-1) >= waits[0] * 4, waits.join());
  clock = 4_000;
  gap();
  assert.equal(timers.pending.at(-1).ms, waits[0]);
});

test('gaps with a whole feed in between are waited for shortly, unless they never end', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  const gap = () => store.receive(ADDRESS.board, { type: 'board', feed: 'run-1', seq: 99 });
  for (let i = 0; i < 12; i += 1) {
    assert.equal(live(), 'live');
    gap();
    await timers.pending.at(-1).run();
  }
  const waits = timers.pending.map((t) => t.ms);
  assert.ok(
    waits.slice(0, 10).every((ms) => ms <= 1_500),
    waits.join(),
  );
  assert.equal(waits.at(-1), 6_000);
});

test('a server that says when to come back is asked then, but not for ever', async () => {
  session.start({ symbol: 'AAPL' });
  api.snapshot = async () => {
    throw Object.assign(new Error('nobody owns it right now'), { status: 503, retryAfter: 1 });
  };
  await session.opened();
  for (let i = 0; i < 12; i += 1) await timers.pending.at(-1).run();
  const waits = timers.pending.map((t) => t.ms);
  assert.ok(
    waits.slice(0, 10).every((ms) => ms >= 500 && ms <= 1_000),
    waits.join(),
  );
  assert.ok(waits.at(-1) > 2_000, waits.join());
});

test('a renewed feed on the same connection is followed by reading everything again', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  const status = (feed) => store.receive(ADDRESS.status, { type: 'status', feed, seq: 1 });
  status('run-1');
  status('run-1.1');
  assert.equal(live(), 'syncing');
  const old = api.snapshot;
  api.snapshot = async (...place) => {
    const taken = await old(...place);
    return { ...taken, feed: { ...taken.feed, id: 'run-1.1' } };
  };
  asked.length = 0;
  await timers.pending.at(-1).run();
  assert.deepEqual(asked, ['snapshot AAPL 1m', 'symbols', 'summary', 'signals', 'notifications']);
  assert.deepEqual([live(), bus.reconnects], ['live', 0]);
});

test('answers of another node than the one that is heard: once is patience, twice another connection', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  store.receive(ADDRESS.status, { type: 'status', feed: 'elsewhere', seq: 1 });
  await timers.pending.at(-1).run();
  assert.deepEqual([live(), bus.reconnects], ['syncing', 0]);
  await timers.pending.at(-1).run();
  assert.equal(bus.reconnects, 1);
  session.closed(1);
  await session.opened();
  assert.equal(live(), 'live');
});

test('what is read again takes the place of what was held: the rest may have changed unheard', async () => {
  const signal = (id, extra) => ({ id, symbol: 'AAPL', timeframe: '1m', generatedAt: 1, barTime: 1, ...extra });
  api.signals = async () => [signal('a'), signal('b')];
  api.notifications = async () => [{ id: 1, createdAt: 1, state: 'pending' }];
  facts = [{ type: 'news_sentiment', symbol: 'AAPL', time: 20 }];
  session.start({ symbol: 'AAPL' });
  await session.opened();
  store.state.selection.signalId = 'a';
  session.closed(1);
  api.signals = async () => [signal('c'), signal('d', { score: [{ horizonBars: 5, forwardReturn: 0.1 }] })];
  api.notifications = async () => [{ id: 2, createdAt: 2, state: 'sent' }];
  facts = [{ type: 'news_sentiment', symbol: 'AAPL', time: 30 }, ...facts];
  await session.opened();
  await new Promise(setImmediate);
  assert.deepEqual([...store.state.signals.keys()], ['a', 'c', 'd'], 'the one that is being explained stays');
  assert.deepEqual(
    store.state.inbox.map((e) => e.id),
    [2],
  );
  assert.deepEqual(
    store.state.facts.items.map((item) => item.time),
    [30, 20],
  );
});

test('a failed request is tried again and its reason is shown meanwhile', async () => {
  session.start({ symbol: 'AAPL' });
  const good = api.snapshot;
  api.snapshot = async () => {
    throw new Error('not ready yet');
  };
  await session.opened();
  assert.deepEqual([live(), store.state.problem], ['syncing', 'not ready yet']);
  api.snapshot = good;
  await timers.pending[0].run();
  assert.deepEqual([live(), store.state.problem], ['live', null]);
});

test('a symbol the server does not know gives way to the first one it knows', async () => {
  session.start({ symbol: 'NOPE' });
  const good = api.snapshot;
  api.snapshot = async (symbol, timeframe) => {
    if (symbol === 'NOPE') throw Object.assign(new Error('unknown symbol'), { status: 404 });
    return good(symbol, timeframe);
  };
  await session.opened();
  await timers.pending[0].run();
  assert.equal(store.state.chart.symbol, 'AAPL');
  assert.ok(!bus.watched.has(ADDRESS.symbol('NOPE')));
});

test('another symbol: the old address is let go and only the chart is fetched', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  asked.length = 0;
  await session.show({ symbol: 'MSFT' });
  assert.deepEqual(asked, ['snapshot MSFT 1m']);
  assert.ok(bus.watched.has(ADDRESS.symbol('MSFT')) && !bus.watched.has(ADDRESS.symbol('AAPL')));
  assert.deepEqual([store.state.chart.symbol, live()], ['MSFT', 'live']);
});

test('of two quick choices the last one wins, whichever answer comes last', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  const waiting = {};
  api.snapshot = (symbol, timeframe) => new Promise((resolve) => (waiting[symbol] = () => resolve(snapshot(symbol, timeframe))));
  const first = session.show({ symbol: 'MSFT' });
  const second = session.show({ symbol: 'TSLA' });
  waiting.TSLA();
  await second;
  waiting.MSFT();
  await first;
  assert.equal(store.state.chart.symbol, 'TSLA');
});

test('bars that close while another timeframe is being fetched are not lost', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  const good = api.snapshot;
  api.snapshot = async (symbol, timeframe) => {
    const taken = await good(symbol, timeframe);
    const bar = { timeframe: '5m', closed: true, time: 300_000, open: 1, high: 1, low: 1, close: 7, volume: 1 };
    store.receive(ADDRESS.symbol('AAPL'), { type: 'bars', feed: 'run-1', seq: 10, symbol: 'AAPL', updates: [bar] });
    return taken;
  };
  await session.show({ timeframe: '5m' });
  assert.equal(store.state.chart.bars.closed.at(-1).close, 7);
});

test('an empty server is asked again until it has a symbol', async () => {
  symbols = [];
  session.start({});
  await session.opened();
  assert.match(store.state.problem, /No market data yet/);
  symbols = [{ symbol: 'AAPL', last: 1, lastTime: 1 }];
  await timers.pending[0].run();
  assert.deepEqual([store.state.chart.symbol, live()], ['AAPL', 'live']);
});

test('older bars are asked for up to the first one shown and put in front', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  await session.loadOlder();
  assert.equal(asked.at(-1).to, 60_000);
  assert.deepEqual(
    store.state.chart.bars.closed.map((b) => b.time),
    [1_000, 60_000],
  );
});

test('a lost connection says so', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  session.closed(3);
  assert.deepEqual(store.state.connection, { state: 'reconnecting', attempt: 3 });
});

test('a signal that is not at hand is fetched, explained, and its chart shown', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  asked.length = 0;
  await session.explain('s9');
  assert.deepEqual(asked, ['signal s9', 'snapshot TSLA 5m']);
  assert.equal(store.state.selection.signalId, 's9');
  assert.ok(store.state.signals.has('s9'));
});

test('a bar that is asked about takes the place of a signal, and only the last answer counts', async () => {
  const answers = [];
  api.explain = (...bar) => new Promise((resolve, reject) => answers.push({ bar, resolve, reject }));
  const first = session.why({ symbol: 'AAPL', timeframe: '1m', time: 60_000 });
  const second = session.why({ symbol: 'AAPL', timeframe: '1m', time: 120_000 });
  assert.deepEqual(
    answers.map(({ bar }) => bar),
    [
      ['AAPL', '1m', 60_000],
      ['AAPL', '1m', 120_000],
    ],
  );
  answers[1].resolve({ rules: [2] });
  await second;
  answers[0].resolve({ rules: [1] });
  await first;
  assert.equal(store.state.selection.why.time, 120_000);
  assert.deepEqual(store.state.selection.why.answer, { rules: [2] });
  const third = session.why({ symbol: 'AAPL', timeframe: '1m', time: 1 });
  answers[2].reject(new Error('no bar begins at this time'));
  await third;
  assert.equal(store.state.selection.why.problem, 'no bar begins at this time');
  await session.explain(null);
  assert.equal(store.state.selection.why, null);
});

test('news that came live while the list was fetched stays in front of it', async () => {
  const fresh = { type: 'news_sentiment', symbol: 'AAPL', time: 30, score: 0.5 };
  facts = [{ type: 'news_sentiment', symbol: 'AAPL', time: 20, score: 0.1 }];
  session.start({ symbol: 'AAPL' });
  await session.opened();
  store.receive(ADDRESS.symbol('AAPL'), { type: 'metadata', feed: 'run-1', seq: 10, symbol: 'AAPL', items: [fresh] });
  store.resetFacts('AAPL', facts);
  assert.deepEqual(
    store.state.facts.items.map((item) => item.time),
    [30, 20],
  );
});

test('a chart with a symbol of its own is loaded beside the chosen one and stays when that changes', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  asked.length = 0;
  await session.watch({ panelId: 'c2', series: [{ symbol: 'MSFT', timeframe: '5m', studies: [] }] });
  await session.show({ symbol: 'TSLA' });
  assert.deepEqual(asked, ['snapshot MSFT 5m', 'snapshot TSLA 1m']);
  assert.deepEqual([...store.state.series.keys()].sort(), ['MSFT/5m', 'TSLA/1m']);
  assert.ok(store.isLive('MSFT', '5m') && store.isLive('TSLA', '1m'));
  await session.watch({ panelId: 'c2', series: [] });
  assert.deepEqual([...store.state.series.keys()], ['TSLA/1m']);
  assert.ok(!bus.watched.has(ADDRESS.symbol('MSFT')));
});

test('after a reconnect every chart is read again', async () => {
  session.start({ symbol: 'AAPL' });
  await session.watch({ panelId: 'c2', series: [{ symbol: 'AAPL', timeframe: '5m', studies: [] }] });
  await session.opened();
  await new Promise(setImmediate);
  session.closed(1);
  asked.length = 0;
  await session.opened();
  await new Promise(setImmediate);
  assert.deepEqual(
    asked.filter((each) => String(each).startsWith('snapshot')),
    ['snapshot AAPL 1m', 'snapshot AAPL 5m'],
  );
  assert.ok(store.isLive('AAPL', '1m') && store.isLive('AAPL', '5m'));
});

test('a chart of a symbol that nobody knows says so and disturbs nobody', async () => {
  const good = api.snapshot;
  api.snapshot = async (symbol, timeframe) => {
    if (symbol === 'NOPE') throw Object.assign(new Error('unknown symbol'), { status: 404 });
    return good(symbol, timeframe);
  };
  session.start({ symbol: 'AAPL' });
  await session.opened();
  await session.watch({ panelId: 'c2', series: [{ symbol: 'NOPE', timeframe: '1m' }] });
  assert.equal(store.state.series.get('NOPE/1m').problem, 'unknown symbol');
  assert.deepEqual([live(), store.state.chart.symbol], ['live', 'AAPL']);
});

test('small lines are asked for once, a hundred at a time, and not again at once after a failure', async () => {
  const lines = [];
  let fails = false;
  api.sparklines = async (some) => {
    lines.push(some.length);
    if (fails) throw new Error('away');
    return { lines: Object.fromEntries(some.map((symbol) => [symbol, [[60_000, 1]]])) };
  };
  const all = Array.from({ length: 150 }, (_, i) => 'S' + i);
  await session.sparks({ symbols: all });
  await session.sparks({ symbols: all });
  assert.deepEqual(lines, [100, 50]);
  fails = true;
  await session.sparks({ symbols: ['NEW'] });
  await session.sparks({ symbols: ['NEW'] });
  assert.deepEqual(lines, [100, 50, 1]);
  fails = false;
  clock = 5_000;
  await session.sparks({ symbols: ['NEW'] });
  assert.deepEqual(lines, [100, 50, 1, 1]);
  session.closed(1);
  await session.sparks({ symbols: ['S0'] });
  assert.deepEqual(lines, [100, 50, 1, 1, 1], 'a line may have a hole after a broken connection');
});

test('figures that are told seldom are asked for apart from the many orders', async () => {
  const company = { type: 'market_data', symbol: 'AAPL', time: 5, marketCap: 1 };
  const order = { type: 'order_book', symbol: 'AAPL', time: 50, price: 1 };
  const types = [];
  api.metadata = async ({ type = 'all' }) => (types.push(type), { all: [order], market_data: [company] })[type] ?? [];
  session.start({ symbol: 'AAPL' });
  await session.opened();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(types, ['all', 'market_data', 'economic_indicator', 'news_sentiment']);
  assert.deepEqual(store.state.facts.items, [order, company]);
  const orders = Array.from({ length: 1_500 }, (_, i) => ({ ...order, time: 100 + i }));
  store.receive(ADDRESS.symbol('AAPL'), { type: 'metadata', feed: 'run-1', seq: 10, symbol: 'AAPL', items: orders });
  assert.equal(store.state.facts.items.length, 1_001);
  assert.deepEqual(store.state.facts.items.at(-1), company, 'it does not go under in orders');
});

test('the signals of a stock that is looked at stay when newer ones of others come', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  api.signals = async ({ symbol }) => [{ id: 'old', symbol, generatedAt: 1 }];
  await session.signalsOf({ symbol: 'AAPL' });
  store.addSignals(Array.from({ length: 1_200 }, (_, i) => ({ id: i, symbol: 'X', generatedAt: 10 + i })));
  assert.ok(store.state.signals.has('old'));
  assert.equal(store.state.signals.size, 801);
});

test('a page counts how often it was live and was not, once each time, and when it was live again', async () => {
  session.start({ symbol: 'AAPL' });
  await session.opened();
  assert.deepEqual(store.state.breaks, { lost: 0, missing: 0, at: null, backAt: null });
  clock = 1_000;
  store.receive(ADDRESS.board, { type: 'board', feed: 'run-1', seq: 9 });
  store.receive(ADDRESS.signals, { type: 'signal', feed: 'run-1', seq: 9 });
  assert.deepEqual(store.state.breaks, { lost: 0, missing: 1, at: 1_000, backAt: null });
  clock = 1_400;
  await timers.pending.at(-1).run();
  assert.deepEqual(store.state.breaks, { lost: 0, missing: 1, at: 1_000, backAt: 1_400 });
  clock = 9_000;
  session.closed(1);
  session.closed(2);
  assert.deepEqual(store.state.breaks, { lost: 1, missing: 1, at: 9_000, backAt: null });
});
