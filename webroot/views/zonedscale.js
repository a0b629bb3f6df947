import { defaultHorzScaleBehavior } from '../vendor/lightweight-charts.standalone.production.mjs';
import { fromChartTime } from '../model/series.js';
import { weigh } from '../model/ticks.js';

const timeOf = ({ originalTime }) => fromChartTime(originalTime);

/** The library's time axis, whose marks are placed by the clocks of the chosen zone; its own knows UTC only. */
export class ZonedScale extends defaultHorzScaleBehavior() {
  /** A zone or {zone}; marks that are there already keep their places. */
  where = 'utc';

  fillWeightsForPoints(points, start) {
    weigh(points, start, timeOf, this.where);
  }
}
