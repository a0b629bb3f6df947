import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOf, level, usualGap } from '../../../webroot/model/age.js';
import { label, paletteIndex, placement, shownIndicators, warmingText } from '../../../webroot/model/indicators.js';
import { closedAt, findRows, neighbour, newestFirst } from '../../../webroot/model/lists.js';
import { pooled, verdict, wilson } from '../../../webroot/model/stats.js';

test("age is counted on the server's clock and never negative", () => {
  assert.equal(ageOf(1_000, 5_000, 2_000), 6_000);
  assert.equal(ageOf(9_000, 5_000, 0), 0);
  assert.equal(ageOf(undefined, 5_000, 0), null);
});

test('data ages and goes stale, later for a symbol that seldom trades', () => {
  assert.deepEqual(
    [0, 14_999, 15_000, 60_000, null].map((age) => level(age)),
    ['fresh', 'fresh', 'ageing', 'stale', 'unknown'],
  );
  assert.deepEqual(
    [100_000, 180_000, 600_000].map((age) => level(age, 60_000)),
    ['fresh', 'ageing', 'stale'],
  );
  assert.equal(usualGap(0, 1_000), 1_000);
  assert.equal(usualGap(1_000, 2_000), 1_200);
  assert.equal(usualGap(1_000, 0), 1_000);
  assert.equal(usualGap(1_000, 12_000_000), 1_600, 'a long pause once is not usual');
  assert.equal(usualGap(0, 86_400_000), 900_000, 'nor is a night');
  assert.equal(usualGap(900_000, 1_000), 450_500, 'what trades often again is soon expected to');
});

test('a name says where an indicator is drawn and how it is labelled', () => {
  assert.equal(placement('sma(20)').pane, 'price');
  assert.deepEqual(placement('rsi(14)'), { pane: 'own', guides: { low: 30, high: 70, min: 0, max: 100 } });
  assert.equal(label('ema(12)'), 'EMA 12');
  assert.equal(label('rsi(14)[1]'), 'RSI 14 before');
  assert.equal(label('odd'), 'odd');
});

test('a colour belongs to the place in the list, shown or not', () => {
  const all = ['sma(20)', 'sma(50)', 'ema(20)'];
  assert.equal(paletteIndex('ema(20)', all), 2);
  assert.deepEqual(shownIndicators(undefined, all), ['sma(20)', 'ema(20)']);
  assert.deepEqual(shownIndicators(['ema(20)', 'gone(1)'], all), ['ema(20)']);
  assert.deepEqual(shownIndicators([], all), []);
});

test('a warming indicator says how far it is', () => {
  assert.equal(warmingText('sma(50)', { 'sma(50)': { need: 50, have: 37 } }), '37 of 50');
  assert.equal(warmingText('sma(50)', { 'sma(50)': { need: 50, have: 50 } }), null);
  assert.equal(warmingText('sma(50)', {}), null);
});

const ROWS = [
  { symbol: 'TSLA', name: 'Tesla', sector: 'Cars', changePercent: -2, volume: 5 },
  { symbol: 'AAPL', name: 'Apple', sector: 'Technology', changePercent: 1, volume: 9 },
  { symbol: 'TECH', name: null, sector: null, changePercent: null, volume: 1 },
];
const symbols = (rows) => rows.map((row) => row.symbol);

test('search looks at symbol, name and sector, and puts symbols that begin with the query first', () => {
  assert.deepEqual(symbols(findRows(ROWS, '')), ['AAPL', 'TECH', 'TSLA']);
  assert.deepEqual(symbols(findRows(ROWS, 'tech')), ['TECH', 'AAPL']);
  assert.deepEqual(symbols(findRows(ROWS, 'tesla cars')), ['TSLA']);
  assert.deepEqual(findRows(ROWS, 'x'), []);
});

test('the order by change or volume puts missing values last', () => {
  assert.deepEqual(symbols(findRows(ROWS, '', 'change')), ['AAPL', 'TSLA', 'TECH']);
  assert.deepEqual(symbols(findRows(ROWS, '', 'volume')), ['AAPL', 'TSLA', 'TECH']);
});

test('walking the list stops at its ends', () => {
  const list = ['A', 'B', 'C'];
  assert.deepEqual(
    [
      ['A', 1],
      ['A', -1],
      ['C', 1],
      ['B', Infinity],
      ['gone', 1],
      ['gone', -1],
    ].map(([from, step]) => neighbour(list, from, step)),
    ['B', 'A', 'C', 'C', 'A', 'C'],
  );
  assert.equal(neighbour([], 'A', 1), null);
});

test('signals are listed newest first', () => {
  const list = [
    { id: 'a', generatedAt: 1 },
    { id: 'b', generatedAt: 3 },
    { id: 'c', generatedAt: 2 },
  ];
  assert.deepEqual(
    newestFirst(list).map((s) => s.id),
    ['b', 'c', 'a'],
  );
});

test('the Wilson interval of textbook cases', () => {
  const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 5e-5, `${actual} is not ${expected}`);
  const half = wilson(5, 10);
  near(half.low, 0.2366);
  near(half.high, 0.7634);
  near(wilson(0, 10).high, 0.2775);
  assert.equal(wilson(0, 10).low, 0);
  assert.equal(wilson(0, 0), null);
});

test('reliability is pooled at one horizon, without raw and without ties, beside the base rate of the same bars', () => {
  const rows = [
    { horizonBars: 5, timeframe: '1m', samples: 12, ties: 2, hits: 9, base: { hitRate: 0.4 } },
    { horizonBars: 5, timeframe: '1h', samples: 30, ties: 0, hits: 21, base: { hitRate: 0.6 } },
    { horizonBars: 10, timeframe: '1m', samples: 99, ties: 0, hits: 0, base: { hitRate: 0.5 } },
    { horizonBars: 5, timeframe: 'raw', samples: 500, ties: 0, hits: 0, base: { hitRate: 0.5 } },
  ];
  const { samples, ties, hits, rate, base } = pooled(rows, 5);
  assert.deepEqual([samples, ties, hits, rate], [42, 2, 30, 0.75]);
  assert.ok(Math.abs(base - 0.55) < 1e-12, 'ten signals at 0.4, thirty at 0.6');
  assert.equal(pooled([], 5).base, null);
});

test('a hit rate is judged against the base rate rather than against a coin', () => {
  const of = (hits, samples, base) => verdict({ ...wilson(hits, samples), base });
  assert.equal(of(30, 40, 0.55), 'better');
  assert.equal(of(30, 40, 0.7), 'open', 'most bars of a rising stock rise');
  assert.equal(of(5, 10, 0.5), 'open');
  assert.equal(of(1, 30, 0.5), 'worse');
  assert.equal(of(1, 30, null), 'none');
  assert.equal(verdict(pooled([], 5)), 'none');
});

test('a signal is as old as the end of its bar, not as its arrival', () => {
  assert.equal(closedAt({ barTime: 60_000, timeframe: '5m', generatedAt: 9e12 }), 360_000);
  assert.equal(closedAt({ barTime: 60_000, timeframe: '1h', generatedAt: 9e12 }), 3_660_000);
  assert.equal(closedAt({ barTime: 60_000.5, timeframe: 'raw', generatedAt: 9e12 }), 60_000.5);
  const filledIn = [
    { id: 'old', barTime: 0, timeframe: '1m', generatedAt: 5 },
    { id: 'new', barTime: 60_000, timeframe: '1m', generatedAt: 5 },
  ];
  assert.deepEqual(
    newestFirst(filledIn).map((signal) => signal.id),
    ['new', 'old'],
  );
});
