import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../../webroot/model/commands.js';
import { keyHelp } from '../../../webroot/model/keyhelp.js';
import { commandFor, keyName, keyText } from '../../../webroot/model/keys.js';
import { found } from '../../../webroot/model/finder.js';
import { hiddenAway } from '../../../webroot/model/layoutroom.js';
import { PRESETS } from '../../../webroot/model/presets.js';
import { current, edited, firstLayouts, savedAs } from '../../../webroot/model/layouts.js';

const state = (change = {}) => {
  const layouts = savedAs(firstLayouts(1440), 'Evening', PRESETS.laptop.make());
  return {
    layouts,
    layout: current(layouts),
    timeframes: ['raw', '1m', '5m'],
    selection: { symbol: 'AAPL', signalId: null },
    prefs: {},
    ...change,
  };
};
const key = (name, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const ids = (list) => list.map((command) => command.id);

test('ids and keys are unique, and every command has an intent', () => {
  const all = commands(state({ selection: { signalId: 7 } }));
  assert.equal(new Set(ids(all)).size, all.length);
  const keys = all.flatMap((command) => command.keys);
  assert.equal(new Set(keys).size, keys.length);
  for (const command of all) assert.match(command.intent, /^tt-[a-z-]+$/, command.id);
});

test('digits are timeframes, as many as there are', () => {
  const all = commands(state());
  assert.deepEqual(commandFor(key('2'), all).detail, { timeframe: '1m' });
  assert.equal(commandFor(key('4'), all), null);
});

test('keys with a modifier belong to the browser, but for the finder', () => {
  const all = commands(state());
  assert.equal(keyName(key('l', { ctrlKey: true })), null);
  assert.equal(keyName(key('3', { altKey: true })), null);
  assert.equal(commandFor(key('k', { metaKey: true }), all).id, 'find');
  assert.equal(commandFor(key('F6', { shiftKey: true }), all).id, 'previous-panel');
  assert.equal(commandFor(key('?', { shiftKey: true }), all).id, 'help');
  assert.equal(commandFor(key('L', { shiftKey: true }), all), null);
});

test('Escape closes an explanation only where there is one', () => {
  assert.equal(commandFor(key('Escape'), commands(state())), null);
  assert.equal(commandFor(key('Escape'), commands(state({ selection: { signalId: '7' } }))).intent, 'tt-signal');
});

test('panels are gone to, shown or added as the layout and the elements allow', () => {
  const layouts = edited(firstLayouts(1440), hiddenAway(PRESETS.laptop.make(), 'inbox'));
  const all = ids(commands(state({ layouts, layout: current(layouts) }), (kind) => kind !== 'heatmap' && kind !== 'movers'));
  assert.ok(all.includes('panel-chart') && all.includes('panel-inbox') && all.includes('add-chart'));
  assert.ok(!all.includes('add-inbox'), 'a hidden one is shown instead');
  assert.ok(!all.includes('add-heatmap') && !all.includes('panel-movers'), 'without its element there is no panel');
  assert.ok(!all.includes('add-explain'), 'there is one');
});

test('layouts other than the present one can be chosen, and deleted while there are two', () => {
  const all = ids(commands(state()));
  assert.ok(all.includes('layout-My layout') && !all.includes('layout-Evening') && all.includes('delete-layout'));
  const one = firstLayouts(1440);
  assert.ok(!ids(commands(state({ layouts: one, layout: current(one) }))).includes('delete-layout'));
});

test('the help tells every key there is', () => {
  const told = keyHelp(state()).flatMap(([, rows]) => rows.flatMap((row) => row.keys.map(keyText)));
  for (const name of ['/', 'Ctrl K', '?', 'Esc', '1', '3', '↑', '↓', '←', '→', 'L', 'S', 'F6']) assert.ok(told.includes(name), name);
  assert.equal(keyText('Shift+F6'), 'Shift F6');
  assert.equal(keyText('+'), '+');
});

const rows = [
  { symbol: 'AAPL', name: 'Apple Inc.' },
  { symbol: 'IBM', name: 'International Business Machines' },
  { symbol: 'META', name: 'Meta Platforms' },
];

test('the finder has symbols first, by symbol and by name', () => {
  const all = commands(state());
  assert.deepEqual(ids(found('ibm', rows, all)), ['symbol-IBM']);
  assert.equal(found('apple', rows, all)[0].detail.symbol, 'AAPL');
  assert.equal(found('', rows, all)[0].id, 'symbol-AAPL');
  assert.ok(!ids(found('', rows, all)).includes('find'), 'it is open already');
});

test('the finder wants every word and prefers what begins with the first', () => {
  const all = commands(state());
  assert.deepEqual(ids(found('theme light', rows, all)), ['theme-light']);
  assert.equal(found('add ', rows, all)[0].group, 'Layout');
  assert.equal(found('me', rows, all)[0].id, 'symbol-META');
  assert.deepEqual(found('nothing like it', rows, all), []);
});
