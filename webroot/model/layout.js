/**
 * Which panels there are and where: {version, panels: [{id, kind, x, y, w, h, hidden, settings}]} on a grid of 24 columns, of which
 * 24 rows fill the screen and the rest is below it. Every function answers with a new layout in which no two panels overlap.
 */
import { GROUPS, KINDS } from './kinds.js';

export const COLUMNS = 24;
export const ROWS = 24;
export const VERSION = 1;
export const MOST_ROWS = 144;
// Where even the last of the panels begins if all of them are as high as they may be.
const MOST_DOWN = 4_000;
export const MOST_PANELS = 24;
const MOST_SETTINGS = 4_000;
const WIDE = 1_880;
const MARK = 'ticktide layout';
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;

export class LayoutError extends Error {}

/** What a browser that has never been here begins with. */
export function firstLayout(width) {
  return PRESETS[width >= WIDE ? 'wide' : 'laptop'].make();
}

export const PRESETS = {
  laptop: {
    title: 'Laptop',
    make: () =>
      preset([
        ['watchlist', 0, 0, 4, 17],
        ['movers', 0, 17, 4, 7],
        ['chart', 4, 0, 15, 16],
        ['stocks', 4, 16, 15, 8],
        ['signals', 19, 0, 5, 7],
        ['explain', 19, 7, 5, 10],
        ['inbox', 19, 17, 5, 7],
      ]),
  },
  wide: {
    title: 'Wide screen',
    make: () =>
      preset([
        ['watchlist', 0, 0, 3, 17],
        ['movers', 0, 17, 3, 7],
        ['chart', 3, 0, 9, 16],
        ['chart', 12, 0, 8, 16, { timeframe: '1h' }],
        ['stocks', 3, 16, 17, 8],
        ['signals', 20, 0, 4, 8],
        ['explain', 20, 8, 4, 9],
        ['inbox', 20, 17, 4, 7],
      ]),
  },
  market: {
    title: 'Market',
    make: () =>
      preset([
        ['market', 0, 0, 10, 24],
        ['heatmap', 10, 0, 8, 11],
        ['chart', 10, 11, 8, 13],
        ['stock', 18, 0, 6, 24],
      ]),
  },
  charts: {
    title: 'Four charts',
    make: () =>
      preset([
        ['watchlist', 0, 0, 4, 24],
        ['chart', 4, 0, 10, 12, { timeframe: '1m' }],
        ['chart', 14, 0, 10, 12, { timeframe: '5m' }],
        ['chart', 4, 12, 10, 12, { timeframe: '15m' }],
        ['chart', 14, 12, 10, 12, { timeframe: '1h' }],
      ]),
  },
};

function preset(rows) {
  const panels = [];
  for (const [kind, x, y, w, h, settings = {}] of rows) {
    panels.push({ id: freeId(panels, kind), kind, x, y, w, h, hidden: false, settings });
  }
  return { version: VERSION, panels };
}

/** The panels that are on the screen, and those that the store tells views about. */
export const shown = ({ panels }) => panels.filter((panel) => !panel.hidden);

export function panelsById({ panels }) {
  return new Map(panels.map(({ id, kind, settings }) => [id, { id, kind, settings }]));
}

const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const isFree = (panels, rect) => !panels.some((panel) => overlap(panel, rect));
const minOf = (kind) => KINDS[kind]?.min ?? [3, 3];
const freeId = (panels, kind) => {
  const taken = new Set(panels.map((panel) => panel.id));
  if (!taken.has(kind)) return kind;
  let n = 2;
  while (taken.has(`${kind}-${n}`)) n++;
  return `${kind}-${n}`;
};

/** Moves down what lies over another panel, from the top to the bottom of the page. */
export function settled(layout) {
  const inOrder = shown(layout).sort((a, b) => a.y - b.y || a.x - b.x);
  const placed = [];
  for (const panel of inOrder) {
    const next = { ...panel };
    for (let hit = touched(); hit; hit = touched()) next.y = hit.y + hit.h;
    placed.push(next);

    function touched() {
      return placed.find((other) => overlap(other, next));
    }
  }
  const byId = new Map(placed.map((panel) => [panel.id, panel]));
  return { ...layout, panels: layout.panels.map((panel) => byId.get(panel.id) ?? panel) };
}

const changed = (layout, id, change) => ({
  ...layout,
  panels: layout.panels.map((panel) => (panel.id === id ? { ...panel, ...change } : panel)),
});
const panelOf = (layout, id) => layout.panels.find((panel) => panel.id === id);

