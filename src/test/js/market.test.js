import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depth, recentOrders, stepPath } from '../../../webroot/model/depth.js';
import { largest, shade, treemap } from '../../../webroot/model/heatmap.js';
import { sorted, windowOf } from '../../../webroot/model/markettable.js';
import { mood, needle, sentiment } from '../../../webroot/model/sentiment.js';
import { advance, closesOf, fill, isFilled, POINTS } from '../../../webroot/model/sparks.js';
import { create, FAVOURITES, ListError, move, readLists, remove, rename, rowsOf, toggle } from '../../../webroot/model/watchlists.js';

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test('the treemap of the paper: 6, 6, 4, 3, 2, 2, 1 in a box of 6 by 4', () => {
  const tiles = treemap([6, 6, 4, 3, 2, 2, 1].map((weight) => ({ weight })), 6, 4);
  const of = (i) => [tiles[i].x, tiles[i].y, tiles[i].w, tiles[i].h];
  of(0).forEach((n, i) => near(n, [0, 0, 3, 2][i]));
  of(1).forEach((n, i) => near(n, [0, 2, 3, 2][i]));
  of(2).forEach((n, i) => near(n, [3, 0, 12 / 7, 7 / 3][i]));
  of(3).forEach((n, i) => near(n, [3 + 12 / 7, 0, 9 / 7, 7 / 3][i]));
});

test('tiles fill the box, keep their share of it and do not overlap, whatever the weights', () => {
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 100; round++) {
    const items = Array.from({ length: 1 + Math.floor(random() * 60) }, () => ({ weight: 10 ** (random() * 6) }));
    const tiles = treemap(items, 300, 200);
    const total = items.reduce((sum, { weight }) => sum + weight, 0);
    assert.equal(tiles.length, items.length);
    for (const { item, x, y, w, h } of tiles) {
      assert.ok(Math.abs(w * h - (item.weight / total) * 60_000) < 1e-3);
      assert.ok(x >= -1e-6 && y >= -1e-6 && x + w <= 300 + 1e-6 && y + h <= 200 + 1e-6);
    }
    for (let i = 0; i < tiles.length; i++) {
      for (let j = i + 1; j < tiles.length; j++) {
        const [a, b] = [tiles[i], tiles[j]];
        const across = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
        const down = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
        assert.ok(across < 1e-6 || down < 1e-6, 'two tiles overlap');
      }
    }
  }
  assert.deepEqual(treemap([{ weight: 0 }, { weight: NaN }], 10, 10), []);
  assert.deepEqual(treemap([{ weight: 1 }], 0, 10), []);
});

test('shades go by the size of a change, the largest come first', () => {
  assert.deepEqual([0, 0.04, 0.1, -0.3, 1, -9, NaN, null].map(shade), ['flat', 'flat', 'up-1', 'down-2', 'up-3', 'down-4', 'flat', 'flat']);
  assert.deepEqual(largest([{ weight: 1 }, { weight: 3 }, { weight: 2 }], 2), { shown: [{ weight: 3 }, { weight: 2 }], left: 1 });
});

test('orders add up by price, best first, and tell when they cross', () => {
  const order = (side, price, quantity, time = 0) => ({ type: 'order_book', side, price, quantity, time });
  const found = depth([order('buy', 9, 5), order('buy', 10, 1), order('buy', 9, 2), order('sell', 11, 4), order('sell', 12, 4)]);
  assert.deepEqual(found.bids, [{ price: 10, quantity: 1, total: 1 }, { price: 9, quantity: 7, total: 8 }]);
  assert.deepEqual([found.bestBid, found.bestAsk, found.crossed, found.imbalance], [10, 11, false, 0]);
  assert.equal(depth([order('buy', 12, 1), order('sell', 11, 1)]).crossed, true);
  assert.equal(depth([]).imbalance, null);
  const facts = [order('buy', 1, 1, 100), order('buy', 1, 1, 10), { type: 'news_sentiment', time: 900 }];
  assert.deepEqual(recentOrders(facts, 50), [facts[0]]);
  assert.deepEqual(recentOrders([], 50), []);
  const scale = { low: 9, high: 12, most: 8 };
  assert.equal(stepPath(found.bids, scale, 30, 16), 'M10,16V14H0V0H0V16Z');
  assert.equal(stepPath([], scale, 30, 16), '');
});

