import { VERSION, freeId } from './layout.js';

const WIDE = 1_880;

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
