/* global document */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, nextFrame, show, textOf } from './dom.js';

const { Store } = await import('../../../webroot/store.js');
const { Explain } = await import('../../../webroot/views/explain.js');

const NOW = Date.UTC(2026, 10, 23, 12, 13, 0);
const RULE = {
  rule: 'rsi(14) crosses up through 30',
  satisfied: true,
  operands: { 'rsi(14)': 31.5, 'rsi(14)[1]': 28.25 },
};
const SIGNAL = {
  id: 's1',
  symbol: 'AAPL',
  side: 'buy',
  strategy: 'rsi-reversal',
  version: 2,
  timeframe: '1m',
  price: 101.5,
  strength: 0.4,
  barTime: NOW,
  generatedAt: NOW + 60_000,
  explain: RULE,
  inputs: { close: 101.5, 'rsi(14)': 31.5, barTime: NOW },
};
let store;

beforeEach(() => {
  store = new Store({ now: () => NOW });
});

afterEach(() => document.querySelector('main').replaceChildren());

const factsOf = (element, selector) => {
  const list = element.querySelector(selector);
  const values = [...list.querySelectorAll('dd')].map(textOf);
  return Object.fromEntries([...list.querySelectorAll('dt')].map((name, i) => [textOf(name), values[i]]));
};

test('without a choice it says how to choose', () => {
  const { view: explain } = show(Explain, store);
  assert.match(textOf(explain), /^Choose a signal to see why it was raised/);
});

test('a signal is explained by its rule, the operands, its facts and its inputs', () => {
  store.state.signals.set('s1', SIGNAL);
  store.state.selection.signalId = 's1';
  const { view: explain, emitted } = show(Explain, store);
  assert.equal(textOf(explain.querySelector('h2')), '▲ Buy AAPL');
  assert.equal(textOf(explain.querySelector('[data-testid=raised-by]')), 'Raised because rsi(14) crosses up through 30.');
  assert.match(textOf(explain.querySelector('.operands')), /rsi\(14\) 31\.5.*a bar before 28\.25/);
  const facts = factsOf(explain, '.facts');
  assert.equal(facts.Strategy, 'rsi-reversal v2');
  assert.equal(facts.Bar, '2026-11-23 12:13:00 · 1m');
  assert.equal(facts.Price, '101.50');
  assert.equal(facts.Strength, '40%');
  assert.deepEqual(factsOf(explain, '.inputs'), { Close: '101.5', 'RSI 14': '31.5' });
  click(explain.querySelector('[data-testid=show-studies]'));
  click(explain.querySelector('[data-testid=all-rules]'));
  click(explain.querySelector('[data-act=close]'));
  assert.deepEqual(emitted, [
    ['tt-show-studies', { symbol: 'AAPL', timeframe: '1m', names: ['rsi(14)'] }],
    ['tt-why', { symbol: 'AAPL', timeframe: '1m', time: NOW }],
    ['tt-signal', { id: null }],
  ]);
});

test('what is of later is hidden during a replay', () => {
  store.state.signals.set('s1', SIGNAL);
  store.state.selection.signalId = 's1';
  store.state.replay = { until: NOW - 1, timeframe: '1m' };
  const { view: explain } = show(Explain, store);
  assert.equal(textOf(explain), 'Hidden during replay: this is of later.');
});

const answer = (more = {}) => ({
  symbol: 'AAPL',
  timeframe: '1m',
  bar: { time: NOW, open: 100, high: 102, low: 99, close: 101.5, volume: 500 },
  before: NOW - 60_000,
  next: null,
  values: { 'rsi(14)': 45 },
  previous: { 'rsi(14)': 44 },
  rules: [],
  elsewhere: [],
  ...more,
});

test('a bar is asked about, its neighbours too, and a question that failed once more', () => {
  const why = { symbol: 'AAPL', timeframe: '1m', time: NOW, answer: null, problem: null };
  store.state.selection.why = why;
  const { view: explain, emitted } = show(Explain, store);
  const body = explain.querySelector('[role=group]');
  assert.equal(textOf(body), 'Asking …');
  assert.equal(body.getAttribute('aria-busy'), 'true');
  store.set('selection', { why: { ...why, problem: 'no answer' } });
  nextFrame();
  assert.equal(textOf(explain.querySelector('[role=alert]')), 'no answer');
  click(explain.querySelector('[data-act=again]'));
  store.set('selection', { why: { ...why, answer: answer() } });
  nextFrame();
  assert.match(textOf(explain.querySelector('h2')), /^AAPL · 1m 2026-11-23 12:13/);
  assert.equal(factsOf(explain, '.inputs').Close, '101.5');
  assert.ok(explain.querySelector('[data-testid=why-next]').hasAttribute('disabled'), 'there is no bar after');
  click(explain.querySelector('[data-testid=why-before]'));
  assert.deepEqual(emitted, [
    ['tt-why', { symbol: 'AAPL', timeframe: '1m', time: NOW }],
    ['tt-why', { symbol: 'AAPL', timeframe: '1m', time: NOW - 60_000 }],
  ]);
});
