/**
 * Which panels there are and where: {version, panels: [{id, kind, x, y, w, h, hidden, settings}]} on a grid of 24 columns, of which
 * 24 rows fill the screen and the rest is below it. Every function answers with a new layout in which no two panels overlap; what is
 * moved, or given room, has its file beside this one.
 */
import { GROUPS, KINDS } from './kinds.js';

export const COLUMNS = 24;
export const ROWS = 24;
export const VERSION = 1;
export const MOST_ROWS = 144;
export const MOST_PANELS = 24;

/** The panels that are on the screen, and those that the store tells views about. */
export const shown = ({ panels }) => panels.filter((panel) => !panel.hidden);

export function panelsById({ panels }) {
  return new Map(panels.map(({ id, kind, settings }) => [id, { id, kind, settings }]));
}

export const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
export const isFree = (panels, rect) => !panels.some((panel) => overlap(panel, rect));
export const minOf = (kind) => KINDS[kind]?.min ?? [3, 3];
export const freeId = (panels, kind) => {
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

export const changed = (layout, id, change) => ({
  ...layout,
  panels: layout.panels.map((panel) => (panel.id === id ? { ...panel, ...change } : panel)),
});
export const isInside = ({ x, y, w, h }) => x >= 0 && y >= 0 && x + w <= COLUMNS && y + h <= MOST_ROWS;
export const panelOf = (layout, id) => layout.panels.find((panel) => panel.id === id);

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

// What the basic ones lead to.
const FURTHER = ['market', 'heatmap', 'stock', 'explain', 'strategy'];

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
