import { applyUpdate, emptyBars, fillValues, fromColumns, prependBars, resetBars, setValue } from '../model/bars.js';
import { studyOf } from '../model/indicators.js';

/** The series that charts show: one per symbol and timeframe, however many charts show it. */

export const seriesKey = (symbol, timeframe) => `${symbol}/${timeframe}`;

export function emptySeries(symbol = null, timeframe = null) {
  return {
    key: symbol === null ? '' : seriesKey(symbol, timeframe),
    symbol,
    timeframe,
    indicators: [],
    warmup: {},
    bars: emptyBars(),
    exhausted: false,
    ready: false,
    problem: null,
  };
}

export function fillSeries(series, snapshot) {
  series.indicators = snapshot.indicators;
  series.warmup = snapshot.warmup ?? {};
  series.exhausted = false;
  series.ready = true;
  series.problem = null;
  resetBars(series.bars, fromColumns(snapshot.columns, snapshot.data), snapshot.open);
}

/** What a message says of this series; whether that is anything. */
export function applyBars(series, { updates = [], warmup = {} }) {
  const mine = updates.filter((update) => update.timeframe === series.timeframe);
  for (const update of mine) if (applyUpdate(series.bars, update)) series.exhausted = false;
  const warming = warmup[series.timeframe];
  if (warming) series.warmup = { ...ofStudies(series), ...warming };
  return mine.length > 0 || warming !== undefined;
}

// The message speaks of the configured indicators only.
function ofStudies({ warmup, indicators }) {
  return Object.fromEntries(Object.entries(warmup).filter(([name]) => !indicators.includes(name)));
}

export function addOlder(series, bars) {
  series.exhausted = prependBars(series.bars, bars) === 0;
}

/** Live values of a study: of bars that closed, and of the open one. */
export function applyStudy(series, { name, points = [], warmup = null }) {
  for (const { time, value, values = { [name]: value } } of points) {
    for (const [line, number] of Object.entries(values)) setValue(series.bars, time, line, number);
  }
  setWarmup(series, { [name]: warmup });
}

/** Values of studies that were computed for bars of the past. */
export function fillStudies(series, { columns, data, warmup = {} }, { names, from }) {
  // An indicator may have further lines, which the answer names.
  const lines = [...new Set([...names, ...columns.filter((column) => names.includes(studyOf(column)))])];
  fillValues(series.bars, fromColumns(columns, data), lines, from);
  setWarmup(series, Object.fromEntries(names.map((name) => [name, warmup[name] ?? null])));
}

function setWarmup(series, states) {
  const warmup = { ...series.warmup, ...states };
  for (const [name, state] of Object.entries(warmup)) if (!state) delete warmup[name];
  series.warmup = warmup;
}
