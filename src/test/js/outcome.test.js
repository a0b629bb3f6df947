import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf } from '../../../webroot/model/outcome.js';

const moves = (...percents) => [5, 10, 20].map((bars, i) => ({ bars, percent: percents[i] ?? null }));
const THREE = {
  horizonBars: 20,
  bars: 3,
  final: false,
  percent: 0.5,
  moves: moves(),
  favourable: { percent: 3, bars: 1 },
  adverse: { percent: -2.5, bars: 2 },
};

test('as long as bars are missing it says how many there are', () => {
  const buy = outcomeOf({ side: 'buy' }, THREE);
  assert.equal(buy.text, 'After 3 of 20 bars: +0.50%, the signal’s way so far.');
  assert.deepEqual(
    buy.cells.map(({ result }) => result),
    [null, null, null],
  );
  assert.deepEqual(buy.extremes, [
    { title: 'Furthest its way', text: '3.00% in bar 1' },
    { title: 'Furthest against it', text: '2.50% in bar 2' },
  ]);
  assert.equal(outcomeOf({ side: 'sell' }, THREE).text, 'After 3 of 20 bars: +0.50%, against the signal so far.');
  assert.match(outcomeOf({ side: 'buy' }, { ...THREE, percent: 0 }).text, /0\.00%, unchanged so far/);
});

test('before the first bar nothing is said of the price', () => {
  const none = { ...THREE, bars: 0, percent: null, favourable: null, adverse: null };
  assert.deepEqual(outcomeOf({ side: 'buy' }, none), {
    text: 'After 0 of 20 bars: none has closed since.',
    cells: moves().map((move) => ({ ...move, result: null })),
    extremes: [],
  });
});

test('when all is known it is final', () => {
  const all = { ...THREE, bars: 20, final: true, percent: -2, moves: moves(1, 0, -2), adverse: { percent: 0, bars: 0 } };
  const sell = outcomeOf({ side: 'sell' }, all);
  assert.equal(sell.text, 'After 20 bars: −2.00%, the signal’s way.');
  assert.deepEqual(
    sell.cells.map(({ result }) => result),
    ['miss', 'tie', 'hit'],
  );
  assert.equal(sell.extremes[1].text, 'never');
  assert.equal(outcomeOf({ side: 'sell' }, { ...all, final: false, bars: 19 }).extremes[1].text, 'not yet');
});

test('until it was asked the score has what it has', () => {
  const score = [
    { horizonBars: 5, forwardReturn: 0.012 },
    { horizonBars: 10, forwardReturn: null },
  ];
  const { text, cells, extremes } = outcomeOf({ side: 'buy', score }, null);
  assert.match(text, /Reading/);
  assert.deepEqual(cells, [
    { bars: 5, percent: 1.2, result: 'hit' },
    { bars: 10, percent: null, result: null },
  ]);
  assert.deepEqual(extremes, []);
  assert.deepEqual(outcomeOf({ side: 'buy' }, null).cells, []);
});
