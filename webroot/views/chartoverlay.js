import { lastBar } from '../model/bars.js';

/** Says over a chart without bars why there are none; series: what it shows, as far as it is known. */
export function drawOverlay({ overlay, canvas, history, bars, place: { symbol, timeframe } }, problem, series) {
  const waiting = symbol !== null && !series?.ready;
  const empty = !waiting && !lastBar(bars);
  overlay.hidden = !(waiting || empty || history.isLoading);
  canvas.classList.toggle('waiting', waiting);
  overlay.textContent =
    series?.problem ??
    problem ??
    (waiting || history.isLoading ? `Loading ${symbol} ${timeframe} …` : symbol ? 'No bars yet' : 'Connecting …');
}
