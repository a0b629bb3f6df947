/**
 * How many of the newest bars the chart library holds. Its work for one changed price grows with all the bars it was given, so
 * it gets what is in sight, a good piece to the left of that, and everything newer; the rest follows as one scrolls back.
 */

/** What is held at least, and how much comes in addition at a time, in bars and in widths of the view. */
const PIECE = { bars: 300, views: 2.5 };
/** How far the left edge of the view may come near the first held bar. */
const MARGIN = { bars: 60, views: 1 };
/** Times a piece: more is let go once the newest bar is in sight again. */
const TOO_MANY = 4;

const size = ({ bars, views }, span) => Math.max(bars, Math.ceil(views * span));

/**
 * `held` of `all` bars are held; `view` {from, to} counts from the first held one and may reach beyond either end, null before
 * anything is drawn. The answer is `held` while that is good enough.
 */
export function barsToHold({ held, all, view, atNewest }) {
  const span = view ? view.to - view.from : 0;
  const piece = size(PIECE, span);
  if (!view || held === 0) return Math.min(all, piece);
  const short = size(MARGIN, span) - view.from;
  if (short > 0 && held < all) return Math.min(all, Math.ceil(held + short + piece));
  return atNewest && held > TOO_MANY * piece ? piece : Math.min(held, all);
}
