import { dateTime } from '../model/format.js';
import { fromChartTime } from '../model/series.js';
import { tickLabel } from '../model/ticks.js';

/** Bars of room between the newest bar and the price axis. */
export const RIGHT_OFFSET = 4;
/** The library's number for dashed lines. */
export const DASHED = 2;
/** The library's numbers for scales of prices. */
export const MODES = { linear: 0, log: 1, percent: 2 };

/**
 * The chart library's options for a whole chart; fine: whether seconds are shown.
 * @returns {any}
 */
export function chartOptions({ panel, dim, grid, line, text }, where, fine) {
  return {
    layout: {
      background: { type: 'solid', color: panel },
      textColor: dim,
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 11,
      attributionLogo: true,
      panes: { separatorColor: line, separatorHoverColor: grid, enableResize: true },
    },
    grid: { vertLines: { color: grid }, horzLines: { color: grid } },
    crosshair: {
      mode: 0,
      vertLine: { color: dim, labelBackgroundColor: text },
      horzLine: { color: dim, labelBackgroundColor: text },
    },
    rightPriceScale: { borderColor: line },
    timeScale: {
      borderColor: line,
      timeVisible: true,
      secondsVisible: fine,
      rightOffset: RIGHT_OFFSET,
      barSpacing: 7,
      minBarSpacing: 0.05,
      enableConflation: true,
      tickMarkFormatter: (time, kind) => tickLabel(fromChartTime(time), kind, where),
    },
    localization: { dateFormat: "dd MMM 'yy", timeFormatter: (time) => dateTime(fromChartTime(time), where, fine) },
  };
}

/**
 * The library's options for the series of prices in a style.
 * @returns {any}
 */
export function priceOptions(style, digits, { up, down, text }) {
  const priceFormat = { type: 'price', precision: digits, minMove: 10 ** -digits };
  if (style === 'line') return { color: text, lineWidth: 2, priceFormat };
  if (style === 'bars') return { upColor: up, downColor: down, thinBars: false, priceFormat };
  return {
    upColor: up,
    downColor: down,
    borderUpColor: up,
    borderDownColor: down,
    wickUpColor: up,
    wickDownColor: down,
    priceFormat,
  };
}