/** After panels were dragged: positions as [{id, x, y, w, h}]. */
export function placed(layout, positions) {
  const byId = new Map(positions.map((at) => [at.id, at]));
  const panels = layout.panels.map((panel) => {
    const at = byId.get(panel.id);
    return at ? { ...panel, x: at.x, y: at.y, w: at.w, h: at.h } : panel;
  });
  return settled({ ...layout, panels });
}

export function withSettings(layout, id, change) {
  const panel = panelOf(layout, id);
  return panel ? changed(layout, id, { settings: { ...panel.settings, ...change } }) : layout;
}

export const mayAdd = (layout, kind) =>
  layout.panels.length < MOST_PANELS && (KINDS[kind].several || !layout.panels.some((panel) => panel.kind === kind && !panel.hidden));

/** Puts a panel where there is room for it, else into the half of the largest one that can be halved, else below all. */
export function withPanel(layout, kind, settings = {}) {
  const hiddenOne = layout.panels.find((panel) => panel.kind === kind && panel.hidden);
  if (hiddenOne && !KINDS[kind].several) return { layout: shownAgain(layout, hiddenOne.id), id: hiddenOne.id };
  const id = freeId(layout.panels, kind);
  const panel = { id, kind, hidden: false, settings };
  return { layout: withRoom(layout, panel, KINDS[kind].size), id };
}

/** The same again beside it, each with half of the room. */
export function duplicated(layout, id) {
  const panel = panelOf(layout, id);
  const copy = { ...panel, id: freeId(layout.panels, panel.kind), settings: structuredClone(panel.settings) };
  const halves = halved(panel);
  if (!halves) return { layout: withRoom(layout, copy, [panel.w, panel.h]), id: copy.id };
  const kept = changed(layout, id, halves[0]);
  return { layout: { ...kept, panels: [...kept.panels, { ...copy, ...halves[1] }] }, id: copy.id };
}

function withRoom(layout, panel, [w, h]) {
  const here = shown(layout);
  const [minW, minH] = minOf(panel.kind);
  for (const [width, height] of [
    [w, h],
    [minW, h],
    [minW, minH],
  ]) {
    const spot = freeSpot(here, width, height);
    if (spot) return { ...layout, panels: [...layout.panels, { ...panel, ...spot, w: width, h: height }] };
  }
  const giver = here.filter((other) => halved(other, [minW, minH])).sort((a, b) => b.w * b.h - a.w * a.h || (a.id < b.id ? -1 : 1))[0];
  if (giver) {
    const [kept, given] = halved(giver, [minW, minH]);
    const less = changed(layout, giver.id, kept);
    return { ...less, panels: [...less.panels, { ...panel, ...given }] };
  }
  const below = Math.max(0, ...here.map((other) => other.y + other.h));
  return { ...layout, panels: [...layout.panels, { ...panel, x: 0, y: below, w, h }] };
}

function freeSpot(panels, w, h) {
  for (let y = 0; y + h <= ROWS; y++) {
    for (let x = 0; x + w <= COLUMNS; x++) if (isFree(panels, { x, y, w, h })) return { x, y };
  }
  return null;
}

/** Two halves, side by side if they may be so narrow, else one above the other; null if they may not. */
function halved({ kind, x, y, w, h }, min = minOf(kind)) {
  const [minW, minH] = minOf(kind);
  const left = Math.ceil(w / 2);
  const top = Math.ceil(h / 2);
  if (left >= minW && w - left >= min[0] && h >= min[1]) {
    return [
      { x, y, w: left, h },
      { x: x + left, y, w: w - left, h },
    ];
  }
  if (top >= minH && h - top >= min[1] && w >= min[0]) {
    return [
      { x, y, w, h: top },
      { x, y: y + top, w, h: h - top },
    ];
  }
  return null;
}

export function without(layout, id) {
  const gone = panelOf(layout, id);
  if (!gone) return layout;
  const rest = { ...layout, panels: layout.panels.filter((panel) => panel.id !== id) };
  return gone.hidden ? rest : gapClosed(rest, gone);
}

export function hiddenAway(layout, id) {
  const panel = panelOf(layout, id);
  if (!panel || panel.hidden) return layout;
  return gapClosed(changed(layout, id, { hidden: true }), panel);
}

/** At its old place if nobody has taken that, else as a new one. */
export function shownAgain(layout, id) {
  const panel = panelOf(layout, id);
  if (!panel || !panel.hidden) return layout;
  if (isFree(shown(layout), panel)) return changed(layout, id, { hidden: false });
  const others = { ...layout, panels: layout.panels.filter((other) => other.id !== id) };
  return withRoom(others, { ...panel, hidden: false }, [panel.w, panel.h]);
}

