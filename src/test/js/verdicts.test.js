import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockers, conclusion, operandsOf, standing, verdict, waitsFor } from '../../../webroot/model/verdicts.js';

const leaf = (rule, satisfied, operands = {}) => ({ rule, satisfied, operands, children: [] });
const all = (...children) => ({
  rule: 'all of these hold',
  satisfied: children.every((child) => child.satisfied),
  operands: {},
  children,
});
const OVERSOLD = leaf('rsi(14) is below 30', false, { 'rsi(14)': 42.123456 });
const RISING = leaf('sma(5) is above sma(20)', true, { 'sma(5)': 2, 'sma(20)': 1 });

test('each part stands by sign and word, not by colour alone', () => {
  assert.deepEqual(standing(RISING), { tone: 'yes', sign: '✓', word: 'holds' });
  assert.deepEqual(standing(OVERSOLD), { tone: 'no', sign: '✗', word: 'does not hold' });
  assert.deepEqual(standing(leaf('sma(50) is above 1', null)), { tone: 'wait', sign: '…', word: 'can’t be told yet' });
});

test('an operand has its value, the bar it is of, and how far it is while it warms up', () => {
  const warming = { operands: { 'sma(50)': null, 'sma(50)[1]': null, close: 3 }, warmup: { 'sma(50)': { need: 50, have: 37 } } };
  assert.deepEqual(operandsOf(warming), [
    { name: 'sma(50)', value: null, before: false, warming: '37 of 50' },
    { name: 'sma(50)', value: null, before: true, warming: null },
    { name: 'close', value: 3, before: false, warming: null },
  ]);
  assert.deepEqual(operandsOf({}), []);
});

test('what keeps a rule from holding are its failing simple rules', () => {
  assert.deepEqual(blockers(all(OVERSOLD, RISING)), [{ rule: OVERSOLD.rule, operands: OVERSOLD.operands }]);
  assert.deepEqual(blockers(RISING), []);
  const not = { rule: 'this does not hold', satisfied: false, operands: {}, children: [RISING] };
  assert.deepEqual(blockers(not), [{ rule: 'not: ' + RISING.rule, operands: RISING.operands }]);
});

test('a rule that fails says by which numbers, and what they do not say', () => {
  const rule = { side: 'buy', state: 'fails', reason: 'fails', explain: all(OVERSOLD, RISING), signal: null };
  assert.deepEqual(verdict(rule, { provisional: false }), {
    sign: '✗',
    tone: 'no',
    text: 'Buy: does not hold',
    details: ['rsi(14) is below 30: rsi(14) 42.1235'],
    signal: null,
  });
  const crossing = { ...leaf('rsi(14) crosses up through 30', false, { 'rsi(14)': 32, 'rsi(14)[1]': 31 }), note: 'already above' };
  assert.deepEqual(verdict({ ...rule, explain: crossing }, {}).details, [
    'rsi(14) crosses up through 30: rsi(14) 32, rsi(14) a bar before 31; already above',
  ]);
});

test('a rule that waits says for how many bars', () => {
  const explain = leaf('rsi(14) crosses up through 30', null, { 'rsi(14)': null, 'rsi(14)[1]': null });
  const warmup = { 'rsi(14)': { need: 15, have: 9 } };
  assert.deepEqual(waitsFor(explain, warmup), ['rsi(14) has 9 of 15 bars']);
  const { tone, text, details } = verdict({ side: 'sell', state: 'warming', reason: 'warming', explain, signal: null }, { warmup });
  assert.deepEqual([tone, text, details], ['wait', 'Sell: still warming up', ['rsi(14) has 9 of 15 bars']]);
  const first = leaf(explain.rule, null, { 'rsi(14)': 31, 'rsi(14)[1]': null });
  assert.deepEqual(waitsFor(first, {}), ['rsi(14) had no value at the bar before']);
});

test('a rule that holds is told apart by what became of it', () => {
  const rule = { side: 'buy', state: 'holds', explain: RISING, signal: null };
  const signal = { id: 's', version: 1 };
  assert.match(verdict({ ...rule, reason: 'open' }, { provisional: true }).text, /if the bar closed now/);
  assert.match(verdict({ ...rule, reason: 'not_stored' }, {}).text, /no signal is stored/);
  assert.match(verdict({ ...rule, reason: 'raised', signal }, {}).text, /was raised/);
  assert.match(verdict({ ...rule, reason: 'raised_by_other_version', signal }, {}).text, /version 1 of the strategy/);
  assert.match(verdict({ ...rule, reason: 'raised_on_finer', signal: { ...signal, timeframe: '1m' } }, {}).text, /raised on 1m/);
});

test('a strategy that does not run here says where it does', () => {
  const rule = { side: 'buy', state: 'fails', reason: 'not_on_timeframe', explain: OVERSOLD, timeframes: ['5m', '1h'], signal: null };
  assert.equal(verdict(rule, {}).text, 'Buy: does not hold; the strategy looks at 5m, 1h only');
  const off = { ...rule, state: 'holds', reason: 'not_configured', explain: RISING, timeframes: [] };
  assert.equal(verdict(off, {}).text, 'Buy: holds; the strategy is switched off');
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
  assert.match(line({ elsewhere: [{ strategy: 'trend', timeframes: [] }] }), /No strategy is configured/);
  assert.match(line({}), /No strategy is configured/);
});
