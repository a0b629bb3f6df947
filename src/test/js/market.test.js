import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depth, recentOrders, stepPath, unmet } from '../../../webroot/model/depth.js';
import { largest, neighbourOf, SHADES, shade, treemap } from '../../../webroot/model/heatmap.js';
import { OWN, scrolledTo, sorted, windowOf } from '../../../webroot/model/markettable.js';
import { mood, needle, sentiment } from '../../../webroot/model/sentiment.js';
import { advance, closesOf, fill, isFilled, POINTS, senseOf } from '../../../webroot/model/sparks.js';
import {
  add,
  create,
  FAVOURITES,
  ListError,
  listNames,
  listsShown,
  move,
  readLists,
  remove,
  rename,
  rowsOf,
  spelled,
  takenIn,
  toggle,
} from '../../../webroot/model/watchlists.js';

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test('the treemap of the paper: 6, 6, 4, 3, 2, 2, 1 in a box of 6 by 4', () => {
  const tiles = treemap(
    [6, 6, 4, 3, 2, 2, 1].map((weight) => ({ weight })),
    6,
    4,
  );
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
  assert.deepEqual(found.bids, [
    { price: 10, quantity: 1, total: 1 },
    { price: 9, quantity: 7, total: 8 },
  ]);
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
  assert.deepEqual(
    [needle(-1, 50, 50, 40), needle(0, 50, 50, 40), needle(7, 50, 50, 40)],
    [
      { x: 10, y: 50 },
      { x: 50, y: 10 },
      { x: 90, y: 50 },
    ],
  );
});

test('small lines: what was asked for, then one point a minute', () => {
  const sparks = new Map();
  advance(sparks, 'A', 180_000, 4);
  assert.equal(isFilled(sparks, 'A'), false);
  fill(sparks, 'A', [
    [60_000, 1],
    [120_000, 2],
  ]);
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
  const rows = new Map([
    ['AAPL', { symbol: 'AAPL' }],
    ['MSFT', { symbol: 'MSFT' }],
  ]);
  assert.deepEqual(
    rowsOf(rows, lists, FAVOURITES).map(({ symbol }) => symbol),
    ['MSFT', 'AAPL'],
  );
  assert.equal(rowsOf(rows, lists, 'gone').length, 2);
  assert.deepEqual(readLists({ a: ['X', 'X', 5], b: 'no', '': ['Y'] }), { a: ['X'] });
  for (const odd of [null, 5, 'x', ['a']]) assert.deepEqual(readLists(odd), {});
});

test('the table sorts what it knows and draws what is in view', () => {
  const row = (symbol, changePercent, more = {}) => ({ symbol, changePercent, ...more });
  const signal = (barTime, timeframe) => ({ lastSignal: { barTime, timeframe } });
  const rows = [
    row('C', null),
    row('A', 1, { rsi: 20, ...signal(0, '5m') }),
    row('B', 2, { rsi: NaN }),
    row('D', 1, { rsi: 80, ...signal(60_000, '1m') }),
  ];
  const order = (column, descending) =>
    sorted(rows, column, descending)
      .map(({ symbol }) => symbol)
      .join('');
  assert.equal(order('change', true), 'BADC');
  assert.equal(order('change', false), 'ADBC');
  assert.equal(order('symbol', false), 'ABCD');
  assert.equal(order('rsi', true), 'DABC');
  assert.equal(order('signal', true), 'ADBC', 'by the end of its bar');
  assert.equal(order(OWN, false), 'CABD');
  assert.equal(order('trend', false), 'CABD');
  assert.equal(order('nonsense', true), 'CABD');
  assert.equal(rows[0].symbol, 'C', 'the rows given stay as they are');
  assert.deepEqual(windowOf(10_000, 28, 28_000, 560, 8), { from: 992, to: 1_028, above: 27_776, below: 251_216 });
  assert.deepEqual(windowOf(3, 28, 0, 560), { from: 0, to: 3, above: 0, below: 0 });
  assert.deepEqual(windowOf(0, 28, 500, 560), { from: 0, to: 0, above: 0, below: 0 });
});

test('a row that is walked to is scrolled into view, below the head and above the end', () => {
  assert.equal(scrolledTo(5, 20, 25, 0, 200), 0, 'it is there');
  assert.equal(scrolledTo(2, 20, 25, 100, 200), 40, 'above');
  assert.equal(scrolledTo(50, 20, 25, 0, 200), 50 * 20 + 20 + 25 - 200, 'below');
});

