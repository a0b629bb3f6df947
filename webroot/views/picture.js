const LINE = 20;
const EDGE = 10;
const SWATCH = 18;
const GAP = 14;
/** By the library's line styles. */
const DASHES = { 1: [2, 2], 2: [4, 3] };

/**
 * A chart as a PNG, with a heading (its parts one after the other, the first in bold) and each line's name beside a piece of it:
 * items [{name, color, style}].
 */
export function picture(chart, { heading, items }, { panel, text, dim }) {
  const ratio = devicePixelRatio || 1;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const width = chart.width / ratio;
  const font = (bold) => `${bold ? 'bold ' : ''}12px ${family}`;
  const words = [...heading.map((part, i) => ({ name: part, bold: i === 0, color: null })), { isBreak: true }, ...items];
  const placed = place(words, width, ({ name, bold }) => {
    context.font = font(bold);
    return context.measureText(name).width;
  });
  const top = placed.height;
  canvas.width = chart.width;
  canvas.height = chart.height + top * ratio;
  context.fillStyle = panel;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, 0, top * ratio);
  context.scale(ratio, ratio);
  context.textBaseline = 'middle';
  for (const { name, bold, color, style, x, y } of placed.words) {
    if (color) swatch(context, x, y, color, style);
    context.font = font(bold);
    context.fillStyle = bold || color ? text : dim;
    context.fillText(name, x + (color ? SWATCH + 4 : 0), y);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/** Places words in lines no wider than this: {words: [{…, x, y}], height}. */
export function place(words, width, measure) {
  let [x, y] = [EDGE, EDGE + LINE / 2];
  const placed = [];
  for (const word of words) {
    if (word.isBreak) {
      if (x > EDGE) [x, y] = [EDGE, y + LINE];
      continue;
    }
    const long = measure(word) + (word.color ? SWATCH + 4 : 0);
    if (x > EDGE && x + long > width - EDGE) [x, y] = [EDGE, y + LINE];
    placed.push({ ...word, x, y });
    x += long + GAP;
  }
  return { words: placed, height: y + LINE / 2 + EDGE / 2 };
}

function swatch(context, x, y, color, style = 0) {
  context.beginPath();
  context.setLineDash(DASHES[style] ?? []);
  context.moveTo(x, y);
  context.lineTo(x + SWATCH, y);
  context.lineWidth = 3;
  context.strokeStyle = color;
  context.stroke();
}
