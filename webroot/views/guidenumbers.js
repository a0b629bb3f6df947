const LINE = 12;

/** The numbers of an oscillator's guide lines, on their lines at the left. A primitive of the chart library. */
export class GuideNumbers {
  #series = null;

  constructor(levels, colors) {
    this.levels = levels;
    this.colors = colors;
  }

  attached({ series }) {
    this.#series = series;
  }

  paneViews() {
    return [{ renderer: () => ({ draw: (target) => target.useMediaCoordinateSpace(({ context }) => this.#draw(context)) }) }];
  }

  #draw(context) {
    const { panel, dim } = this.colors;
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = 'middle';
    let last = null;
    for (const level of this.levels) {
      const y = this.#series?.priceToCoordinate(level);
      // In a low pane there is room for one of them only.
      if (y === null || y === undefined || (last !== null && Math.abs(y - last) < LINE)) continue;
      last = y;
      const text = String(level);
      context.fillStyle = panel;
      context.fillRect(4, y - 6, context.measureText(text).width + 6, 12);
      context.fillStyle = dim;
      context.fillText(text, 7, y);
    }
  }
}
