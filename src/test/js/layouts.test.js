import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LayoutError } from '../../../webroot/model/layoutfile.js';
import { PRESETS } from '../../../webroot/model/presets.js';
import {
  FIRST_NAME,
  MOST_LAYOUTS,
  chosen,
  current,
  deleted,
  edited,
  exported,
  firstLayouts,
  imported,
  names,
  readLayouts,
  renamed,
  replaced,
  reset,
  savedAs,
} from '../../../webroot/model/layouts.js';
import { MOST_WORD, isView, layoutOfWord, viewWord } from '../../../webroot/model/viewlink.js';

const start = () => firstLayouts(1440);

test('a browser without a memory begins with the layout of its size', () => {
  assert.deepEqual(readLayouts(null, 1440), start());
  assert.deepEqual(current(readLayouts(undefined, 2560)), PRESETS.wide.make());
  for (const broken of [7, 'x', [], { saved: 3 }, { saved: { a: null } }, { current: 'a', saved: {} }]) {
    assert.deepEqual(readLayouts(broken, 1440), start());
  }
});

test('what was stored is read back, without what can not be read', () => {
  const two = savedAs(start(), 'Charts', PRESETS.charts.make());
  assert.deepEqual(readLayouts(JSON.parse(JSON.stringify(two)), 1440), two);
  const damaged = { ...two, current: 'gone', saved: { ...two.saved, Charts: { version: 1, panels: [] } } };
  assert.deepEqual(readLayouts(damaged, 1440), start());
});

test('save as, choose, rename, delete', () => {
  let now = savedAs(start(), '  Evening  ');
  assert.equal(now.current, 'Evening');
  now = edited(now, PRESETS.charts.make());
  assert.deepEqual(now.saved[FIRST_NAME], PRESETS.laptop.make(), 'the other one stays as it was');
  now = savedAs(now, 'Evening');
  assert.equal(now.current, 'Evening 2');
  now = renamed(now, 'Evening 2', 'Night');
  assert.deepEqual([now.current, names(now)], ['Night', ['Evening', FIRST_NAME, 'Night']]);
  assert.equal(renamed(now, 'Night', '   '), now);
  assert.equal(renamed(now, 'Night', 'Evening').current, 'Evening 2', 'no name is used twice');
  now = chosen(now, FIRST_NAME);
  assert.equal(now.current, FIRST_NAME);
  assert.equal(chosen(now, 'nobody'), now);
  now = deleted(now, FIRST_NAME);
  assert.equal(now.current, 'Evening');
  now = deleted(now, 'Evening');
  assert.equal(deleted(now, 'Night'), now, 'the last one stays');
});

test('there is an end to how many are kept', () => {
  let now = start();
  while (names(now).length < MOST_LAYOUTS) now = savedAs(now, 'Again');
  assert.throws(() => savedAs(now, 'One more'), /30 layouts already/);
});

test('reset brings the present one back, and only that', () => {
  const other = savedAs(start(), 'Other', PRESETS.charts.make());
  assert.deepEqual(current(reset(other, null, 1440)), PRESETS.laptop.make());
  assert.deepEqual(current(reset(start(), 'charts', 1440)), PRESETS.charts.make());
});

test('an exported layout can be imported anywhere', () => {
  const { name, text } = exported(savedAs(start(), 'Four', PRESETS.charts.make()));
  assert.equal(name, 'Four');
  const there = imported(start(), text);
  assert.equal(there.current, 'Four');
  assert.deepEqual(current(there), PRESETS.charts.make());
  assert.equal(imported(there, text).current, 'Four 2');
  assert.throws(() => imported(start(), '{}'), LayoutError);
});

test('a link opens the same view in always the same place', () => {
  const made = PRESETS.charts.make();
  made.panels[1].hidden = true;
  made.panels[2].settings.title = 'Größe ▲';
  const word = viewWord(made);
  assert.ok(isView(word) && /^view=[\w-]+$/.test(word), word);
  assert.ok(viewWord(PRESETS.laptop.make()).length < 300, 'it is short');
  assert.deepEqual(layoutOfWord(word), made);
  const once = replaced(start(), 'Shared view', layoutOfWord(word));
  const twice = replaced(once, 'Shared view', PRESETS.wide.make());
  assert.deepEqual(names(twice), [FIRST_NAME, 'Shared view']);
  assert.deepEqual(current(twice), PRESETS.wide.make());
});

test('a damaged or overlong link is refused', () => {
  const word = viewWord(PRESETS.laptop.make());
  const of = (data) => 'view=' + btoa(JSON.stringify(data)).replace(/=+$/, '');
  for (const bad of ['view=', 'view=%%%', word.slice(0, -9), of(7), of([1]), of([1, [7]]), of([9, []])]) {
    assert.throws(() => layoutOfWord(bad), LayoutError, bad);
  }
  assert.throws(() => layoutOfWord('view=' + 'A'.repeat(MOST_WORD)), /at most 6000/);
  const huge = PRESETS.laptop.make();
  for (const panel of huge.panels) panel.settings.note = 'x'.repeat(1_500);
  assert.throws(() => viewWord(huge), /too large for a link/);
});
