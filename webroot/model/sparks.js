/** The last closes of every symbol, one per minute, for the small lines in lists: asked for once, then kept up by what comes live. */

export const POINTS = 40;
const STEP = 60_000;

const slot = (time) => Math.floor(time / STEP);

/** What the server knows, put before what came live meanwhile. points: [[time, close]], oldest first. */
export function fill(sparks, symbol, points) {
  const live = sparks.get(symbol)?.points ?? [];
  const last = points.length ? slot(points.at(-1)[0]) : -Infinity;
  const later = live.filter(([time]) => slot(time) > last);
  sparks.set(symbol, { filled: true, points: [...points, ...later].slice(-POINTS) });
}

/** A newer last price: of the minute that is open, or of a new one. */
export function advance(sparks, symbol, time, close) {
  if (!Number.isFinite(close) || !Number.isFinite(time)) return;
  let line = sparks.get(symbol);
  if (!line) sparks.set(symbol, (line = { filled: false, points: [] }));
  const end = line.points.at(-1);
  if (end && slot(time) < slot(end[0])) return;
  if (end && slot(time) === slot(end[0])) {
    end[0] = time;
    end[1] = close;
    return;
  }
  line.points.push([time, close]);
  if (line.points.length > POINTS) line.points.shift();
}

export const closesOf = (sparks, symbol) => (sparks.get(symbol)?.points ?? []).map(([, close]) => close);

/** "up", "down" or "flat": where a line ends against where it begins. */
export function senseOf(closes) {
  const rise = closes.length < 2 ? 0 : closes.at(-1) - closes[0];
  return rise > 0 ? 'up' : rise < 0 ? 'down' : 'flat';
}

export const isFilled = (sparks, symbol) => sparks.get(symbol)?.filled ?? false;
