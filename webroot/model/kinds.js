/**
 * The kinds of panel there are: what each is called, which element draws it, how small it may get and is at first, whether there
 * may be several, and where it is found on a phone. Whoever adds a view with a panel of its own adds a line.
 */
export const KINDS = {
  chart: { title: 'Chart', element: 'tt-chart', min: [6, 7], size: [12, 14], several: true, group: 'chart' },
  watchlist: { title: 'Watchlist', element: 'tt-watchlist', min: [3, 5], size: [4, 14], several: true, group: 'watch' },
  movers: { title: 'Market movers', element: 'tt-movers', min: [3, 4], size: [4, 7], several: false, group: 'watch' },
  market: { title: 'Market', element: 'tt-market', min: [6, 5], size: [12, 12], several: true, group: 'watch' },
  heatmap: { title: 'Heat map', element: 'tt-heatmap', min: [4, 5], size: [10, 12], several: true, group: 'watch' },
  stocks: { title: 'Stocks', element: 'tt-stocks', min: [5, 4], size: [12, 8], several: false, group: 'stocks' },
  stock: { title: 'One stock', element: 'tt-stock', min: [5, 6], size: [10, 14], several: true, group: 'stocks' },
  facts: { title: 'News and data', element: 'tt-facts', min: [4, 4], size: [8, 8], several: false, group: 'stocks' },
  signals: { title: 'Signals', element: 'tt-signals', min: [4, 4], size: [5, 10], several: true, group: 'signals' },
  explain: { title: 'Explanation', element: 'tt-explain', min: [4, 4], size: [5, 12], several: false, group: 'signals' },
  strategy: { title: 'Strategy', element: 'tt-strategy', min: [5, 8], size: [7, 16], several: false, group: 'signals' },
  inbox: { title: 'Notifications', element: 'tt-inbox', min: [4, 4], size: [5, 10], several: false, group: 'inbox' },
};

/** What the phone's navigation chooses among; a group shows one of its panels at a time. */
export const GROUPS = {
  chart: { title: 'Chart', basic: 'chart' },
  watch: { title: 'Watch', basic: 'watchlist' },
  signals: { title: 'Signals', basic: 'signals' },
  stocks: { title: 'Stocks', basic: 'stocks' },
  inbox: { title: 'Inbox', basic: 'inbox' },
};

/**
 * What a panel is called on the page: the name the user gave it, or that of its kind, with a number from the second one on.
 * @param {{ id?: string, kind: string, settings?: Record<string, any> }} panel
 */
export function titleOf({ id = '', kind, settings = {} }) {
  if (settings.title) return String(settings.title);
  const number = /-(\d+)$/.exec(id)?.[1];
  const own = [KINDS[kind]?.title ?? kind, number].filter(Boolean).join(' ');
  return kind === 'chart' ? [settings.symbol ?? own, settings.timeframe].filter(Boolean).join(' ') : own;
}
