import { chartTime } from '../model/series.js';

const RADIUS = 9;

/** A circle around a place between two bars on a series, such as where two lines cross. A primitive of the chart library. */
export class Ring {
  #place = null;
  #chart = null;
  #series = null;

  /** place: {before, time, fraction, value}: so far on the way from one bar's time to the other's, at a price. */
  constructor(place, color) {
    this.#place = place;
    this.color = color;
  }

  attached({ chart, series }) {
    this.#chart = chart;
    this.#series = series;
  }

  detached() {
    this.#chart = this.#series = null;
  }

  paneViews() {
    return [
      { zOrder: () => 'top', renderer: () => ({ draw: (target) => target.useMediaCoordinateSpace(({ context }) => this.#draw(context)) }) },
    ];
  }

  /** Its middle in the pane, or null where it is out of sight. */
  get middle() {
    const { before, time, fraction, value } = this.#place;
    const [from, to] = [before, time].map((at) => this.#chart?.timeScale().timeToCoordinate(chartTime(at)) ?? null);
    const y = this.#series?.priceToCoordinate(value) ?? null;
    return from === null || to === null || y === null ? null : { x: from + (to - from) * fraction, y };
  }

  #draw(context) {
    const middle = this.middle;
    if (!middle) return;
    context.beginPath();
    context.arc(middle.x, middle.y, RADIUS, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = this.color;
    context.stroke();
  }
}
