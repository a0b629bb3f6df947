/**
 * Squarified treemap (Bruls, Huizing, van Wijk 2000): rectangles whose areas are in proportion to the weights and whose sides
 * are as alike as a row-by-row filling allows. Pure; any unit of length.
 */

/** items: [{weight}]; answers with {item, x, y, w, h}, largest first. Weights that are not positive get no tile. */
export function treemap(items, width, height) {
  const sorted = items.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  if (!total || !(width > 0) || !(height > 0)) return [];
  const scale = (width * height) / total;
  const tiles = [];
  let free = { x: 0, y: 0, w: width, h: height };
  let row = [];
  let area = 0;
  for (const item of sorted) {
    const next = item.weight * scale;
    const side = Math.min(free.w, free.h);
    if (row.length && worst([...row, { area: next }], area + next, side) > worst(row, area, side)) {
      free = place(row, area, free, tiles);
      row = [];
      area = 0;
    }
    row.push({ item, area: next });
    area += next;
  }
  place(row, area, free, tiles);
  return tiles;
}

/** The least square tile of a row: the greater of its side ratios, at best 1. */
function worst(row, sum, side) {
  const areas = row.map(({ area }) => area);
  const largest = Math.max(...areas);
  const least = Math.min(...areas);
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * least));
}

function place(row, sum, { x, y, w, h }, tiles) {
  const lying = w < h;
  const depth = sum / (lying ? w : h);
  let at = lying ? x : y;
  for (const { item, area } of row) {
    const length = area / depth;
    tiles.push(lying ? { item, x: at, y, w: length, h: depth } : { item, x, y: at, w: depth, h: length });
    at += length;
  }
  return lying ? { x, y: y + depth, w, h: h - depth } : { x: x + depth, y, w: w - depth, h };
}

const STEPS = [0.25, 1, 2.5];

/** What a legend shows: one change of each shade, from the deepest fall to the steepest rise. */
export const SHADES = [-2.5, -1, -0.25, -0.1, 0, 0.1, 0.25, 1, 2.5];

/** Which shade a change in per cent gets: "flat", or "up-1" to "up-4" and "down-1" to "down-4" with its size. */
export function shade(changePercent) {
  if (!Number.isFinite(changePercent) || Math.abs(changePercent) < 0.05) return 'flat';
  const strength = 1 + STEPS.filter((step) => Math.abs(changePercent) >= step).length;
  return (changePercent > 0 ? 'up-' : 'down-') + strength;
}

/** The largest by weight; what does not fit any more is counted. */
export function largest(items, most) {
  const sorted = [...items].sort((a, b) => b.weight - a.weight);
  return { shown: sorted.slice(0, most), left: Math.max(0, sorted.length - most) };
}

/**
 * The tile that an arrow key leads to from one: the nearest in that direction, those beside it before those aslant; null at the edge.
 * @param {any[]} tiles
 * @param {any} from
 * @param {number[]} step
 */
export function neighbourOf(tiles, from, [dx, dy]) {
  const centre = ({ x, y, w, h }) => [x + w / 2, y + h / 2];
  const [fromX, fromY] = centre(from);
  let best = null;
  let least = Infinity;
  for (const tile of tiles) {
    const [x, y] = centre(tile);
    const ahead = dx ? edge(from.x, from.w, tile.x, tile.w, dx) : edge(from.y, from.h, tile.y, tile.h, dy);
    if (tile === from || !ahead) continue;
    const along = Math.abs(dx ? x - fromX : y - fromY);
    const aside = dx ? gap(from.y, from.h, tile.y, tile.h) : gap(from.x, from.w, tile.x, tile.w);
    const far = aside * 1e4 + along + Math.abs(dx ? y - fromY : x - fromX) / 1e3;
    if (far < least) [best, least] = [tile, far];
  }
  return best;
}

const ALMOST = 0.01;
/** Whether a tile begins where another ends, in the direction of a step. */
const edge = (a, aSize, b, bSize, step) => (step > 0 ? b >= a + aSize - ALMOST : b + bSize <= a + ALMOST);
const gap = (a, aSize, b, bSize) => Math.max(0, b - (a + aSize), a - (b + bSize));
