import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  START,
  arrowsOf,
  completionsAt,
  definedIn,
  figuresOf,
  nameAt,
  placeOf,
  slidersOf,
  summaryOf,
  valuesFor,
  wordsFor,
} from '../../../webroot/model/draft.js';

const param = (name, more = {}) => ({ name, default: 30, min: 5, max: 45, step: 1, whole: true, ...more });

const WORDS = [
  { name: 'buy', kind: 'statement', form: 'buy when …', description: 'the condition for a buy' },
  { name: 'crosses above', kind: 'operator', form: 'x crosses above y', description: 'above and was not before' },
  { name: 'crosses below', kind: 'operator', form: 'x crosses below y', description: 'below and was not before' },
  { name: 'close', kind: 'series', form: 'close', description: 'the last price' },
  { name: 'ema', kind: 'function', form: 'ema(x,n)', description: 'of any number' },
  { name: 'ema', kind: 'indicator', form: 'ema(20)', description: 'of the closes' },
  { name: 'macd', kind: 'indicator', form: 'macd(12,26,9)', description: 'MACD', outputs: ['macd', 'signal', 'histogram'] },
];

const labels = (found) => found.options.map(({ label }) => label);

test('values that were set hold while the text has a parameter of that name with room for them', () => {
  const params = [param('low'), param('width', { default: 0.5, min: 0, max: 1, step: 0, whole: false })];
  assert.deepEqual(valuesFor(params, { low: 20, width: 0.25, gone: 3 }), { low: 20, width: 0.25 });
  assert.deepEqual(valuesFor(params, { low: 4, width: 1.5 }), {});
  assert.deepEqual(valuesFor(params, { low: 20.5, width: NaN }), {});
  assert.deepEqual(valuesFor(params, { low: 30, width: '0.2' }), {}, 'as the text says, and what is no number');
});

test('a slider has the bounds of its parameter, a step, and the value that is set or else the one of the text', () => {
  const params = [
    param('low'),
    param('width', { default: 0.5, min: 0, max: 2, step: 0, whole: false }),
    param('fixed', { min: 30, max: 30 }),
  ];
  assert.deepEqual(slidersOf(params, { low: 12 }), [
    { name: 'low', min: 5, max: 45, step: 1, value: 12, isSet: true },
    { name: 'width', min: 0, max: 2, step: 0.02, value: 0.5, isSet: false },
  ]);
});

test('a problem is at its line and column, and never beyond the text', () => {
  const text = 'let a = 1\nbuy when clse > 1';
  const at = placeOf(text, { line: 2, column: 10, length: 4 });
  assert.equal(text.slice(at.from, at.to), 'clse');
  assert.deepEqual(placeOf(text, { line: 1, column: 1, length: 3 }), { from: 0, to: 3 });
  assert.deepEqual(placeOf(text, { line: 2, column: 18, length: 1 }), { from: text.length, to: text.length });
  assert.deepEqual(placeOf('', { line: 9, column: 9, length: 9 }), { from: 0, to: 0 });
});

test('the name under the pointer is a whole word, and none in a comment or in quotes', () => {
  const text = 'let fast = ema(close, 12) # not close\ndescribe "no close here"';
  assert.deepEqual(nameAt(text, 12), { name: 'ema', from: 11, to: 14 });
  assert.deepEqual(nameAt(text, 14), { name: 'ema', from: 11, to: 14 });
  assert.equal(nameAt(text, text.indexOf('12')), null);
  assert.equal(nameAt(text, text.indexOf('# not close') + 8), null);
  assert.equal(nameAt(text, text.indexOf('close here') + 1), null);
});

test('a word is explained with all its forms, and the first of two words with both', () => {
  assert.deepEqual(
    wordsFor(WORDS, 'ema').map(({ form }) => form),
    ['ema(x,n)', 'ema(20)'],
  );
  assert.equal(wordsFor(WORDS, 'crosses').length, 2);
  assert.deepEqual(wordsFor(WORDS, 'nothing'), []);
});

test('at the start of a line statements are offered, behind it names of the text and of the language', () => {
  assert.deepEqual(labels(completionsAt(WORDS, 'b', 1)), ['buy']);
  const text = 'param low = 3\nlet r = rsi(14)\nbuy when r cr';
  const found = completionsAt(WORDS, text, text.length);
  assert.equal(found.from, text.length - 2);
  assert.deepEqual(labels(found), ['low', 'r', 'crosses above', 'crosses below', 'close', 'ema', 'ema', 'macd']);
  assert.deepEqual(
    found.options.filter(({ label }) => label === 'ema').map(({ apply }) => apply),
    ['ema(', 'ema(20)'],
  );
  assert.equal(completionsAt(WORDS, '', 0).options[0].apply, 'buy when ');
});

test('after the dot of an indicator its outputs are offered; in comments and quotes nothing is', () => {
  const text = 'let a = macd(12,26,9).s';
  const found = completionsAt(WORDS, text, text.length);
  assert.deepEqual(labels(found), ['macd', 'signal', 'histogram']);
  assert.equal(found.from, text.length - 1);
  assert.equal(completionsAt(WORDS, 'let a = ema(3).', 15), null);
  assert.equal(completionsAt(WORDS, '# cl', 4), null);
  assert.equal(completionsAt(WORDS, 'describe "cl', 12), null);
});

test('what a text defines is found, each name once', () => {
  assert.deepEqual(definedIn(START), [
    { name: 'low', kind: 'param' },
    { name: 'high', kind: 'param' },
    { name: 'r', kind: 'let' },
  ]);
  assert.deepEqual(definedIn('let a = 1\nlet a = 2\n#let b = 3'), [{ name: 'a', kind: 'let' }]);
});

const row = (side, horizonBars) => ({ side, horizonBars, samples: 1 });
const result = (signals, more = {}) => ({
  symbol: 'AAPL',
  timeframe: '1m',
  bars: 4_986,
  needs: 15,
  signals,
  reliability: ['buy', 'sell'].flatMap((side) => [5, 10].map((horizon) => row(side, horizon))),
  ...more,
});

test('arrows are those of the chart that the answer is of, the newest thousand', () => {
  const signals = Array.from({ length: 1_500 }, (_, i) => ({ time: i, side: 'buy' }));
  const arrows = arrowsOf(result(signals), { symbol: 'AAPL', timeframe: '1m' });
  assert.equal(arrows.length, 1_000);
  assert.deepEqual(arrows[999], { id: 'draft/1499/buy', barTime: 1_499, side: 'buy', draft: true });
  assert.deepEqual(arrowsOf(result(signals), { symbol: 'AAPL', timeframe: '5m' }), []);
  assert.deepEqual(arrowsOf(null, { symbol: 'AAPL', timeframe: '1m' }), []);
});

test('figures are counted by side and taken of the horizon that is chosen', () => {
  const found = result([{ side: 'buy' }, { side: 'sell' }, { side: 'buy' }]);
  assert.deepEqual(figuresOf(found, 10), [
    { side: 'buy', count: 2, row: row('buy', 10) },
    { side: 'sell', count: 1, row: row('sell', 10) },
  ]);
});

test('one line says how many signals there were on how many bars, or that there are too few', () => {
  assert.equal(summaryOf(result([{}])), '1 signal on the last 4,986 bars of AAPL 1m');
  assert.equal(summaryOf(result([])), '0 signals on the last 4,986 bars of AAPL 1m');
  assert.equal(summaryOf(result([], { bars: 0 })), 'AAPL 1m has fewer than the 15 bars that the rules need');
});
