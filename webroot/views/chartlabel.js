import { lastBar, lastClosedTime } from '../model/bars.js';

/** Says on the canvas what is drawn on it, for those who can't see the picture, and for tests. */
export function labelChart(canvas, { symbol, timeframe }, bars, { signals, style, plot }) {
  const last = lastBar(bars);
  const first = bars.closed[0]?.time ?? last?.time ?? Infinity;
  const { dataset } = canvas;
  const facts = {
    symbol,
    timeframe,
    bars: bars.closed.length + (bars.open ? 1 : 0),
    firstTime: bars.closed[0]?.time ?? '',
    lastTime: last?.time ?? '',
    lastClose: last?.close ?? '',
    provisional: String(bars.open !== null),
    closedUntil: Number.isFinite(lastClosedTime(bars)) ? lastClosedTime(bars) : '',
    markers: signals.filter(({ barTime }) => barTime >= first).length,
    style,
    scale: plot.scale,
    panes: plot.chart.panes().length,
  };
  for (const [name, value] of Object.entries(facts)) if (dataset[name] !== String(value)) dataset[name] = value;
  const label = `Chart of ${symbol}, ${timeframe}. Arrows move along the bars, Enter opens what can be asked of one.`;
  if (canvas.ariaLabel !== label) canvas.ariaLabel = label;
}
