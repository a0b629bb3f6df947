/* global document, customElements, HTMLElement */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, nextFrame, press, show, textOf } from './dom.js';

const { Store } = await import('../../../webroot/store.js');
const { KINDS } = await import('../../../webroot/model/kinds.js');
const { PRESETS } = await import('../../../webroot/model/presets.js');
const { movedBy } = await import('../../../webroot/model/layoutmoves.js');
const { withSettings } = await import('../../../webroot/model/layout.js');
const { Grid } = await import('../../../webroot/views/grid.js');

/** In place of each panel's view: what it is of is all that the grid has to get right. */
class Panel extends HTMLElement {
  attach(store) {
    this.store = store;
  }
}
for (const { element } of Object.values(KINDS)) customElements.define(element, class extends Panel {});

/** The library's grid: keeps what it was told; drag(name, item, at) does what the mouse would. */
class FakeGrid {
  heard = {};
  constructor(el) {
    this.el = el;
  }
  on(names, listener) {
    for (const name of names.split(' ')) this.heard[name] = listener;
  }
  makeWidget(item, node) {
    item.gridstackNode = node;
  }
  removeWidget(item) {
    item.remove();
  }
  load(nodes) {
    this.loaded = nodes;
  }
  setStatic(isStatic) {
    this.isStatic = isStatic;
  }
  batchUpdate() {}
  cellHeight() {}
  getCellHeight() {
    return 30;
  }
}

let store;
let library;
let onPhone;

beforeEach(() => {
  onPhone = false;
  store = new Store({ now: () => 0 });
  store.state.layout = PRESETS.laptop.make();
  Object.assign(globalThis, {
    GridStack: { init: (_, host) => (library = new FakeGrid(host)) },
    matchMedia: () => ({ matches: onPhone, addEventListener() {}, removeEventListener() {} }),
    sessionStorage: { getItem: () => null, setItem() {}, removeItem() {} },
  });
});

// Each test asks the grid of its own: to take a grid with panels out of the page never comes to an end in linkedom.
afterEach(() => {
  document.body.removeAttribute('data-panel');
});

const titles = (grid) => [...grid.querySelectorAll('.panel-head h2')].map(textOf);
const panel = (grid, id) => grid.querySelector(`[data-panel-id=${id}]`);

test('there is a panel with a head for each of the layout, and the view of its kind in it', () => {
  const { view: grid } = show(Grid, store);
  assert.deepEqual(titles(grid), ['Watchlist', 'Market movers', 'Chart', 'Stocks', 'Signals', 'Explanation', 'Notifications']);
  const chart = panel(grid, 'chart');
  assert.equal(chart.firstElementChild.getAttribute('aria-label'), 'Chart');
  assert.equal(chart.querySelector('tt-chart').panelId, 'chart');
  assert.ok(chart.querySelector('tt-chart').store === store);
  assert.equal(chart.querySelector('.tool').getAttribute('aria-label'), 'Menu of Chart');
  store.state.layout = withSettings({ ...store.state.layout, panels: store.state.layout.panels.slice(1) }, 'chart', { title: 'Mine' });
  store.changed('layout');
  nextFrame();
  assert.deepEqual(titles(grid).slice(0, 2), ['Market movers', 'Mine'], 'gone panels go, names are drawn anew');
});

