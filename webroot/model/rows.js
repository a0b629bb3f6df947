/** Lists of which only the rows in view are drawn; rows may differ in height. */

/** Where each row begins, and at the end where the last one ends. */
export function topsOf(heights) {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((height, i) => (tops[i + 1] = tops[i] + height));
  return tops;
}

/** {from, to, above, below}: the rows in view with some around them, and the heights of what is left out. */
export function inView(tops, scrollTop, height, spare = 6) {
  const count = tops.length - 1;
  const from = Math.max(0, rowAt(tops, scrollTop) - spare);
  const to = Math.min(count, rowAt(tops, scrollTop + height) + 1 + spare);
  return { from, to, above: tops[from], below: tops[count] - tops[to] };
}

/** Where to scroll so that a whole row can be seen; where it is now if it can be. */
export function scrolledInto(tops, index, scrollTop, height) {
  if (tops[index] < scrollTop) return tops[index];
  return Math.max(scrollTop, tops[index + 1] - height);
}

/** The last row that begins at or above this height. */
function rowAt(tops, y) {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * How a symbol is set so that every letter of it can be read, and how many lines it takes: beside its numbers if there is room, else
 * on lines of its own.
 */
export function setting(textWidth, besideWidth, fullWidth) {
  if (textWidth <= besideWidth) return { alone: false, lines: 1 };
  // A line is never quite full, because letters are not cut in two.
  return { alone: true, lines: textWidth <= fullWidth ? 1 : Math.ceil(textWidth / Math.max(1, fullWidth * 0.9)) };
}

const LONG = 14;

export const isLong = (symbol) => String(symbol ?? '').length > LONG;

/** The classes of a symbol in a table or a head: a long one may be broken. */
export const symClass = (symbol) => (isLong(symbol) ? 'sym long' : 'sym');
