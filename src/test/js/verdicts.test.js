import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockers, conclusion, verdict, waitsFor } from '../../../webroot/model/verdicts.js';

const leaf = (rule, satisfied, operands = {}) => ({ rule, satisfied, operands, children: [] });
const all = (...children) => ({
  rule: 'all of these hold',
  satisfied: children.every((child) => child.satisfied),
  operands: {},
  children,
});
const OVERSOLD = leaf('rsi(14) is below 30', false, { 'rsi(14)': 42.123456 });
const RISING = leaf('sma(5) is above sma(20)', true, { 'sma(5)': 2, 'sma(20)': 1 });

test('what keeps a rule from holding are its failing simple rules', () => {
  assert.deepEqual(blockers(all(OVERSOLD, RISING)), [{ rule: OVERSOLD.rule, operands: OVERSOLD.operands }]);
  assert.deepEqual(blockers(RISING), []);
  const not = { rule: 'this does not hold', satisfied: false, operands: {}, children: [RISING] };
  assert.deepEqual(blockers(not), [{ rule: 'not: ' + RISING.rule, operands: RISING.operands }]);
});

test('a rule that fails says by which numbers', () => {
  const rule = { side: 'buy', state: 'fails', explain: all(OVERSOLD, RISING), signal: null };
  assert.deepEqual(verdict(rule, { provisional: false }), {
    sign: '✗',
    tone: 'no',
    text: 'Buy: does not hold',
    details: ['rsi(14) is below 30: rsi(14) 42.1235'],
    signal: null,
  });
});

test('a rule that waits says for how many bars', () => {
  const explain = leaf('rsi(14) crosses up through 30', false, { 'rsi(14)': null, 'rsi(14)[1]': null });
  const warmup = { 'rsi(14)': { need: 15, have: 9 } };
  assert.deepEqual(waitsFor(explain, warmup), ['rsi(14) has 9 of 15 bars']);
  const { tone, details } = verdict({ side: 'sell', state: 'warming', explain, signal: null }, { warmup });
  assert.deepEqual([tone, details], ['wait', ['rsi(14) has 9 of 15 bars']]);
  const first = leaf(explain.rule, false, { 'rsi(14)': 31, 'rsi(14)[1]': null });
  assert.deepEqual(waitsFor(first, {}), ['rsi(14) had no value at the bar before']);
});

test('a rule that holds is told apart by what became of it', () => {
  const rule = { side: 'buy', state: 'holds', explain: RISING, signal: null };
  assert.match(verdict(rule, { provisional: true }).text, /if the bar closed now/);
  assert.match(verdict(rule, { provisional: false }).text, /no signal is stored/);
  assert.match(verdict({ ...rule, signal: { id: 's' } }, { provisional: false }).text, /was raised/);
});

test('the bar as a whole in one line', () => {
  const fails = { state: 'fails', signal: null };
  const warming = { state: 'warming', signal: null };
  const line = (answer) => conclusion({ timeframe: '1m', ...answer });
  assert.match(line({ late: true }), /came late/);
  assert.match(line({ rules: [fails, warming] }), /no rule held/);
  assert.match(line({ rules: [fails], provisional: true }), /still open/);
  assert.match(line({ rules: [warming, warming] }), /every rule is still warming/);
  assert.match(line({ rules: [{ state: 'holds', signal: {} }, fails] }), /One signal/);
  assert.match(line({ elsewhere: [{ strategy: 'trend', timeframes: ['5m', '1h'] }] }), /look at 5m, 1h/);
  assert.match(line({}), /No strategy is configured/);
});