const SIDES = [
  // Those below it first: what is above them stays where the eye expects it.
  { touches: (p, gap) => p.y === gap.y + gap.h, grown: (p, gap) => ({ y: gap.y, h: p.h + gap.h }), along: 'x' },
  { touches: (p, gap) => p.y + p.h === gap.y, grown: (p, gap) => ({ h: p.h + gap.h }), along: 'x' },
  { touches: (p, gap) => p.x + p.w === gap.x, grown: (p, gap) => ({ w: p.w + gap.w }), along: 'y' },
  { touches: (p, gap) => p.x === gap.x + gap.w, grown: (p, gap) => ({ x: gap.x, w: p.w + gap.w }), along: 'y' },
];

/** Lets the neighbours along one side take over a place that has become free, if together they are just as long as it. */
function gapClosed(layout, gap) {
  const here = shown(layout);
  for (const { touches, grown, along } of SIDES) {
    const size = along === 'x' ? 'w' : 'h';
    const within = (p) => p[along] >= gap[along] && p[along] + p[size] <= gap[along] + gap[size];
    const neighbours = here.filter((p) => touches(p, gap) && within(p));
    if (neighbours.reduce((sum, p) => sum + p[size], 0) !== gap[size]) continue;
    return neighbours.reduce((next, p) => changed(next, p.id, grown(p, gap)), layout);
  }
  return layout;
}

/**
 * One place further with the arrow keys: a step into free room, else past the neighbours there, which take the room that it leaves. Every
 * panel keeps its size. Null if there is no way.
 */
export function movedBy(layout, id, dx, dy) {
  const panel = panelOf(layout, id);
  const to = { ...panel, x: panel.x + dx, y: panel.y + dy };
  const others = shown(layout).filter((other) => other.id !== id);
  if (!isInside(to)) return null;
  if (isFree(others, to)) return changed(layout, id, { x: to.x, y: to.y });
  return exchanged(layout, panel, dx ? ['x', 'w', 'y', 'h'] : ['y', 'h', 'x', 'w'], dx + dy);
}

/** The smallest blocks of whole panels, one with the panel and one beside it, that are equally long change places. */
function exchanged(layout, panel, axes, sense) {
  const [at, size, across, length] = axes;
  const here = shown(layout);
  const end = (rect) => rect[at] + rect[size];
  const touches = (rect) => (sense > 0 ? (p) => p[at] === end(rect) : (p) => end(p) === rect[at]);
  const level = (rect) => (p) => p[across] < rect[across] + rect[length] && rect[across] < p[across] + p[length];
  let mine = panel;
  let theirs = null;
  for (;;) {
    const grownMine = around(here, mine);
    const beside = here.filter((p) => touches(grownMine)(p) && level(grownMine)(p));
    if (!beside.length) return null;
    const grownTheirs = around(here, theirs ? bounds([theirs, ...beside]) : bounds(beside));
    if (overlap(grownMine, grownTheirs)) return null;
    const both = bounds([grownMine, grownTheirs]);
    const long = { [across]: both[across], [length]: both[length] };
    const next = [
      { ...grownMine, ...long },
      { ...grownTheirs, ...long },
    ];
    if (theirs && sameRect(next[0], mine) && sameRect(next[1], theirs)) break;
    [mine, theirs] = next;
  }
  const isIn = (rect) => (p) => overlap(p, rect);
  const moved = (p) => {
    if (isIn(mine)(p)) return { ...p, [at]: p[at] + sense * theirs[size] };
    return isIn(theirs)(p) ? { ...p, [at]: p[at] - sense * mine[size] } : p;
  };
  return { ...layout, panels: layout.panels.map((p) => (p.hidden ? p : moved(p))) };
}

const sameRect = (a, b) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

/** The smallest rectangle with this one in it that cuts no panel in two. */
function around(panels, rect) {
  const grown = bounds([rect, ...panels.filter((p) => overlap(p, rect))]);
  return sameRect(grown, rect) ? grown : around(panels, grown);
}

function bounds(rects) {
  const [x, y] = ['x', 'y'].map((at) => Math.min(...rects.map((rect) => rect[at])));
  return { x, y, w: Math.max(...rects.map((r) => r.x + r.w)) - x, h: Math.max(...rects.map((r) => r.y + r.h)) - y };
}

/** A panel that was dropped on another: they change places. */
export function swapped(layout, id, other) {
  const [a, b] = [panelOf(layout, id), panelOf(layout, other)];
  if (!a || !b || a === b || a.hidden || b.hidden) return layout;
  const rect = ({ x, y, w, h }) => ({ x, y, w, h });
  return changed(changed(layout, id, rect(b)), other, rect(a));
}

