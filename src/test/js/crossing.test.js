import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossingIn, indicatorOf, indicatorsIn } from '../../../webroot/model/crossing.js';
import { decidingFirst, firedParts, raisedFirst } from '../../../webroot/model/verdicts.js';

const RSI = { rule: 'rsi(14) crosses up through 30', satisfied: true, operands: { 'rsi(14)': 34, 'rsi(14)[1]': 28 }, children: [] };
const CROSS = {
  rule: 'ema(12) crosses down through sma(26)',
  satisfied: true,
  operands: { 'ema(12)': 9, 'ema(12)[1]': 12, 'sma(26)': 10, 'sma(26)[1]': 11 },
  children: [],
};
const LEVEL = { rule: 'rsi(14) is above 30', satisfied: true, operands: { 'rsi(14)': 57 }, children: [] };
const TREND = { rule: 'all of these hold', satisfied: true, operands: {}, children: [LEVEL, CROSS] };

test('where a line crosses a number: how far between the two bars, and at the number', () => {
  const { lines, fraction, value } = crossingIn(RSI);
  assert.deepEqual([lines, value], [['rsi(14)'], 30]);
  assert.ok(Math.abs(fraction - 1 / 3) < 1e-12);
});

test('where two lines cross each other, among the parts of a rule', () => {
  assert.deepEqual(crossingIn(TREND), { lines: ['ema(12)', 'sma(26)'], fraction: 0.5, value: 10.5 });
});

test('what does not hold, does not cross or has no values yet has no crossing', () => {
  assert.equal(crossingIn({ ...RSI, satisfied: false }), null);
  assert.equal(crossingIn(LEVEL), null);
  assert.equal(crossingIn({ ...RSI, operands: { 'rsi(14)': 34, 'rsi(14)[1]': null } }), null);
  assert.equal(crossingIn(null), null);
});

test('the indicators of a rule, each once', () => {
  assert.deepEqual(indicatorsIn(TREND), ['rsi(14)', 'ema(12)', 'sma(26)']);
  assert.deepEqual(['rsi(14)[1]', 'macd(12,26)', 'close', '30'].map(indicatorOf), ['rsi(14)', 'macd(12,26)', null, null]);
});

test('an explanation begins with what raised the signal', () => {
  assert.deepEqual(firedParts(TREND), [LEVEL.rule, CROSS.rule]);
  const failed = { ...RSI, satisfied: false };
  const any = { rule: 'any of these holds', satisfied: true, operands: {}, children: [failed, CROSS] };
  assert.deepEqual(firedParts(any), [CROSS.rule]);
  assert.deepEqual(decidingFirst(any), [CROSS, failed]);
  assert.deepEqual(decidingFirst({ ...any, satisfied: false }), [failed, CROSS]);
  const rules = [{ state: 'fails' }, { state: 'holds' }, { state: 'holds', signal: { id: 1 } }];
  assert.deepEqual(raisedFirst(rules), [rules[2], rules[1], rules[0]]);
});
