/** From bars to what the chart library is given. Pure: no library, no document. */

/**
 * The chart's time is in seconds and may have a fraction, which keeps several raw bars of one second apart; the library
 * only compares times and spaces bars by index.
 */
export const chartTime = (ms) => ms / 1000;
export const fromChartTime = (seconds) => Math.round(seconds * 1e6) / 1e3;

/**
 * What a drawing needs to do to reach the present bars: everything anew, or only the bars that changed since `drawn`.
 * `drawn` is what the previous plan returned in `next`.
 */
export function planDraw(drawn, bars) {
  const { closed, open, epoch } = bars;
  const last = open ?? closed[closed.length - 1];
  const next = { epoch, count: closed.length, lastTime: last ? last.time : -Infinity };
  const fresh = drawn && drawn.epoch === epoch ? closed.slice(drawn.count) : null;
  // The library appends or replaces the last bar only, so anything that reaches further back is a new drawing.
  const reachesBack = fresh?.length > 0 && fresh[0].time < drawn.lastTime;
  const vanished = fresh && next.lastTime < drawn.lastTime;
  if (!fresh || reachesBack || vanished) return { reset: true, bars: open ? [...closed, open] : closed, next };
  return { reset: false, bars: open ? [...fresh, open] : fresh, next };
}

export function candlePoint(bar, provisional, colors) {
  const point = { time: chartTime(bar.time), open: bar.open, high: bar.high, low: bar.low, close: bar.close };
  if (!provisional) return point;
  const up = bar.close >= bar.open;
  return { ...point, color: up ? colors.upFaint : colors.downFaint, borderColor: up ? colors.up : colors.down };
}

/** A point of the price by the chart's style; a line has the close only. */
export function pricePoint(style, bar, provisional, colors) {
  if (style !== 'line') return candlePoint(bar, provisional, colors);
  const point = { time: chartTime(bar.time), value: bar.close };
  return provisional ? { ...point, color: colors.dim } : point;
}

export function volumePoint(bar, provisional, colors) {
  const up = bar.close >= bar.open;
  const color = up ? colors.upVolume : colors.downVolume;
  return { time: chartTime(bar.time), value: bar.volume ?? 0, color: provisional ? colors.faintVolume : color };
}

/** A point of an indicator line; while the indicator warms up the time stays, without a value. */
export function linePoint(bar, name) {
  const value = bar.values[name];
  const time = chartTime(bar.time);
  return value === null || value === undefined ? { time } : { time, value };
}

/** Of a histogram's bar: what is above zero has the colour of rising prices. */
export const histogramColor = (value, { up, down }) => (value >= 0 ? up : down);

/** Signals as chart markers, oldest first; those before the first bar of the drawing are left out. */
export function markers(signals, since, selectedId, colors) {
  return signals
    .filter((signal) => since !== null && signal.barTime >= since)
    .sort((a, b) => a.barTime - b.barTime)
    .map((signal) => {
      const buy = signal.side === 'buy';
      return {
        id: String(signal.id),
        time: chartTime(signal.barTime),
        position: buy ? 'belowBar' : 'aboveBar',
        shape: buy ? 'arrowUp' : 'arrowDown',
        color: signal.draft ? colors.accent : buy ? colors.up : colors.down,
        text: signal.draft ? '' : buy ? 'B' : 'S',
        size: String(signal.id) === String(selectedId) ? 2 : 1,
      };
    });
}

/** Polyline points of a sparkline in a box of the given size, as the value of an SVG `points` attribute. */
export function sparkline(values, width, height) {
  const list = (values ?? []).filter(Number.isFinite);
  if (list.length < 2) return '';
  const low = Math.min(...list);
  const span = Math.max(...list) - low || 1;
  const tenth = (n) => Math.round(n * 10) / 10;
  return list.map((v, i) => tenth((i / (list.length - 1)) * width) + ',' + tenth(height - 1 - ((v - low) / span) * (height - 2))).join(' ');
}