/** As near to the wanted size as the neighbours allow, an edge at a time. */
export function resizedTo(layout, id, { w, h }) {
  let now = layout;
  for (const [size, wanted, step] of [
    ['w', w, (by) => [by, 0]],
    ['h', h, (by) => [0, by]],
  ]) {
    for (let next = now; next;) {
      now = next;
      const left = wanted - panelOf(now, id)[size];
      next = left ? resizedBy(now, id, ...step(Math.sign(left))) : null;
    }
  }
  return now;
}

/** Moves the right or lower edge by one step; neighbours that stand there give way or follow. Null if there is no way. */
export function resizedBy(layout, id, dw, dh) {
  const panel = panelOf(layout, id);
  const [minW, minH] = minOf(panel.kind);
  const to = { ...panel, w: panel.w + dw, h: panel.h + dh };
  if (to.w < minW || to.h < minH || !isInside(to)) return null;
  const others = shown(layout).filter((other) => other.id !== id);
  const grows = dw > 0 || dh > 0;
  const atEdge = others.filter((p) => (dw ? p.x === panel.x + panel.w : p.y === panel.y + panel.h));
  const along = (p) => (dw ? p.y < panel.y + panel.h && panel.y < p.y + p.h : p.x < panel.x + panel.w && panel.x < p.x + p.w);
  const within = (p) => (dw ? p.y >= panel.y && p.y + p.h <= panel.y + panel.h : p.x >= panel.x && p.x + p.w <= panel.x + panel.w);
  const neighbours = atEdge.filter(grows ? along : (p) => along(p) && within(p));
  let next = changed(layout, id, { w: to.w, h: to.h });
  for (const p of neighbours) {
    const given = { x: p.x + dw, y: p.y + dh, w: p.w - dw, h: p.h - dh };
    const [w, h] = minOf(p.kind);
    if (grows && (given.w < w || given.h < h)) return null;
    next = changed(next, p.id, given);
  }
  const all = shown(next);
  return all.some((a, i) => all.some((b, j) => i < j && overlap(a, b))) ? null : next;
}

const isInside = ({ x, y, w, h }) => x >= 0 && y >= 0 && x + w <= COLUMNS && y + h <= MOST_ROWS;

/** Moves all up as far as it goes, then lets each grow to the right and down into room that is left on the screen. */
export function tidied(layout) {
  const up = [];
  for (const panel of shown(layout).sort((a, b) => a.y - b.y || a.x - b.x)) {
    const next = { ...panel };
    while (next.y > 0 && isFree(up, { ...next, y: next.y - 1 })) next.y--;
    up.push(next);
  }
  for (const panel of up) {
    const others = up.filter((other) => other !== panel);
    const fits = (change) => isInside({ ...panel, ...change }) && isFree(others, { ...panel, ...change });
    while (panel.y + panel.h < ROWS && fits({ h: panel.h + 1 })) panel.h++;
    while (fits({ w: panel.w + 1 })) panel.w++;
    while (panel.x > 0 && fits({ x: panel.x - 1, w: panel.w + 1 })) {
      panel.x--;
      panel.w++;
    }
  }
  const byId = new Map(up.map((panel) => [panel.id, panel]));
  return { ...layout, panels: layout.panels.map((panel) => byId.get(panel.id) ?? panel) };
}

// What the basic ones lead to.
const FURTHER = ['market', 'heatmap', 'stock', 'explain'];

/**
 * A phone shows every panel, hidden or not, and has each of the basic ones and what they lead to.
 * @param {{ panels: any[] }} layout
 * @param {(kind: string) => boolean} [isThere]
 */
export function forPhone(layout, isThere = () => true) {
  const has = (kind) => layout.panels.some((panel) => panel.kind === kind);
  const wanted = [...Object.values(GROUPS).map((group) => group.basic), ...FURTHER];
  const missing = wanted.filter((kind) => !has(kind)).map((kind) => ({ id: kind, kind, settings: {} }));
  const taken = new Set(layout.panels.map((panel) => panel.id));
  return [...layout.panels, ...missing.filter((panel) => !taken.has(panel.id))].filter(({ kind }) => isThere(kind));
}

/** As a file has it: for people to read, and to be read again by {@link parseLayout}. */
export function layoutFile(name, { version, panels }, lists = {}) {
  return JSON.stringify({ format: MARK, version, name, panels, ...(Object.keys(lists).length > 0 && { lists }) }, null, 2) + '\n';
}

