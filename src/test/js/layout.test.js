import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS, titleOf } from '../../../webroot/model/kinds.js';
import {
  COLUMNS,
  MOST_PANELS,
  ROWS,
  VERSION,
  forPhone,
  mayAdd,
  panelsById,
  placed,
  settled,
  shown,
  withSettings,
} from '../../../webroot/model/layout.js';
import { LayoutError, cleanName, layoutFile, parseLayout, upgraded } from '../../../webroot/model/layoutfile.js';
import { movedBy, resizedBy, tidied } from '../../../webroot/model/layoutmoves.js';
import { duplicated, hiddenAway, shownAgain, withPanel, without } from '../../../webroot/model/layoutroom.js';
import { PRESETS, firstLayout } from '../../../webroot/model/presets.js';

const at = (layout, id) => {
  const { x, y, w, h } = layout.panels.find((panel) => panel.id === id);
  return [x, y, w, h];
};
const panel = (kind, x, y, w, h, more = {}) => ({ id: kind, kind, x, y, w, h, hidden: false, settings: {}, ...more });
const layout = (...panels) => ({ version: VERSION, panels });

function assertFits(candidate, why) {
  const here = shown(candidate);
  for (const [i, a] of here.entries()) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.w <= COLUMNS, `${why}: ${a.id} is inside`);
    for (const b of here.slice(i + 1)) {
      const over = a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
      assert.ok(!over, `${why}: ${a.id} lies over ${b.id}`);
    }
  }
}

test('every preset fills the screen exactly and respects the least sizes', () => {
  for (const [name, { make }] of Object.entries(PRESETS)) {
    const made = make();
    assertFits(made, name);
    const area = made.panels.reduce((sum, p) => sum + p.w * p.h, 0);
    assert.equal(area, COLUMNS * ROWS, name);
    for (const p of made.panels) {
      const [w, h] = KINDS[p.kind].min;
      assert.ok(p.w >= w && p.h >= h, `${name}: ${p.id} is as large as it must be`);
    }
    assert.deepEqual(parseLayout(layoutFile(name, made)), { name, layout: made }, 'and is read back as it was written');
  }
});

test('a wide screen begins with two charts, a laptop with one', () => {
  const charts = (width) =>
    firstLayout(width)
      .panels.filter((p) => p.kind === 'chart')
      .map((p) => p.id);
  assert.deepEqual(charts(1440), ['chart']);
  assert.deepEqual(charts(2560), ['chart', 'chart-2']);
});

test('a new panel takes free room, then half of the largest, then the place below all', () => {
  const roomy = withPanel(layout(panel('chart', 0, 0, 12, 24)), 'signals');
  assert.deepEqual(at(roomy.layout, roomy.id), [12, 0, 5, 10]);

  const full = withPanel(PRESETS.laptop.make(), 'chart');
  assert.equal(full.id, 'chart-2');
  assert.deepEqual(at(full.layout, 'chart'), [4, 0, 8, 16]);
  assert.deepEqual(at(full.layout, 'chart-2'), [12, 0, 7, 16]);

  const cramped = layout(panel('movers', 0, 0, 24, 6), panel('facts', 0, 6, 7, 18), panel('inbox', 7, 6, 17, 18));
  assertFits(withPanel(cramped, 'chart').layout, 'cramped');
  const nothingToGive = layout(
    ...[0, 6, 12, 18].map((x, i) => panel('chart', x, 0, 6, 13, { id: 'c' + i })),
    ...[0, 6, 12, 18].map((x, i) => panel('chart', x, 13, 6, 11, { id: 'd' + i })),
  );
  const below = withPanel(nothingToGive, 'chart');
  assert.deepEqual(at(below.layout, below.id), [0, 24, 12, 14]);
});

test('kinds that exist once are offered once, and shown again instead of added', () => {
  const start = PRESETS.laptop.make();
  assert.equal(mayAdd(start, 'inbox'), false);
  assert.equal(mayAdd(start, 'chart'), true);
  const away = hiddenAway(start, 'inbox');
  assert.equal(mayAdd(away, 'inbox'), true);
  const back = withPanel(away, 'inbox');
  assert.equal(back.id, 'inbox');
  assert.equal(back.layout.panels.length, start.panels.length);
  let many = start;
  while (many.panels.length < MOST_PANELS) many = withPanel(many, 'chart').layout;
  assert.equal(mayAdd(many, 'chart'), false);
});

