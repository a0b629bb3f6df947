/* global document */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, nextFrame, press, show, textOf } from './dom.js';

const { Store } = await import('../../../webroot/store.js');
const { PRESETS } = await import('../../../webroot/model/presets.js');
const { Controls } = await import('../../../webroot/views/controls.js');
const { Toolbar } = await import('../../../webroot/views/toolbar.js');

const NOW = Date.UTC(2026, 10, 23, 12, 13, 20);
const row = (more = {}) => ({
  symbol: 'AAPL',
  name: 'Apple Inc.',
  last: 101.5,
  change: 1.5,
  changePercent: 1.5,
  digits: 2,
  lastTime: NOW,
  ...more,
});
let store;

beforeEach(() => {
  store = new Store({ now: () => NOW });
  const layout = PRESETS.laptop.make();
  Object.assign(store.state, { unread: 0, layout, layouts: { current: 'Mine', saved: { Mine: layout, Evening: layout } } });
});

afterEach(() => document.querySelector('main').replaceChildren());

test('the toolbar shows the chosen symbol with its price, and so does the title of the page', () => {
  store.state.rows.set('AAPL', row());
  store.state.selection.symbol = 'AAPL';
  const { view: toolbar } = show(Toolbar, store);
  const quote = toolbar.querySelector('[data-testid=quote]');
  assert.equal(textOf(quote.querySelector('h1')), 'AAPL');
  assert.equal(textOf(quote), 'AAPL Apple Inc. 101.50 ▲ +1.50 +1.50%');
  assert.equal(document.title, 'AAPL · 101.50 · Ticktide');
  store.state.unread = 3;
  store.changed('reading', 'answer');
  nextFrame();
  assert.equal(document.title, '(3) AAPL · 101.50 · Ticktide');
});

test('without a symbol the toolbar has its place and no price', () => {
  const { view: toolbar } = show(Toolbar, store);
  assert.equal(textOf(toolbar.querySelector('h1')), '–');
  assert.equal(textOf(toolbar.querySelector('.last')), '–');
});

test('the pressed timeframe is the chosen one; another is asked for by a click', () => {
  const { view: toolbar, emitted } = show(Toolbar, store);
  const group = toolbar.querySelector('[role=group]');
  assert.equal(group.getAttribute('aria-label'), 'Timeframe');
  assert.deepEqual([...group.querySelectorAll('button')].map(textOf), ['raw', '1m', '5m', '15m', '1h']);
  assert.equal(textOf(group.querySelector('[aria-pressed=true]')), '1m');
  click(group.querySelector('[data-timeframe="5m"]'));
  assert.deepEqual(emitted, [['tt-timeframe', { timeframe: '5m' }]]);
});

test('during a replay the toolbar has the price of then, and neither change nor age', () => {
  store.state.rows.set('AAPL', row());
  store.state.selection.symbol = 'AAPL';
  store.state.replay = { until: NOW, playing: false };
  const { view: toolbar } = show(Toolbar, store);
  assert.equal(textOf(toolbar.querySelector('[data-testid=quote]')), 'AAPL Apple Inc. – replay');
});

test('the controls say which layout and theme there are, and lead to the dialogs', () => {
  store.state.prefs = { theme: 'dark', zone: 'local' };
  const { view: controls, emitted } = show(Controls, store);
  assert.match(textOf(controls.querySelector('[data-testid=layouts]')), /^Mine/);
  assert.equal(controls.querySelector('[data-testid=layouts]').title, 'Layouts (L) · times in local time');
  assert.equal(controls.querySelector('[data-testid=theme-toggle]').getAttribute('aria-label'), 'Theme: Dark. Switch to Light');
  for (const selector of ['[data-act=theme]', '[data-act=find]', '[data-dialog=settings]', '[data-dialog=help]']) {
    click(controls.querySelector(selector));
  }
  assert.deepEqual(emitted, [
    ['tt-prefs', { theme: 'light' }],
    ['tt-find', {}],
    ['tt-dialog', { name: 'settings' }],
    ['tt-dialog', { name: 'help' }],
  ]);
});

test('the menu of layouts is walked with the arrows, and what is chosen there is done', () => {
  const { view: controls, emitted } = show(Controls, store);
  const button = controls.querySelector('[data-act=layouts]');
  click(button);
  const menu = document.querySelector('[role=menu]');
  assert.equal(menu.getAttribute('aria-label'), 'Layouts');
  assert.equal(button.getAttribute('aria-expanded'), 'true');
  const radios = [...menu.querySelectorAll('[role=menuitemradio]')];
  assert.deepEqual(
    radios.map((each) => [textOf(each), each.getAttribute('aria-checked')]),
    [
      ['Evening', 'false'],
      ['●Mine', 'true'],
    ],
  );
  assert.equal(document.activeElement, radios[0]);
  press(radios[0], 'ArrowDown');
  assert.equal(document.activeElement, radios[1]);
  press(radios[1], 't');
  assert.equal(textOf(document.activeElement), 'Tidy up', 'a letter leads to what begins with it');
  click(document.activeElement);
  assert.deepEqual(emitted, [['tt-layout', { act: 'tidy' }]]);
  assert.equal(button.getAttribute('aria-expanded'), 'false');
  assert.equal(document.activeElement, button);
});