/** Turns what an older page has saved into what this one knows, a version at a time. */
const UPGRADES = {};

export function upgraded(layout, target = VERSION, steps = UPGRADES) {
  let now = layout;
  while (now.version < target) {
    const step = steps[now.version];
    if (!step) throw new LayoutError(`version: nothing is known of version ${now.version}`);
    now = { ...step(now), version: now.version + 1 };
  }
  return now;
}

/** {name, layout, lists} of a file's text or of plain data; a LayoutError names the place that is wrong. The lists, if any, are as they were found. */
export function parseLayout(source) {
  const data = typeof source === 'string' ? parsed(source) : source;
  if (!isObject(data)) throw new LayoutError('a layout must be a JSON object, was ' + said(data));
  if (data.format !== undefined && data.format !== MARK) {
    throw new LayoutError(`format must be "${MARK}", was ${said(data.format)}`);
  }
  checkWhole('version', data.version, 1, Number.MAX_SAFE_INTEGER);
  if (data.version > VERSION) {
    throw new LayoutError(`version must be at most ${VERSION}, was ${data.version}: it was made by a newer page; reload this one`);
  }
  const { panels } = upgraded(data);
  if (!Array.isArray(panels)) throw new LayoutError('panels must be a list, was ' + said(panels));
  if (!panels.length || panels.length > MOST_PANELS) {
    throw new LayoutError(`panels must be 1 to ${MOST_PANELS}, were ${panels.length}`);
  }
  const read = panels.map((panel, i) => readPanel(panel, `panels[${i}]`));
  checkTogether(read);
  const layout = settled({ version: VERSION, panels: read });
  if (layout.panels.some((panel) => panel.y > MOST_DOWN)) throw new LayoutError('panels reach too far down');
  return { name: cleanName(data.name), layout, ...(data.lists !== undefined && { lists: data.lists }) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LayoutError('not JSON: ' + error.message);
  }
}

function readPanel(panel, place) {
  if (!isObject(panel)) throw new LayoutError(`${place} must be an object, was ${said(panel)}`);
  const { id, kind, x, y, w, h, hidden = false, settings = {} } = panel;
  if (!Object.hasOwn(KINDS, kind)) {
    throw new LayoutError(`${place}.kind must be one of ${Object.keys(KINDS).join(', ')}, was ${said(kind)}`);
  }
  if (typeof id !== 'string' || !ID.test(id)) {
    throw new LayoutError(`${place}.id must be lower-case letters, digits and hyphens, was ${said(id)}`);
  }
  checkWhole(place + '.w', w, 1, COLUMNS);
  checkWhole(place + '.h', h, 1, MOST_ROWS);
  checkWhole(place + '.x', x, 0, COLUMNS - w);
  checkWhole(place + '.y', y, 0, MOST_DOWN);
  if (typeof hidden !== 'boolean') throw new LayoutError(`${place}.hidden must be true or false, was ${said(hidden)}`);
  if (!isObject(settings)) throw new LayoutError(`${place}.settings must be an object, was ${said(settings)}`);
  const text = JSON.stringify(settings);
  if (text.length > MOST_SETTINGS) {
    throw new LayoutError(`${place}.settings must be at most ${MOST_SETTINGS} characters, were ${text.length}`);
  }
  if (text.includes('"__proto__"')) throw new LayoutError(`${place}.settings must not have a field __proto__`);
  return { id, kind, x, y, w, h, hidden, settings: JSON.parse(text) };
}

function checkTogether(panels) {
  panels.forEach((panel, i) => {
    const before = panels.slice(0, i);
    const twin = before.findIndex((other) => other.id === panel.id);
    if (twin >= 0) throw new LayoutError(`panels[${i}].id is that of panels[${twin}], "${panel.id}"`);
    const second = before.findIndex((other) => other.kind === panel.kind);
    if (second >= 0 && !KINDS[panel.kind].several) {
      throw new LayoutError(`panels[${i}].kind: there can be only one ${panel.kind}, and panels[${second}] is it`);
    }
  });
  if (panels.every((panel) => panel.hidden)) throw new LayoutError('panels: at least one must not be hidden');
}

function checkWhole(place, value, least, most) {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new LayoutError(`${place} must be a whole number ${range}, was ${said(value)}`);
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function said(value) {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? text.slice(0, 40) + '…' : text;
}

/** One line of at most 40 characters; empty if there is none. */
export function cleanName(name) {
  if (typeof name !== 'string') return '';
  const line = [...name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()].slice(0, 40).join('').trim();
  return line === '__proto__' ? '' : line;
}
