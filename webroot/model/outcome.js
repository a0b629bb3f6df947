import { percent, share } from './format.js';

/** What the price did after a signal, in words. `outcome` is the server's, null as long as it was not asked. */

const missing = (value) => value === null || value === undefined;
const bars = (count) => (count === 1 ? '1 bar' : `${count} bars`);

/** {text, cells: [{bars, percent, hit}], extremes: [{title, text}]}; percent and hit are null for what is still to come. */
export function outcomeOf({ side, score = [] }, outcome) {
  return {
    text: outcome ? summary(side, outcome) : 'Reading what came after …',
    cells: outcome
      ? outcome.moves.map((move) => ({ ...move, hit: hit(side, move.percent) }))
      : score.map(({ horizonBars, forwardReturn }) => {
          const moved = missing(forwardReturn) ? null : forwardReturn * 100;
          return { bars: horizonBars, percent: moved, hit: hit(side, moved) };
        }),
    extremes: outcome?.favourable ? extremes(outcome) : [],
  };
}

function summary(side, { horizonBars, bars: known, final, percent: moved }) {
  if (!known) return `After 0 of ${horizonBars} bars: none has closed since.`;
  const way = moved === 0 ? 'unchanged' : hit(side, moved) ? 'the signal’s way' : 'against the signal';
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

/** No move at all is no hit. */
const hit = (side, moved) => (missing(moved) ? null : side === 'buy' ? moved > 0 : moved < 0);

export const horizonText = (count) => bars(count);
