/* global document */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, nextFrame, show, textOf } from './dom.js';

const view = async (file, name) => (await import(`../../../webroot/views/${file}.js`))[name];
const { Store } = await import('../../../webroot/store.js');
const { firstReading } = await import('../../../webroot/model/reading.js');
const { noToasts } = await import('../../../webroot/model/toasts.js');
const Elsewhere = await view('elsewhere', 'Elsewhere');
const HeatMap = await view('heatmap', 'HeatMap');
const Inbox = await view('inbox', 'Inbox');
const MarketTable = await view('market', 'MarketTable');
const Movers = await view('movers', 'Movers');
const Nav = await view('nav', 'Nav');
const Signals = await view('signals', 'Signals');
const Status = await view('status', 'Status');
const Stock = await view('stock', 'Stock');
const Toasts = await view('toasts', 'Toasts');
const Warning = await view('warning', 'Warning');
const Watchlist = await view('watchlist', 'Watchlist');

const NOW = 1_763_900_000_000;
let store;

const row = (symbol, changePercent, more = {}) => ({ symbol, last: 100, changePercent, volume: 2_000, digits: 2, ...more });
const signal = (id, symbol, more = {}) => ({
  id,
  symbol,
  side: 'buy',
  strategy: 'trend',
  timeframe: '1m',
  price: 101.5,
  barTime: NOW - 60_000,
  generatedAt: NOW,
  ...more,
});
const note = (id, more = {}) => ({
  id,
  createdAt: NOW,
  state: 'sent',
  symbol: 'AAPL',
  side: 'buy',
  channel: 'mail',
  signalId: `s${id}`,
  subject: `Buy ${id}`,
  ...more,
});
const buttons = (element, selector = 'button') => [...element.querySelectorAll(selector)];

beforeEach(() => {
  store = new Store({ now: () => NOW });
  Object.assign(store.state, { reading: firstReading(NOW - 1), unread: 0, toasts: noToasts(), layouts: { current: 'Mine' } });
});

afterEach(() => document.querySelector('main').replaceChildren());

test('a view draws when one of its topics changes, and no longer once it has left the page', () => {
  const { view: warning } = show(Warning, store);
  assert.equal(textOf(warning), '');
  store.state.status = { damage: 'log of partition 3' };
  store.changed('board', 'answer');
  nextFrame();
  assert.equal(textOf(warning), '', 'not its topic');
  store.changed('status', 'answer');
  nextFrame();
  assert.match(textOf(warning), /log of partition 3.*\.\/ticktide doctor --store$/);
  warning.remove();
  store.state.status = null;
  store.changed('status', 'answer');
  nextFrame();
  assert.notEqual(textOf(warning), '', 'it has let go');
  document.querySelector('main').append(warning);
  nextFrame();
  assert.equal(textOf(warning), '', 'and follows again where it comes back');
});

test('movers are a list that is chosen; a click on one leads to its chart; what is drawn again keeps its elements', () => {
  store.state.market = { gainers: [row('UP', 2), row('UP2', 1)], losers: [row('DOWN', -3)], mostActive: [] };
  const { view: movers, emitted } = show(Movers, store);
  assert.deepEqual(
    buttons(movers, '.mover').map((each) => textOf(each)),
    ['UP 100.00 ▲ +2.00%', 'UP2 100.00 ▲ +1.00%'],
  );
  const second = movers.querySelector('[data-symbol=UP2]');
  click(second.querySelector('.sym'));
  click(movers.querySelector('[data-list=losers]'));
  assert.deepEqual(emitted, [
    ['tt-symbol', { symbol: 'UP2' }],
    ['tt-panel', { panel: 'chart' }],
    ['tt-panel-settings', { panelId: 'p1', movers: 'losers' }],
  ]);
  store.state.market.gainers.shift();
  store.changed('summary', 'answer');
  nextFrame();
  assert.equal(movers.querySelector('.mover'), second);
  store.state.panels.set('p1', { settings: { movers: 'mostActive' } });
  store.changed('panels');
  nextFrame();
  assert.equal(textOf(movers.querySelector('.scroll')), 'Nothing yet');
  assert.equal(textOf(movers.querySelector('[aria-pressed=true]')), 'Active');
});