test('sentiment weighs news by magnitude and age', () => {
  const news = (score, magnitude, time) => ({ type: 'news_sentiment', score, magnitude, time });
  near(sentiment([news(1, 1, 0), news(-1, 3, 0)]).score, -0.5);
  near(sentiment([news(1, 1, 6 * 3_600_000), news(-1, 1, 0)]).score, 1 / 3);
  assert.deepEqual(sentiment([]), { score: null, items: 0, newest: null });
  assert.equal(sentiment([news(1, 0, 5)]).score, null);
  assert.deepEqual([null, 0.05, 0.3, -0.9].map(mood), ['no news', 'neutral', 'positive', 'very negative']);
  assert.deepEqual([needle(-1, 50, 50, 40), needle(0, 50, 50, 40), needle(7, 50, 50, 40)], [{ x: 10, y: 50 }, { x: 50, y: 10 }, { x: 90, y: 50 }]);
});

test('small lines: what was asked for, then one point a minute', () => {
  const sparks = new Map();
  advance(sparks, 'A', 180_000, 4);
  assert.equal(isFilled(sparks, 'A'), false);
  fill(sparks, 'A', [[60_000, 1], [120_000, 2]]);
  assert.deepEqual(closesOf(sparks, 'A'), [1, 2, 4]);
  advance(sparks, 'A', 185_000, 5);
  advance(sparks, 'A', 170_000, 9);
  advance(sparks, 'A', 240_000, 6);
  assert.deepEqual(closesOf(sparks, 'A'), [1, 2, 5, 6]);
  for (let minute = 5; minute < 100; minute++) advance(sparks, 'A', minute * 60_000, minute);
  assert.equal(closesOf(sparks, 'A').length, POINTS);
  assert.equal(closesOf(sparks, 'A').at(-1), 99);
  assert.deepEqual(closesOf(sparks, 'B'), []);
});

test('named lists: made, renamed, reordered, deleted, and read with suspicion', () => {
  let lists = toggle({}, FAVOURITES, 'AAPL');
  lists = toggle(lists, FAVOURITES, 'MSFT');
  lists = move(lists, FAVOURITES, 'MSFT', -1);
  assert.deepEqual(lists, { Favourites: ['MSFT', 'AAPL'] });
  assert.equal(move(lists, FAVOURITES, 'MSFT', -1), lists);
  lists = create(lists, ' Tech ', ['NVDA']);
  assert.throws(() => create(lists, 'Tech'), ListError);
  assert.throws(() => create(lists, '  '), ListError);
  lists = rename(lists, 'Tech', 'Chips');
  assert.deepEqual(Object.keys(lists), ['Favourites', 'Chips']);
  assert.throws(() => rename(lists, 'Chips', FAVOURITES), ListError);
  assert.deepEqual(remove(lists, 'Chips'), { Favourites: ['MSFT', 'AAPL'] });
  const rows = new Map([['AAPL', { symbol: 'AAPL' }], ['MSFT', { symbol: 'MSFT' }]]);
  assert.deepEqual(rowsOf(rows, lists, FAVOURITES).map(({ symbol }) => symbol), ['MSFT', 'AAPL']);
  assert.equal(rowsOf(rows, lists, 'gone').length, 2);
  assert.deepEqual(readLists({ a: ['X', 'X', 5], b: 'no', '': ['Y'] }), { a: ['X'] });
  for (const odd of [null, 5, 'x', ['a']]) assert.deepEqual(readLists(odd), {});
});

test('the table sorts what it knows and draws what is in view', () => {
  const entry = (symbol, changePercent) => ({ row: { symbol, changePercent }, summary: null });
  const entries = [entry('C', null), entry('A', 1), entry('B', 2), entry('D', 1)];
  const order = (column, descending) => sorted(entries, column, descending).map(({ row }) => row.symbol).join('');
  assert.equal(order('change', true), 'BADC');
  assert.equal(order('change', false), 'ADBC');
  assert.equal(order('symbol', false), 'ABCD');
  assert.equal(order('signals', true), 'ABCD');
  assert.deepEqual(windowOf(10_000, 28, 28_000, 560, 8), { from: 992, to: 1_028, above: 27_776, below: 251_216 });
  assert.deepEqual(windowOf(3, 28, 0, 560), { from: 0, to: 3, above: 0, below: 0 });
  assert.deepEqual(windowOf(0, 28, 500, 560), { from: 0, to: 0, above: 0, below: 0 });
});
