import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, SHARED } from '../../../webroot/desk.js';
import { PRESETS, shown } from '../../../webroot/model/layout.js';
import { settingsOf } from '../../../webroot/model/panels.js';
import { Store } from '../../../webroot/store.js';

function deskOf(stored = null) {
  const store = new Store();
  const kept = [];
  const desk = new Desk({ store, storage: { recall: () => stored, keep: (value) => kept.push(structuredClone(value)) }, width: () => 1440 });
  const told = [];
  store.subscribe(['layout', 'panels'], (topics) => told.push(topics.join()));
  return { desk, store, kept, told };
}

test('settings of a panel are told to its view, kept, and read back', () => {
  const { desk, store, kept, told } = deskOf();
  desk.settings({ panelId: 'chart', scale: 'log' });
  assert.deepEqual(settingsOf(store.state, 'chart', { style: 'candles' }), { style: 'candles', scale: 'log' });
  assert.deepEqual(told, ['panels'], 'nothing has moved');
  assert.deepEqual(settingsOf(deskOf(kept.at(-1)).store.state, 'chart'), { scale: 'log' });
  desk.settings({ panelId: 'of-a-phone', scale: 'log' });
  desk.hide('inbox');
  assert.deepEqual(settingsOf(store.state, 'of-a-phone'), { scale: 'log' }, 'for as long as the page is open');
  assert.ok(!JSON.stringify(kept).includes('of-a-phone'));
});

test('every change is kept, one that changes nothing is not told', () => {
  const { desk, kept, told } = deskOf();
  desk.hide('movers');
  assert.deepEqual([kept.length, told.length], [1, 1]);
  desk.hide('movers');
  assert.equal(desk.step('watchlist', { dx: -1 }), false);
  assert.deepEqual([kept.length, told.length], [1, 1]);
});

test('the last panel on the page can not be closed or hidden', () => {
  const { desk } = deskOf();
  for (const { id } of PRESETS.laptop.make().panels) desk.close(id);
  assert.deepEqual(shown(desk.layout).length, 1);
  desk.hide(shown(desk.layout)[0].id);
  assert.deepEqual(shown(desk.layout).length, 1);
});

test("a link's view leaves one's own layout alone, and is replaced by the next", () => {
  const { desk, store } = deskOf();
  const word = desk.word();
  desk.hide('inbox');
  const mine = desk.layout;
  desk.openWord(word);
  assert.equal(store.state.layouts.current, SHARED);
  assert.deepEqual(desk.layout, PRESETS.laptop.make());
  desk.openWord(word);
  assert.equal(Object.keys(store.state.layouts.saved).length, 2);
  desk.choose('My layout');
  assert.deepEqual(desk.layout, mine);
});

test('what is exported can be imported', () => {
  const { desk } = deskOf();
  desk.reset('charts');
  const { text } = desk.export();
  const other = deskOf().desk;
  other.import(text);
  assert.deepEqual(other.layout, desk.layout);
});

test('lists that panels show go out and come in with the layout', () => {
  const { desk, store } = deskOf();
  store.set('prefs', { lists: { Mine: ['AAPL', 'IBM'], Secret: ['V'] } });
  desk.settings({ panelId: 'watchlist', list: 'Mine' });
  const { text } = desk.export();
  assert.ok(!text.includes('Secret'), 'only what is shown');
  const other = deskOf();
  other.store.set('prefs', { lists: { Mine: ['KO'] } });
  other.desk.import(text);
  assert.deepEqual(other.store.state.prefs.lists, { Mine: ['KO'], 'Mine 2': ['AAPL', 'IBM'] });
  assert.equal(settingsOf(other.store.state, 'watchlist').list, 'Mine 2');
  other.desk.import(text);
  assert.deepEqual(Object.keys(other.store.state.prefs.lists), ['Mine', 'Mine 2'], 'once more adds no list');
});