test('what becomes free by closing or hiding goes to the neighbours that fit', () => {
  const start = PRESETS.laptop.make();
  assert.deepEqual(at(without(start, 'movers'), 'watchlist'), [0, 0, 4, 24], 'the one above grows down');
  assert.deepEqual(at(without(start, 'signals'), 'explain'), [19, 0, 5, 17], 'the one below grows up');
  const hidden = hiddenAway(start, 'stocks');
  assert.deepEqual(at(hidden, 'chart'), [4, 0, 15, 24]);
  assert.deepEqual(shown(hidden).length, start.panels.length - 1);
  assertFits(shownAgain(hidden, 'stocks'), 'shown again where the chart now is');
  const lonely = hiddenAway(layout(panel('chart', 0, 0, 10, 10), panel('inbox', 12, 0, 5, 8)), 'inbox');
  assert.deepEqual(at(shownAgain(lonely, 'inbox'), 'inbox'), [12, 0, 5, 8], 'its old place is still free');
});

test('a copy gets half of the room and settings of its own', () => {
  const start = withSettings(PRESETS.laptop.make(), 'chart', { studies: [{ name: 'sma(20)' }] });
  const { layout: two, id } = duplicated(start, 'chart');
  assert.equal(id, 'chart-2');
  const [one, other] = ['chart', 'chart-2'].map((name) => panelsById(two).get(name).settings);
  assert.deepEqual(other, one);
  assert.notEqual(other.studies, one.studies);
  assertFits(two, 'two charts');
  assert.equal(one.w, undefined);
});

test('settings are merged, and an unknown panel changes nothing', () => {
  const start = withSettings(layout(panel('chart', 0, 0, 9, 9, { settings: { scale: 'log' } })), 'chart', { style: 'line' });
  assert.deepEqual(panelsById(start).get('chart').settings, { scale: 'log', style: 'line' });
  assert.equal(withSettings(start, 'nobody', { a: 1 }), start);
});

test('a step moves into free room and else changes places', () => {
  const two = layout(panel('chart', 0, 0, 10, 12), panel('inbox', 14, 0, 6, 8));
  assert.deepEqual(at(movedBy(two, 'chart', 1, 0), 'chart'), [1, 0, 10, 12]);
  assert.equal(movedBy(two, 'chart', -1, 0), null, 'not beyond the edge');
  const full = PRESETS.laptop.make();
  const swapped = movedBy(full, 'chart', 1, 0);
  assertFits(swapped, 'swapped');
  assert.deepEqual(at(swapped, 'chart'), [9, 0, 15, 16], 'past the column beside it');
  assert.deepEqual(at(swapped, 'stocks'), [9, 16, 15, 8], 'with what is below it, or the column would be cut');
  assert.deepEqual(
    ['signals', 'explain', 'inbox'].map((id) => at(swapped, id)),
    [
      [4, 0, 5, 7],
      [4, 7, 5, 10],
      [4, 17, 5, 7],
    ],
  );
  assert.deepEqual(at(movedBy(full, 'chart', 0, 1), 'chart'), [4, 8, 15, 16], 'below its neighbour, and no smaller');
});

test('a step with the arrows takes no size and no panel away, and a step back makes it as it was', () => {
  let steps = 0;
  for (const [name, { make }] of Object.entries(PRESETS)) {
    for (const { id } of make().panels) {
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]) {
        const before = make();
        const after = movedBy(before, id, dx, dy);
        if (after === null) continue;
        steps += 1;
        assertFits(after, `${name} ${id} ${dx} ${dy}`);
        assert.deepEqual(sizes(after), sizes(before), `${name} ${id} ${dx} ${dy}`);
        // In the wide one two charts side by side are one block to their neighbours, so that the way back may be past each other.
        if (name !== 'wide') assert.deepEqual(movedBy(after, id, -dx, -dy), before, `${name} ${id} ${dx} ${dy} and back`);
      }
    }
  }
  assert.ok(steps > 30, `${steps} steps`);
});