test('a panel is moved with the arrow keys, and each step is said', () => {
  const { view: grid, emitted } = show(Grid, store);
  const grip = panel(grid, 'chart').querySelector('.grip');
  click(grip);
  nextFrame();
  assert.equal(grip.getAttribute('aria-pressed'), 'true');
  const said = () => textOf(grid.querySelector('[role=status]'));
  assert.equal(said(), 'Arrows move, Shift and arrows resize, Enter keeps, Escape undoes.');
  assert.ok(press(grip, 'ArrowDown'));
  assert.equal(said(), 'No room there.', 'nobody has moved it');
  const { emit } = grid;
  grid.emit = (name, detail) => {
    emit(name, detail);
    if (name === 'tt-panel-step') store.state.layout = movedBy(store.state.layout, 'chart', detail.dx, detail.dy) ?? store.state.layout;
  };
  press(grip, 'ArrowRight');
  assert.match(said(), /^Column \d+, row 1, 15 wide, 16 high\.$/);
  press(grip, 'ArrowLeft', { shiftKey: true });
  assert.ok(!press(grip, 'x'), 'other keys are the page’s');
  press(grip, 'Escape');
  assert.equal(said(), 'As it was before.');
  assert.deepEqual(
    emitted.map(([name, { dx, dy, dw, dh }]) => [name, dx ?? dw, dy ?? dh]),
    [
      ['tt-panel-step', 0, 1],
      ['tt-panel-step', 1, 0],
      ['tt-panel-step', -1, 0],
      ['tt-panel-restore', undefined, undefined],
    ],
  );
});

test('a panel that is dropped on another changes places with it, one beside all others goes there', () => {
  const { view: grid, emitted } = show(Grid, store);
  const [chart, stocks] = ['chart', 'stocks'].map((id) => panel(grid, id));
  document.elementsFromPoint = () => [stocks];
  library.heard.dragstart();
  assert.ok(stocks.gridstackNode.locked, 'the others are held where they are');
  library.heard.drag({ clientX: 1, clientY: 1 });
  assert.ok(stocks.classList.contains('target'));
  library.heard.dragstop({ clientX: 1, clientY: 1 }, chart);
  assert.ok(!stocks.gridstackNode.locked && !stocks.classList.contains('target'));
  document.elementsFromPoint = () => [];
  library.heard.dragstop({ clientX: 1, clientY: 1 }, chart);
  assert.deepEqual(emitted, [
    ['tt-panel-swap', { panelId: 'chart', other: 'stocks' }],
    ['tt-panel-place', { positions: [{ id: 'chart', x: 4, y: 0, w: 15, h: 16 }] }],
  ]);
  click(chart.querySelector('.grip'));
  nextFrame();
  assert.equal(chart.querySelector('.grip').getAttribute('aria-pressed'), 'false', 'the mouse that was released has pressed nothing');
});

test('the menu of a panel offers what can be done with it', () => {
  const { view: grid, emitted } = show(Grid, store);
  click(panel(grid, 'chart').querySelector('.tool'));
  const menu = document.querySelector('[role=menu]');
  const items = [...menu.querySelectorAll('[role=menuitem]')];
  assert.deepEqual(items.map(textOf), ['Rename …', 'Move or resize with keys', 'Duplicate', 'Hide', 'Close']);
  click(items[3]);
  assert.deepEqual(emitted, [['tt-panel-hide', { panelId: 'chart' }]]);
});

test('on a phone one panel is in front, and tabs choose among those of its group', () => {
  onPhone = true;
  document.body.dataset.panel = 'watch';
  const { view: grid } = show(Grid, store);
  assert.ok(grid.isStacked && library.isStatic);
  const tabs = () => [...grid.querySelectorAll('.tab')].map((each) => [textOf(each), each.getAttribute('aria-pressed')]);
  const front = () => [...grid.querySelectorAll('.front')].map((each) => each.dataset.panelId);
  assert.deepEqual(tabs(), [
    ['Watchlist', 'true'],
    ['Market movers', 'false'],
    ['Market', 'false'],
    ['Heat map', 'false'],
  ]);
  assert.deepEqual(front(), ['watchlist']);
  click(grid.querySelector('[data-tab=heatmap]'));
  nextFrame();
  assert.deepEqual(front(), ['heatmap']);
  store.set('selection', { signalId: 's1' });
  document.body.dataset.panel = 'signals';
  grid.invalidate();
  nextFrame();
  assert.deepEqual(front(), ['explain'], 'an explanation that was asked for is in front of its group');
});
