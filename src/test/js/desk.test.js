import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, SHARED } from '../../../webroot/desk.js';
import { shown } from '../../../webroot/model/layout.js';
import { PRESETS } from '../../../webroot/model/presets.js';
import { settingsOf } from '../../../webroot/model/panels.js';
import { Store } from '../../../webroot/store.js';

function deskOf(stored = null) {
  const store = new Store();
  const kept = [];
  const desk = new Desk({
    store,
    storage: { recall: () => kept.at(-1) ?? stored, keep: (value) => kept.push(structuredClone(value)) },
    width: () => 1440,
  });
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

/** Two tabs of one browser. */
function tabs() {
  let kept = null;
  const storage = { recall: () => structuredClone(kept), keep: (value) => (kept = structuredClone(value)) };
  const tab = () => {
    let held = null;
    const store = new Store();
    const own = { recall: () => held, keep: (value) => (held = value) };
    return {
      store,
      desk: new Desk({ store, storage, own, width: () => 1440 }),
      again: () => new Desk({ store: new Store(), storage, own, width: () => 1440 }),
    };
  };
  return { one: tab(), two: tab(), kept: () => kept };
}
const ids = ({ layout }) => shown(layout).map(({ id }) => id);

test('what another tab did to the layout shown here is asked about, and until then nothing is overwritten', () => {
  for (const which of ['theirs', 'mine', 'both']) {
    const { one, two, kept } = tabs();
    two.desk.hide('movers');
    one.desk.elsewhere();
    assert.ok(one.store.state.elsewhere, 'it is told');
    assert.ok(ids(one.desk).includes('movers'), 'and not done');
    one.desk.hide('inbox');
    const held = kept()
      .saved[kept().current].panels.filter(({ hidden }) => hidden)
      .map(({ id }) => id);
    assert.deepEqual(held, ['movers'], 'what the other tab kept is still there');
    one.desk.decide(which);
    assert.equal(one.store.state.elsewhere, null);
    const { saved } = one.store.state.layouts;
    assert.equal(Object.keys(saved).length, which === 'both' ? 2 : 1);
    assert.equal(ids(one.desk).includes('movers'), which !== 'theirs');
    assert.equal(ids(one.desk).includes('inbox'), which === 'theirs');
    assert.deepEqual(kept().saved, saved);
    two.desk.elsewhere();
    assert.equal(two.store.state.elsewhere !== null, which === 'mine', 'now the other tab is asked');
  }
});

test('a change that the browser has not told of yet is seen when something is kept', () => {
  const { one, two } = tabs();
  two.desk.hide('movers');
  one.desk.hide('inbox');
  assert.ok(one.store.state.elsewhere);
});

test('tabs with different layouts do not disturb each other, and each comes back with its own', () => {
  const { one, two, kept } = tabs();
  two.desk.saveAs('Evening');
  two.desk.hide('movers');
  one.desk.elsewhere();
  assert.equal(one.store.state.elsewhere, null, 'nothing to ask');
  one.desk.hide('inbox');
  two.desk.elsewhere();
  assert.equal(two.store.state.elsewhere, null);
  assert.deepEqual(Object.keys(kept().saved).sort(), ['Evening', 'My layout']);
  assert.equal(one.again().store.state.layouts.current, 'My layout');
  assert.equal(two.again().store.state.layouts.current, 'Evening');
  assert.ok(!ids(two.again()).includes('movers') && !ids(one.again()).includes('inbox'));
});
