/** How wide a text is in an element's font; remembered for each font. */
const canvas = document.createElement('canvas').getContext('2d');
const widths = new Map();
const MOST_HELD = 20_000;

export function textWidth(text, font) {
  const key = font + '\n' + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > MOST_HELD) widths.clear();
    canvas.font = font;
    width = canvas.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

export function fontOf(element, weight) {
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  return `${fontStyle} ${weight ?? fontWeight} ${fontSize} ${fontFamily}`;
}