const sizes = ({ panels }) => panels.map(({ id, w, h }) => `${id} ${w}x${h}`);

test('a step of the edge takes from the neighbours or gives to them', () => {
  const full = PRESETS.laptop.make();
  const wider = resizedBy(full, 'watchlist', 1, 0);
  assert.deepEqual(at(wider, 'watchlist'), [0, 0, 5, 17]);
  assertFits(wider, 'wider');
  assert.deepEqual(at(wider, 'chart'), [5, 0, 14, 16]);
  const lower = resizedBy(full, 'chart', 0, -1);
  assert.deepEqual(at(lower, 'chart'), [4, 0, 15, 15]);
  assert.deepEqual(at(lower, 'stocks'), [4, 15, 15, 9]);
  assert.equal(resizedBy(layout(panel('chart', 18, 0, 6, 7)), 'chart', 1, 0), null, 'not beyond the edge');
  assert.equal(resizedBy(layout(panel('chart', 0, 0, 6, 7)), 'chart', -1, 0), null, 'not below the least size');
});

test('whatever is done in whatever order, panels never overlap', () => {
  let seed = Number(process.env.LAYOUT_SEED ?? 20_240_611);
  console.log('seed', seed);
  const random = (n) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * n);
  };
  let now = PRESETS.laptop.make();
  for (let step = 0; step < 3_000; step++) {
    const ids = now.panels.map((p) => p.id);
    const id = ids[random(ids.length)];
    const visible = shown(now).map((p) => p.id);
    const seen = visible[random(visible.length)];
    const dir = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ][random(4)];
    const kinds = Object.keys(KINDS);
    const kind = kinds[random(kinds.length)];
    const acts = [
      () => (mayAdd(now, kind) ? withPanel(now, kind).layout : now),
      () => (visible.length > 1 ? without(now, seen) : now),
      () => (visible.length > 1 ? hiddenAway(now, seen) : now),
      () => shownAgain(now, id),
      () => (now.panels.length < MOST_PANELS && KINDS[seen.replace(/-\d+$/, '')].several ? duplicated(now, seen).layout : now),
      () => movedBy(now, seen, ...dir) ?? now,
      () => resizedBy(now, seen, ...dir) ?? now,
      () => placed(now, [{ id: seen, x: random(12), y: random(30), w: 1 + random(12), h: 1 + random(12) }]),
      () => tidied(now),
    ];
    const act = random(acts.length);
    now = acts[act]();
    assertFits(now, `step ${step}, act ${act}`);
    assert.deepEqual(parseLayout(layoutFile('any', now)).layout, now, `step ${step}, act ${act} is read back`);
  }
});

test('tidying leaves no room unused beside a lone panel', () => {
  assert.deepEqual(at(tidied(layout(panel('chart', 5, 9, 8, 8))), 'chart'), [0, 0, 24, 24]);
  const two = tidied(layout(panel('chart', 0, 3, 12, 10), panel('inbox', 14, 5, 5, 8)));
  assertFits(two, 'tidied');
  assert.equal(at(two, 'chart')[1], 0);
  assert.equal(at(two, 'inbox')[1], 0);
});

const file = (change = {}, panelChange = {}) => ({
  version: VERSION,
  name: 'Mine',
  panels: [panel('chart', 0, 0, 10, 10), { ...panel('inbox', 10, 0, 6, 8), ...panelChange }],
  ...change,
});

