import { percent, share } from './format.js';

/** What the price did after a signal, in words. `outcome` is the server's, null as long as it was not asked. */

const missing = (value) => value === null || value === undefined;
const bars = (count) => (count === 1 ? '1 bar' : `${count} bars`);

/**
 * {text, cells: [{bars, percent, result}], extremes: [{title, text}]}; result is hit, miss or tie, and null, as percent is, for
 * what is still to come.
 */
export function outcomeOf({ side, score = [] }, outcome) {
  return {
    text: outcome ? summary(side, outcome) : 'Reading what came after …',
    cells: outcome
      ? outcome.moves.map((move) => ({ ...move, result: result(side, move.percent) }))
      : score.map(({ horizonBars, forwardReturn }) => {
          const moved = missing(forwardReturn) ? null : forwardReturn * 100;
          return { bars: horizonBars, percent: moved, result: result(side, moved) };
        }),
    extremes: outcome?.favourable ? extremes(outcome) : [],
  };
}

function summary(side, { horizonBars, bars: known, final, percent: moved }) {
  if (!known) return `After 0 of ${horizonBars} bars: none has closed since.`;
  const way = moved === 0 ? 'unchanged' : result(side, moved) === 'hit' ? 'the signal’s way' : 'against the signal';
  const text = `${percent(moved)}, ${way}`;
  return final ? `After ${horizonBars} bars: ${text}.` : `After ${known} of ${horizonBars} bars: ${text} so far.`;
}

function extremes({ favourable, adverse, final }) {
  const never = final ? 'never' : 'not yet';
  const at = (move) => (move.bars ? `${share(Math.abs(move.percent) / 100, 2)} in bar ${move.bars}` : never);
  return [
    { title: 'Furthest its way', text: at(favourable) },
    { title: 'Furthest against it', text: at(adverse) },
  ];
}

/** Of a move in the price's own sign. */
function result(side, moved) {
  if (missing(moved)) return null;
  if (moved === 0) return 'tie';
  return moved > 0 === (side === 'buy') ? 'hit' : 'miss';
}

export const horizonText = (count) => bars(count);
