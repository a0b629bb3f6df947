import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ADDRESS } from '../../../webroot/bus.js';
import { History } from '../../../webroot/history.js';
import { Store } from '../../../webroot/store.js';
import { Wants } from '../../../webroot/wants.js';

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'];
const bar = (time) => [time, 1, 2, 0, 1, 10];
let asked;
let answer;
let store;
let history;
let series;

beforeEach(() => {
  asked = [];
  answer = (query) => [1, 2, 3, 4, 5].filter((t) => t >= (query.from ?? 0)).map((t) => [t, t * 10]);
  const api = {
    candles: async (query) => (asked.push(query), { columns: COLUMNS, data: [bar(1), bar(2)].filter(([t]) => t < query.to) }),
    indicators: async (query) => (asked.push(query), { columns: ['time', 'sma(2)'], data: answer(query), warmup: {} }),
  };
  store = new Store({ now: () => 0 });
  store.openSeries('AAPL', '1m');
  store.applySnapshot({
    symbol: 'AAPL',
    timeframe: '1m',
    timeframes: [],
    indicators: [],
    columns: COLUMNS,
    data: [bar(3), bar(4), bar(5)],
    open: null,
  });
  series = store.state.series.get('AAPL/1m');
  history = new History({ api, store, timers: {}, studiesOf: () => ['sma(2)'] });
});

const values = () => series.bars.closed.map(({ values: held }) => held['sma(2)']);

test('a study that is added gets its values for all bars there are, and is not asked for again', async () => {
  await history.fill(series);
  assert.deepEqual(values(), [30, 40, 50]);
  assert.deepEqual([asked[0].from, asked[0].names], [3, ['sma(2)']]);
  await history.fill(series);
  assert.equal(asked.length, 1);
});

test('a bar that closed while the server warmed up gets its value afterwards; live values stay', async () => {
  await history.fill(series);
  store.openSeriesGate('AAPL', '1m', 'run', 0);
  const update = { timeframe: '1m', closed: true, time: 6, open: 1, high: 1, low: 1, close: 1, volume: 1, values: {} };
  store.receive(ADDRESS.symbol('AAPL'), { type: 'bars', feed: 'run', seq: 1, symbol: 'AAPL', updates: [update] });
  assert.equal(values().at(-1), undefined);
  answer = () => [[6, 60]];
  await history.fill(series);
  assert.deepEqual([values().at(-1), asked.at(-1).from], [60, 6]);
  const study = { type: 'study', symbol: 'AAPL', timeframe: '1m', name: 'sma(2)', points: [{ time: 6, value: 61 }] };
  store.receive(ADDRESS.study('AAPL', '1m', 'sma(2)'), study);
  assert.equal(values().at(-1), 61);
});

test('a bar that the server makes no value of is not asked for for ever', async () => {
  answer = () => [
    [3, 30],
    [5, 50],
  ];
  await history.fill(series);
  await history.fill(series);
  assert.deepEqual([values(), asked.length], [[30, null, 50], 1]);
});

test('a study that warms up says how far it is', () => {
  const study = (warmup) => store.receive('', { type: 'study', symbol: 'AAPL', timeframe: '1m', name: 'sma(50)', points: [], warmup });
  study({ need: 50, have: 37 });
  assert.deepEqual(series.warmup, { 'sma(50)': { need: 50, have: 37 } });
  study(null);
  assert.deepEqual(series.warmup, {});
});

test('older bars bring the values of studies along; a range is loaded until it is there or there is no more', async () => {
  await history.loadUntil(series, 0);
  assert.deepEqual(values(), [10, 20, undefined, undefined, undefined]);
  assert.equal(series.exhausted, true);
});

test('two charts that want the same are heard once, and given up when the last goes', () => {
  const watched = new Set();
  const wants = new Wants({ watch: (address) => watched.add(address), unwatch: (address) => watched.delete(address) });
  const one = { symbol: 'AAPL', timeframe: '1m', studies: ['sma(9)'] };
  wants.set('a', [one]);
  wants.set('b', [one, { symbol: 'BRK.B', timeframe: '5m', studies: [] }]);
  wants.watch();
  assert.deepEqual([...watched].sort(), ['dashboard.study.1m.sma-9.AAPL', 'dashboard.symbol.AAPL', 'dashboard.symbol.BRK.B']);
  wants.set('a', []);
  wants.watch();
  assert.equal(watched.size, 3);
  wants.set('b', []);
  wants.watch();
  assert.deepEqual([watched.size, wants.series().size], [0, 0]);
});

test('a page that could not be fetched is tried again, one that is refused is not', async () => {
  history.api.candles = async () => {
    throw new Error('no network');
  };
  assert.equal(await history.loadOlder(series), false);
  assert.equal(series.exhausted, false);
  history.api.candles = async () => {
    throw Object.assign(new Error('no such timeframe'), { status: 422 });
  };
  await history.loadUntil(series, 0);
  assert.equal(series.exhausted, true);
});

test('a study that the server does not know keeps neither the others nor older bars away, and is asked for once', async () => {
  const known = history.api.indicators;
  history.studiesOf = () => ['sma(2)', 'made-up(7)'];
  history.api.indicators = async (query) => {
    if (!query.names.includes('made-up(7)')) return known(query);
    asked.push(query);
    throw Object.assign(new Error('no such indicator'), { status: 422, code: 'invalid_indicator' });
  };
  await history.fill(series);
  assert.deepEqual(values(), [30, 40, 50]);
  assert.deepEqual(store.state.refused, { 'made-up(7)': true });
  asked = [];
  await history.fill(series);
  assert.deepEqual(asked, []);
  assert.equal(await history.loadOlder(series), true);
  assert.deepEqual(values(), [10, 20, 30, 40, 50]);
  assert.ok(asked.every(({ names = [] }) => !names.includes('made-up(7)')));
});

test("a refusal that no study is to blame for is no study's fault", async () => {
  history.api.indicators = async ({ names }) => {
    asked.push(names);
    if (names.length > 1) throw Object.assign(new Error('together they are too many'), { status: 422, code: 'invalid_indicator' });
    return { columns: ['time', 'sma(2)'], data: [], warmup: {} };
  };
  history.studiesOf = () => ['sma(2)', 'ema(3)'];
  await history.fill(series);
  assert.deepEqual(asked, [['sma(2)', 'ema(3)'], ['sma(2)'], ['ema(3)']]);
  assert.deepEqual(store.state.refused, {});
});

test('raw candles of a range are read page by page, the newest first, all columns there are', async () => {
  const all = Array.from({ length: 25_000 }, (unused, i) => [i, 1, 2, 0, 1, 10, i % 2 === 1, i]);
  history.api.candles = async (query) => {
    asked.push(query);
    const found = all.filter(([time]) => time >= query.from && time < query.to).slice(-query.limit);
    return { columns: [...COLUMNS, 'late', 'seq'], data: found };
  };
  const { columns, data } = await history.rows({ symbol: 'AAPL', from: 100, to: 24_000 });
  assert.deepEqual(columns.slice(-2), ['late', 'seq']);
  assert.deepEqual(data, all.slice(100, 24_001));
  assert.equal(asked.length, 3);
});
