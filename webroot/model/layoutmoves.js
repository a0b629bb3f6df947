/** Panels that are moved, exchanged, made larger or smaller by hand, and all of them tidied up. */
import { ROWS, changed, isFree, isInside, minOf, overlap, panelOf, shown } from './layout.js';

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