test('what is of now only is hidden during a replay', () => {
  const { view: movers } = show(Movers, store);
  store.state.replay = { until: NOW - 3_600_000 };
  store.state.market = { gainers: [row('UP', 2)] };
  store.changed('replay');
  nextFrame();
  assert.ok(movers.hasAttribute('data-hidden-in-replay'));
  assert.equal(movers.querySelector('.mover'), null);
});

test('text of the server is text, not markup', () => {
  const evil = '<img src=x onerror=alert(1)>';
  store.state.inbox = [note('1', { subject: evil, recipient: evil, text: `"${evil}`, state: 'failed', reason: evil })];
  store.state.status = { damage: evil };
  for (const View of [Inbox, Warning]) {
    const { view: element } = show(View, store);
    assert.equal(element.querySelector('img'), null);
    assert.ok(element.textContent.includes(evil));
  }
});

test('signals are the newest of all symbols or those of the chart', () => {
  for (const each of [signal('1', 'AAPL'), signal('2', 'MSFT', { side: 'sell', generatedAt: NOW + 1 })])
    store.state.signals.set(each.id, each);
  Object.assign(store.state.selection, { symbol: 'AAPL', signalId: '1' });
  const { view: signals, emitted } = show(Signals, store);
  const rows = () => buttons(signals, '.signal');
  assert.deepEqual(
    rows().map((each) => [textOf(each.querySelector('.side')), each.dataset.symbol, each.getAttribute('aria-pressed')]),
    [
      ['▼ Sell', 'MSFT', 'false'],
      ['▲ Buy', 'AAPL', 'true'],
    ],
  );
  click(rows()[0]);
  click(signals.querySelector('[data-scope=chart]'));
  assert.deepEqual(emitted, [
    ['tt-signal', { id: '2' }],
    ['tt-panel-settings', { panelId: 'p1', scope: 'chart' }],
  ]);
  store.state.panels.set('p1', { settings: { scope: 'chart' } });
  store.changed('panels');
  nextFrame();
  assert.deepEqual(
    rows().map((each) => each.dataset.symbol),
    ['AAPL'],
  );
  store.state.signals.clear();
  store.changed('signals', 'answer');
  nextFrame();
  assert.match(textOf(signals), /No signals yet/);
});

test('the inbox counts, narrows, and says what became of a notification', () => {
  store.state.inbox = [note('1'), note('2', { state: 'failed', reason: 'mailbox full', attempts: 3, symbol: 'MSFT' })];
  store.state.unread = 2;
  const { view: inbox, emitted } = show(Inbox, store);
  assert.equal(textOf(inbox.querySelector('.count')), '2 unread');
  assert.match(textOf(inbox.querySelector('[data-id="2"]')), /✗ failed · attempt 3 · mailbox full$/);
  click(inbox.querySelector('[data-id="1"]'));
  click(inbox.querySelector('[data-act=read-all]'));
  assert.deepEqual(emitted, [
    ['tt-read', { id: '1' }],
    ['tt-signal', { id: 's1' }],
    ['tt-panel', { panel: 'signals' }],
    ['tt-read', { all: true }],
  ]);
  store.state.panels.set('p1', { settings: { state: 'failed' } });
  store.changed('panels');
  nextFrame();
  assert.equal(textOf(inbox.querySelector('.count')), '1 of 2');
  assert.equal(inbox.querySelector('[data-filter=state]').value, 'failed');
  store.state.typed = { p1: 'goog' };
  store.changed('typed');
  nextFrame();
  assert.match(textOf(inbox), /No notification is like that/);
});

