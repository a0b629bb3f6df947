/** Room for a panel that is added or shown, and what becomes of the room of one that goes. */
import { COLUMNS, ROWS, changed, freeId, isFree, minOf, panelOf, shown } from './layout.js';
import { KINDS } from './kinds.js';

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
