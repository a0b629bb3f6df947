/** What a side sounds like: [{frequency in Hz, from and length in seconds}]; up for buy, down for sell. */
const NOTES = { low: 523.25, high: 783.99, flat: 659.26 };
const LENGTH = 0.11;

export function tones(side) {
  if (side === 'buy') return sequence(NOTES.low, NOTES.high);
  if (side === 'sell') return sequence(NOTES.high, NOTES.low);
  return sequence(NOTES.flat);
}

const sequence = (...notes) => notes.map((frequency, i) => ({ frequency, from: i * LENGTH, length: LENGTH }));