test('a toast leads to its signal and is dismissed', () => {
  store.state.toasts = { ...noToasts(), shown: [{ key: 'k1', kind: 'signal', symbol: 'AAPL', side: 'buy', signalId: 's1' }] };
  const { view: toasts, emitted } = show(Toasts, store);
  click(toasts.querySelector('.toast-text b'));
  click(toasts.querySelector('.tool'));
  assert.deepEqual(emitted, [
    ['tt-signal', { id: 's1' }],
    ['tt-panel', { panel: 'signals' }],
    ['tt-toast', { act: 'dismiss', key: 'k1' }],
    ['tt-toast', { act: 'dismiss', key: 'k1' }],
  ]);
});

test('a layout that another tab changed asks which one holds', () => {
  store.state.elsewhere = true;
  const { view: elsewhere, emitted } = show(Elsewhere, store);
  assert.match(textOf(elsewhere), /^The layout “Mine” was changed in another tab/);
  for (const each of buttons(elsewhere)) click(each);
  assert.deepEqual(
    emitted.map(([, { which }]) => which),
    ['theirs', 'mine', 'both'],
  );
});

test('on a phone the panel shown is pressed, and the inbox says what is unread', () => {
  document.body.dataset.panel = 'inbox';
  store.state.unread = 3;
  const { view: nav, emitted } = show(Nav, store);
  assert.equal(textOf(nav.querySelector('[aria-pressed=true]')), 'Inbox 3 unread');
  click(nav.querySelector('[data-panel=chart]'));
  assert.deepEqual(emitted, [['tt-panel', { panel: 'chart' }]]);
  delete document.body.dataset.panel;
});

test('the line at the foot says how the connection is', () => {
  const { view: status } = show(Status, store);
  const said = () => textOf(status.querySelector('[data-testid=status-connection]'));
  assert.equal(said(), '◌ connecting');
  store.set('connection', { state: 'reconnecting', attempt: 4 });
  store.setProblem('no answer');
  nextFrame();
  assert.equal(said(), '○ reconnecting · attempt 4');
  assert.equal(textOf(status.querySelector('.problem')), 'no answer');
});

test('the panels of a list show all symbols, or those of the list that the panel has', () => {
  for (const each of [row('AAPL', 1), row('MSFT', -1), row('GOOG', 0)]) store.state.rows.set(each.symbol, each);
  store.state.prefs.lists = { Mine: ['MSFT'] };
  for (const View of [MarketTable, Watchlist, HeatMap]) {
    const { view: panel } = show(View, store, View.name);
    assert.equal(panel.currentList, null, View.name);
    assert.equal(textOf(panel.querySelector('.picker button')), 'All symbols ▾', View.name);
    store.state.panels.set(View.name, { settings: { list: 'Mine' } });
    store.changed('panels');
    nextFrame();
    assert.equal(panel.currentList, 'Mine', View.name);
    assert.equal(textOf(panel.querySelector('.picker button')), 'Mine ▾', View.name);
    store.state.panels.set(View.name, { settings: { list: 'of another browser' } });
    assert.equal(panel.currentList, null, View.name);
  }
});

test('the market counts what the filter lets through, and sorts by a column', () => {
  for (const each of [row('AAPL', 1), row('MSFT', -1)]) store.state.rows.set(each.symbol, each);
  const { view: market, emitted } = show(MarketTable, store);
  const count = () => textOf(market.querySelector('[data-testid=market-count]'));
  assert.equal(count(), '2 of 2');
  store.state.typed = { p1: 'ms' };
  store.changed('typed');
  nextFrame();
  assert.equal(count(), '1 of 2');
  assert.equal(market.querySelector('input').value, 'ms');
  click(market.querySelector('[data-sort=symbol]'));
  assert.deepEqual(emitted, [['tt-panel-settings', { panelId: 'p1', sort: 'symbol', descending: false }]]);
});

test('the panel of one stock waits for a symbol', () => {
  const { view: stock } = show(Stock, store);
  assert.match(textOf(stock), /^Choose a symbol/);
});
