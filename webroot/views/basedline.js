import { customSeriesDefaultOptions } from '../vendor/lightweight-charts.standalone.production.mjs';

/** By the library's line styles, in widths of the line. */
const DASHES = { 1: [1, 1], 2: [2, 2] };

/**
 * A line over the price whose points {time, value, base} carry what the price scale bases its per cent on: the price of the same bar.
 * A line of the library's own is based on its own first value in sight, so that it would cross the price where it does not. A point
 * without a value makes a gap.
 */
export class BasedLine {
  #data = null;
  #options = null;

  priceValueBuilder({ value, base }) {
    return value === undefined ? [base] : [value, base];
  }

  isWhitespace({ base }) {
    return base === undefined;
  }

  defaultOptions() {
    return { ...customSeriesDefaultOptions, lineWidth: 2 };
  }

  update(data, options) {
    this.#data = data;
    this.#options = options;
  }

  renderer() {
    return { draw: (target, toY) => target.useBitmapCoordinateSpace((space) => this.#draw(space, toY)) };
  }

  #draw({ context, horizontalPixelRatio, verticalPixelRatio }, toY) {
    const { bars, visibleRange } = this.#data ?? {};
    if (!visibleRange) return;
    const { color, lineWidth, lineStyle } = this.#options;
    context.beginPath();
    let isDown = false;
    // One more at either side: the line goes on beyond the edge.
    const from = Math.max(0, visibleRange.from - 1);
    for (let i = from; i < Math.min(bars.length, visibleRange.to + 1); i += 1) {
      const { x, originalData } = bars[i];
      const y = originalData.value === undefined ? null : toY(originalData.value);
      if (y !== null) context[isDown ? 'lineTo' : 'moveTo'](x * horizontalPixelRatio, y * verticalPixelRatio);
      isDown = y !== null;
    }
    const width = lineWidth * verticalPixelRatio;
    context.lineWidth = width;
    context.setLineDash((DASHES[lineStyle] ?? []).map((length) => length * width));
    context.lineJoin = 'round';
    context.strokeStyle = color;
    context.stroke();
  }
}
