import { Ask } from './ask.js';
import { Chart } from './chart.js';
import { Controls } from './controls.js';
import { Elsewhere } from './elsewhere.js';
import { Explain } from './explain.js';
import { Finder } from './finder.js';
import { Grid } from './grid.js';
import { HeatMap } from './heatmap.js';
import { Help } from './help.js';
import { Inbox } from './inbox.js';
import { MarketTable } from './market.js';
import { Movers } from './movers.js';
import { Nav } from './nav.js';
import { Settings } from './settings.js';
import { Signals } from './signals.js';
import { Status } from './status.js';
import { Stock } from './stock.js';
import { Stocks } from './stocks.js';
import { Strategy } from './strategy.js';
import { Toasts } from './toasts.js';
import { Toolbar } from './toolbar.js';
import { Warning } from './warning.js';
import { Watchlist } from './watchlist.js';

/** Every element of the dashboard, in the order of the page; the grid last, because it creates the others. */
export const VIEWS = {
  'tt-toolbar': Toolbar,
  'tt-controls': Controls,
  'tt-warning': Warning,
  'tt-elsewhere': Elsewhere,
  'tt-watchlist': Watchlist,
  'tt-movers': Movers,
  'tt-market': MarketTable,
  'tt-heatmap': HeatMap,
  'tt-stock': Stock,
  'tt-chart': Chart,
  'tt-stocks': Stocks,
  'tt-signals': Signals,
  'tt-explain': Explain,
  'tt-strategy': Strategy,
  'tt-inbox': Inbox,
  'tt-status': Status,
  'tt-nav': Nav,
  'tt-help': Help,
  'tt-settings': Settings,
  'tt-finder': Finder,
  'tt-ask': Ask,
  'tt-toasts': Toasts,
  'tt-grid': Grid,
};