test('arrows go from tile to tile, to the one beside before the one aslant', () => {
  const tile = (name, x, y, w, h) => ({ name, x, y, w, h });
  const tiles = [tile('big', 0, 0, 60, 100), tile('top', 60, 0, 40, 30), tile('middle', 60, 30, 20, 70), tile('corner', 80, 30, 20, 70)];
  const go = (from, step) =>
    neighbourOf(
      tiles,
      tiles.find(({ name }) => name === from),
      step,
    )?.name ?? null;
  assert.deepEqual([go('big', [1, 0]), go('big', [-1, 0]), go('big', [0, 1])], ['middle', null, null]);
  assert.deepEqual(
    [go('top', [0, 1]), go('top', [-1, 0]), go('middle', [1, 0]), go('corner', [0, -1])],
    ['middle', 'big', 'corner', 'top'],
  );
  let seed = 11;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const many = treemap(
    Array.from({ length: 40 }, (_, i) => ({ i, weight: 10 ** (random() * 3) })),
    300,
    200,
  );
  const reached = new Set([many[0]]);
  for (const from of reached)
    for (const step of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ])
      reached.add(neighbourOf(many, from, step) ?? from);
  assert.equal(reached.size, many.length, 'every tile is reached by arrows');
});

test('the legend has one of each shade', () => {
  assert.deepEqual(SHADES.map(shade), ['down-4', 'down-3', 'down-2', 'down-1', 'flat', 'up-1', 'up-2', 'up-3', 'up-4']);
});

test('a small line has the colour of its own way', () => {
  assert.deepEqual([[1, 3, 2], [2, 1], [1, 2, 1], [1], []].map(senseOf), ['up', 'down', 'flat', 'flat', 'flat']);
});

test('symbols are added as they are written, those unknown are told', () => {
  const rows = new Map([
    ['AAPL', {}],
    ['BRK.B', {}],
  ]);
  assert.deepEqual(spelled(' aapl, brk.b;AAPL nope ', rows), { found: ['AAPL', 'BRK.B'], unknown: ['NOPE'] });
  assert.deepEqual(spelled(' ', rows), { found: [], unknown: [] });
  assert.deepEqual(add({ A: ['X'] }, 'A', ['Y', 'X']), { A: ['X', 'Y'] });
  assert.throws(
    () =>
      add(
        {},
        'A',
        Array.from({ length: 501 }, (_, i) => 'S' + i),
      ),
    ListError,
  );
  assert.deepEqual(listNames({ Zinc: [], Favourites: [], Alu: [] }), ['Favourites', 'Alu', 'Zinc']);
  assert.deepEqual(listNames({}), ['Favourites']);
});

test('a name can do no harm', () => {
  assert.throws(() => create({}, '__proto__'), ListError);
  assert.deepEqual(Object.keys(readLists(JSON.parse('{"__proto__": ["A"], "toString": ["B"]}'))), ['toString']);
  assert.deepEqual(rowsOf(new Map([['A', 1]]), {}, 'toString'), [1], 'no list of that name');
});

test('lists go with the layout that shows them and never take the place of others', () => {
  const lists = { Mine: ['A'], Other: ['B'] };
  const panels = [{ settings: { list: 'Mine' } }, { settings: { list: 'gone' } }, { settings: {} }];
  assert.deepEqual(listsShown(panels, lists), { Mine: ['A'] });
  assert.deepEqual(takenIn({}, { Mine: ['A'] }), { lists: { Mine: ['A'] }, names: { Mine: 'Mine' } });
  assert.deepEqual(takenIn(lists, { Mine: ['A'] }), { lists, names: { Mine: 'Mine' } }, 'the same one');
  const twice = takenIn(lists, { Mine: ['C'] });
  assert.deepEqual(twice, { lists: { ...lists, 'Mine 2': ['C'] }, names: { Mine: 'Mine 2' } });
  assert.deepEqual(takenIn(twice.lists, { Mine: ['C'] }), twice, 'once more adds nothing');
  for (const odd of [undefined, null, 7, 'x']) assert.deepEqual(takenIn(lists, odd), { lists, names: {} });
});

test('an order that a newer one of the other side has met is gone, so that bids stay below asks while the price moves', () => {
  const orders = [];
  let last = 100;
  for (let time = 0; time < 500; time++) {
    last += Math.sin(time / 40) * 0.2;
    const side = time % 2 ? 'buy' : 'sell';
    orders.push({ type: 'order_book', side, price: side === 'buy' ? last - 0.05 : last + 0.05, quantity: 1, time });
  }
  assert.equal(depth(orders).crossed, true);
  const found = depth(unmet(orders));
  assert.equal(found.crossed, false);
  assert.ok(
    found.bestBid < found.bestAsk && Math.abs(found.bestBid - last) < 0.3 && Math.abs(found.bestAsk - last) < 0.3,
    `${found.bestBid} ${last} ${found.bestAsk}`,
  );
  assert.deepEqual(unmet([]), []);
});
