import { chartTime } from '../model/series.js';
import { RIGHT_OFFSET } from './plotoptions.js';

/** Which part of the time axis of a chart is in sight. */
export class TimeView {
  #scale;
  #hold;

  /** hold(time): has the library hold the bars from a time on; what is to be seen next has to be there before the view goes there. */
  constructor(chart, hold) {
    this.#scale = chart.timeScale();
    this.#hold = hold;
  }

  /** Moves the view so that the bar of this time can be seen. */
  reveal(time) {
    this.#hold(time);
    const scale = this.#scale;
    const range = scale.getVisibleLogicalRange();
    const index = scale.timeToIndex(chartTime(time), true);
    if (!range || index === null || (index > range.from + 2 && index < range.to - 2)) return;
    const half = (range.to - range.from) / 2;
    scale.setVisibleLogicalRange({ from: index - half, to: index + half });
  }

  /** Shows everything from one time to another that is there. */
  showRange(from, to) {
    this.#hold(from);
    const scale = this.#scale;
    const [first, last] = [from, to].map((time) => scale.timeToIndex(chartTime(time), true));
    if (first === null || last === null) return;
    scale.setVisibleLogicalRange({ from: Math.min(first, last - 5) - 0.5, to: last + 0.5 });
  }

  zoom(factor) {
    const scale = this.#scale;
    const range = scale.getVisibleLogicalRange();
    if (!range) return;
    scale.setVisibleLogicalRange({ from: range.to - (range.to - range.from) * factor, to: range.to });
  }

  /** Where the bar of a time stands on the screen, or null. */
  x(time) {
    return this.#scale.timeToCoordinate(chartTime(time));
  }

  /** At once: the library's way there stops a frame short of its end, which is many bars from far away. */
  showNewest() {
    this.#scale.scrollToPosition(RIGHT_OFFSET, false);
  }

  get isAtNewest() {
    return this.#scale.scrollPosition() > -3;
  }
}