test('a file that is wrong is refused with the place and what was found there', () => {
  const cases = [
    ['{"a":', /^not JSON: /],
    ['[]', /a layout must be a JSON object, was \[\]/],
    [file({ version: undefined }), /version must be a whole number of at least 1, was missing/],
    [file({ version: VERSION + 1 }), /version must be at most 1, was 2: it was made by a newer page/],
    [file({ format: 'grafana' }), /format must be "ticktide layout", was "grafana"/],
    [file({ panels: {} }), /panels must be a list, was \{\}/],
    [file({ panels: [] }), /panels must be 1 to 24, were 0/],
    [file({ panels: [3] }), /panels\[0\] must be an object, was 3/],
    [file({}, { kind: 'casino' }), /panels\[1\]\.kind must be one of chart, .*, was "casino"/],
    [file({}, { kind: 'constructor' }), /panels\[1\]\.kind must be one of/],
    [file({}, { id: 'chart' }), /panels\[1\]\.id is that of panels\[0\], "chart"/],
    [file({}, { id: '<b>' }), /panels\[1\]\.id must be lower-case letters, digits and hyphens, was "<b>"/],
    [file({}, { x: -1 }), /panels\[1\]\.x must be a whole number from 0 to 18, was -1/],
    [file({}, { x: 20 }), /panels\[1\]\.x must be a whole number from 0 to 18, was 20/],
    [file({}, { w: 25 }), /panels\[1\]\.w must be a whole number from 1 to 24, was 25/],
    [file({}, { h: '8' }), /panels\[1\]\.h must be a whole number from 1 to 144, was "8"/],
    [file({}, { y: null }), /panels\[1\]\.y must be a whole number from 0 to 4000, was null/],
    [file({}, { hidden: 'no' }), /panels\[1\]\.hidden must be true or false, was "no"/],
    [file({}, { settings: [] }), /panels\[1\]\.settings must be an object, was \[\]/],
    [file({}, { settings: { a: 'x'.repeat(5_000) } }), /panels\[1\]\.settings must be at most 4000 characters/],
    [JSON.stringify(file({}, { settings: 0 })).replace('"settings":0', '"settings":{"__proto__":{}}'), /__proto__/],
    [file({ panels: [panel('inbox', 0, 0, 5, 5), panel('inbox', 5, 0, 5, 5, { id: 'b' })] }), /only one inbox/],
    [file({ panels: [panel('inbox', 0, 0, 5, 5, { hidden: true })] }), /at least one must not be hidden/],
  ];
  for (const [source, message] of cases) {
    assert.throws(
      () => parseLayout(source),
      (error) => error instanceof LayoutError && /** @type {RegExp} */ (message).test(error.message),
      String(message),
    );
  }
});

test('panels that overlap in a file are moved apart', () => {
  const { layout: read } = parseLayout(file({}, { x: 5, y: 5 }));
  assert.deepEqual(at(read, 'inbox'), [5, 10, 6, 8]);
  assert.deepEqual(at(settled(read), 'inbox'), [5, 10, 6, 8], 'once is enough');
});

test('an older version is brought up step by step, an unknown one is refused', () => {
  const steps = { 1: (old) => ({ ...old, b: old.a }), 2: (old) => ({ ...old, c: old.b }) };
  assert.deepEqual(upgraded({ version: 1, a: 7 }, 3, steps), { version: 3, a: 7, b: 7, c: 7 });
  assert.throws(() => upgraded({ version: 1 }, 2, {}), /nothing is known of version 1/);
});

test('a phone has every panel and each basic one, of the kinds that exist', () => {
  const phone = forPhone(layout(panel('chart', 0, 0, 9, 9), panel('movers', 9, 0, 5, 5, { hidden: true })));
  assert.deepEqual(
    phone.map((p) => p.id),
    ['chart', 'movers', 'watchlist', 'signals', 'stocks', 'inbox', 'market', 'heatmap', 'stock', 'explain', 'strategy'],
  );
  assert.deepEqual(
    forPhone(layout(panel('chart', 0, 0, 9, 9)), (kind) => kind === 'chart').map((p) => p.id),
    ['chart'],
  );
});

test('names are one line and short, titles say what is special', () => {
  assert.equal(cleanName('  My\n\tlayout \u202e!  '), 'My layout !');
  assert.equal(cleanName('x'.repeat(99)).length, 40);
  assert.equal(cleanName(7), '');
  assert.equal(titleOf({ kind: 'chart', settings: { symbol: 'AAPL', timeframe: '5m' } }), 'AAPL 5m');
  assert.equal(titleOf({ kind: 'chart' }), 'Chart');
  assert.equal(titleOf({ id: 'chart-2', kind: 'chart', settings: { timeframe: '1h' } }), 'Chart 2 1h');
  assert.equal(titleOf({ id: 'signals-3', kind: 'signals' }), 'Signals 3');
  assert.equal(titleOf({ kind: 'inbox', settings: { title: 'Mail' } }), 'Mail');
});
