/* global document */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, enter, nextFrame, show, textOf } from './dom.js';

const { START } = await import('../../../webroot/model/draft.js');
const { Store } = await import('../../../webroot/store.js');
const { Strategy } = await import('../../../webroot/views/strategy.js');

const row = (side, horizonBars, more = {}) => ({
  side,
  horizonBars,
  samples: 12,
  ties: 2,
  hits: 8,
  hitRate: 0.8,
  low: 0.49,
  high: 0.94,
  meanReturn: 0.01,
  base: { samples: 100, ties: 0, hits: 50, hitRate: 0.5, meanReturn: 0 },
  ...more,
});
const reliability = ['buy', 'sell'].flatMap((side) =>
  [5, 10, 20].map((bars) => row(side, bars, bars === 20 ? { samples: 0, ties: 0 } : {})),
);
const result = {
  symbol: 'AAPL',
  timeframe: '1m',
  bars: 600,
  warmUpBars: 15,
  needs: 15,
  signals: [
    { time: 60_000, side: 'buy', price: 100.5, strength: 0.5 },
    { time: 120_000, side: 'sell', price: 101, strength: null },
  ],
  reliability,
  elapsedMs: 12.4,
};
const param = { name: 'low', default: 30, min: 5, max: 45, step: 1, whole: true };
let store;
let page;

/** The field comes when the editor's library was found missing, which takes some turns. */
async function settled() {
  for (let i = 0; i < 200 && !page.view.querySelector('textarea'); i += 1) await new Promise((done) => setTimeout(done, 1));
  nextFrame();
}

beforeEach(async () => {
  store = new Store({ now: () => 0 });
  page = show(Strategy, store);
  await settled();
});

afterEach(() => document.querySelector('main').replaceChildren());

const draft = (change) => {
  store.set('draft', change);
  nextFrame();
};

test('without the editor library the text is in a plain field, and typing in it is told', () => {
  const field = page.view.querySelector('textarea');
  assert.equal(field.value, START);
  assert.equal(field.getAttribute('aria-label'), 'Strategy');
  enter(field, 'buy when close > 1');
  assert.deepEqual(page.emitted.at(-1), ['tt-draft', { text: 'buy when close > 1' }]);
});

test('problems are listed with their places, as text', () => {
  draft({ problems: [{ line: 2, column: 10, length: 4, message: 'there is no "<b>"' }], result: null, phase: 'done' });
  assert.equal(textOf(page.view.querySelector('[data-testid=strategy-problems]')), '2:10 there is no "<b>"');
  assert.equal(page.view.querySelector('b'), null);
  assert.equal(textOf(page.view.querySelector('[data-testid=strategy-said]')), 'One problem');
});

test('what was found is a number of signals, rates beside any bar, and a list of places, newest first', () => {
  draft({ result, phase: 'done' });
  assert.equal(textOf(page.view.querySelector('[data-testid=strategy-count]')), '2 signals on the last 600 bars of AAPL 1m');
  assert.match(textOf(page.view.querySelector('[data-testid=rate-buy]')), /^80% 49–94% of 10, any bar 50%$/);
  const rows = [...page.view.querySelectorAll('[data-time]')];
  assert.deepEqual(
    rows.map((each) => textOf(each)),
    ['▼ Sell 101.00 – 00:02:00', '▲ Buy 100.50 50% 00:01:00'],
  );
  click(rows[1]);
  assert.deepEqual(page.emitted.at(-1), ['tt-show-bar', { symbol: 'AAPL', timeframe: '1m', time: 60_000 }]);
  click(page.view.querySelector('[data-horizon="20"]'));
  nextFrame();
  assert.equal(textOf(page.view.querySelector('[data-testid=rate-buy]')), 'no samples');
});

test('a parameter is a slider that tells its value, and can be put back', () => {
  draft({ params: [param], values: { low: 12 } });
  const slider = page.view.querySelector('[data-testid=param-low]');
  assert.deepEqual(
    ['min', 'max', 'step', 'value'].map((name) => slider.getAttribute(name)),
    ['5', '45', '1', '12'],
  );
  enter(slider, '20');
  assert.deepEqual(page.emitted.at(-1), ['tt-draft-value', { name: 'low', value: 20 }]);
  click(page.view.querySelector('[data-reset]'));
  assert.deepEqual(page.emitted.at(-1), ['tt-draft-value', { name: 'low', value: null }]);
  draft({ problems: [{ line: 1, column: 1, length: 1, message: 'wrong' }] });
  assert.equal(page.view.querySelector('[data-testid=param-low]'), null);
});

test('a failure of the server is said in its words', () => {
  draft({ failure: 'too many such questions', phase: 'failed', result: null });
  assert.equal(textOf(page.view.querySelector('[data-testid=strategy-said]')), 'too many such questions');
});
