/* global document */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, measured, nextFrame, press, show, textOf } from './dom.js';

const { Store } = await import('../../../webroot/store.js');
const { Stocks } = await import('../../../webroot/views/stocks.js');

const reliability = (more = {}) => ({
  strategy: 'trend',
  version: 1,
  timeframe: '1m',
  side: 'buy',
  horizonBars: 10,
  samples: 12,
  ties: 2,
  hits: 8,
  hitRate: 0.8,
  low: 0.49,
  high: 0.94,
  meanReturn: 0.0025,
  base: { samples: 100, ties: 0, hits: 50, hitRate: 0.5, meanReturn: 0.0001 },
  ...more,
});
const stock = (symbol, more = {}) => ({
  symbol,
  last: 101.5,
  changePercent: 1.5,
  volume: 12_345,
  digits: 2,
  day: { low: 99, high: 104, vwap: 100.75, meanMovePercent: 0.05, moveDeviationPercent: 0.5 },
  ever: { signals: { buy: 3, sell: 2 }, reliability: [reliability()] },
  ...more,
});
let store;

measured();

beforeEach(() => {
  store = new Store({ now: () => 0 });
  for (const symbol of ['AAPL', 'MSFT', 'TSLA']) store.state.summaries.set(symbol, stock(symbol));
  store.state.selection.symbol = 'MSFT';
});

afterEach(() => document.querySelector('main').replaceChildren());

const rows = (view) => [...view.querySelectorAll('tr[data-symbol]')];
const cells = (rowOf) => [...rowOf.querySelectorAll('td')].map(textOf);

test('a row says of a stock what the day was, its signals and how often they went their way', () => {
  const { view: stocks } = show(Stocks, store);
  assert.deepEqual(
    rows(stocks).map((each) => each.dataset.symbol),
    ['AAPL', 'MSFT', 'TSLA'],
  );
  assert.deepEqual(cells(rows(stocks)[0]).slice(0, 8), [
    'AAPL',
    '101.50',
    '▲ +1.50%',
    '+0.050% ± 0.500%',
    '12.3K',
    '100.75',
    '99.00104.00',
    '▲3 ▼2',
  ]);
  assert.match(cells(rows(stocks)[0])[8], /^80% .* of 10, any bar 50%$/);
  assert.match(stocks.querySelector('.hitrate').title, /with 95 % confidence; any bar: 50%/);
});

test('the grid says how many rows it has and which one is chosen', () => {
  const { view: stocks } = show(Stocks, store);
  const grid = stocks.querySelector('[role=grid]');
  assert.equal(grid.getAttribute('aria-rowcount'), '4');
  assert.equal(grid.getAttribute('aria-activedescendant'), 'p1-stock-MSFT');
  assert.deepEqual(
    rows(stocks).map((each) => [each.getAttribute('aria-rowindex'), each.getAttribute('aria-selected')]),
    [
      ['2', 'false'],
      ['3', 'true'],
      ['4', 'false'],
    ],
  );
});

test('arrows, Home and End walk; a click leads to the chart', () => {
  const { view: stocks, emitted } = show(Stocks, store);
  const grid = stocks.querySelector('[role=grid]');
  for (const key of ['ArrowDown', 'ArrowUp', 'Home', 'End']) assert.ok(press(grid, key), key);
  assert.ok(!press(grid, 'ArrowDown', { ctrlKey: true }), 'keys of the browser are left to it');
  click(rows(stocks)[0]);
  assert.deepEqual(emitted, [
    ...['TSLA', 'AAPL', 'AAPL', 'TSLA', 'AAPL'].map((symbol) => ['tt-symbol', { symbol }]),
    ['tt-panel', { panel: 'chart' }],
  ]);
});

test('the search of the watchlist holds here too', () => {
  store.state.filter.query = 'ts';
  const { view: stocks } = show(Stocks, store);
  assert.deepEqual(
    rows(stocks).map((each) => each.dataset.symbol),
    ['TSLA'],
  );
  store.set('filter', { query: 'nothing' });
  nextFrame();
  assert.equal(textOf(stocks.querySelector('.empty')), 'No stock matches the search in the watchlist');
});

test('the reliability of the chosen stock is at the horizon that is chosen', () => {
  store.state.panels.set('p1', { settings: { tab: 'reliability' } });
  const { view: stocks, emitted } = show(Stocks, store);
  assert.equal(textOf(stocks.querySelector('.tab[aria-pressed=true]')), 'MSFT reliability');
  assert.equal(textOf(stocks.querySelector('[data-horizon][aria-pressed=true]')), '10');
  const [first] = stocks.querySelectorAll('tbody tr');
  assert.deepEqual(cells(first).slice(0, 5), ['trend v1', '1m', '▲ Buy', '8 of 10 +2 without a move', '+0.250% +0.010%']);
  click(stocks.querySelector('[data-horizon="20"]'));
  click(stocks.querySelector('[data-tab=facts]'));
  assert.deepEqual(emitted, [
    ['tt-prefs', { horizon: 20 }],
    ['tt-panel-settings', { panelId: 'p1', tab: 'facts' }],
  ]);
  store.set('prefs', { horizon: 20 });
  nextFrame();
  assert.equal(textOf(stocks.querySelector('.empty')), 'No signal of this stock is 20 bars old yet');
});
