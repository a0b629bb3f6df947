const LINE = 18;
const EDGE = 8;

/** A chart with a line of text over it, as a PNG. */
export function picture(chart, text, { panel, text: ink }) {
  const ratio = devicePixelRatio || 1;
  const canvas = document.createElement('canvas');
  canvas.width = chart.width;
  canvas.height = chart.height + (LINE + EDGE) * ratio;
  const context = canvas.getContext('2d');
  context.fillStyle = panel;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, 0, (LINE + EDGE) * ratio);
  context.fillStyle = ink;
  context.font = `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  context.textBaseline = 'middle';
  context.fillText(text, EDGE * ratio, ((LINE + EDGE) / 2) * ratio, canvas.width - 2 * EDGE * ratio);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
