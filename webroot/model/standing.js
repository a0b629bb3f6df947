import { compact, dateTime } from './format.js';

/** What the status line says of the connection's past and of the nodes behind it. */

/** {short, text, command} of stored data that was found to be damaged: what happened and what to do; null while it is whole. */
export function damageOf(status) {
  if (!status?.damage) return null;
  return {
    short: 'stored data damaged',
    text:
      `The server has found its stored data damaged: ${status.damage}. It stores nothing more, and what is shown here may lack something. ` +
      'What to do: stop Ticktide, and see what is still whole with',
    command: './ticktide doctor --store',
  };
}

const MARKS = { joining: '◌', serving: '●', without_store: '✕', draining: '◐' };
const WORDS = { joining: 'joining', serving: 'serving', without_store: 'without database', draining: 'leaving' };

const times = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** {short, text} of how often the page was not live since it was opened; null if it never happened. */
export function breaksText({ lost, missing, at, backAt }, prefs) {
  if (!lost && !missing) return null;
  const parts = [];
  if (lost) parts.push(times(lost, 'lost connection', 'lost connections'));
  if (missing) parts.push(times(missing, 'missing message', 'missing messages'));
  const end = backAt === null ? 'not made up for yet' : `made up for ${seconds(backAt - at)} later by reading again`;
  return {
    short: times(lost + missing, 'gap', 'gaps'),
    text: `Since this page was opened: ${parts.join(' and ')}. The last at ${dateTime(at, prefs, true)}, ${end}.`,
  };
}

function seconds(ms) {
  return ms < 10_000 ? (ms / 1_000).toFixed(1) + ' s' : Math.round(ms / 1_000) + ' s';
}

// How long a load of history that has ended is told.
const LOADED_FOR = 120_000;

/** What to say of the newest load of history that has ended a moment ago; null if there is none. */
export function loadedOf(status, serverNow) {
  const recent = (status?.loaded ?? []).filter(({ at }) => serverNow - at < LOADED_FOR);
  if (!recent.length) return null;
  const say = ({ symbol, candles }) =>
    `history of ${symbol} loaded: ${candles.toLocaleString('en-US')} ${candles === 1 ? 'candle' : 'candles'}, bars rebuilt`;
  return { text: say(recent[0]), title: recent.map(say).join('\n') };
}

/**
 * {percent, text, title} of the history that is being filled in, all loads together; null when there is none. Of a symbol: the loads
 * that concern it, because the others do not excuse that its data is old.
 */
export function fillingOf(status, of = null) {
  const loads = (status?.filling ?? []).filter(({ symbol }) => of === null || !symbol || symbol === of);
  if (!loads.length) return null;
  const [done, all] = ['done', 'all'].map((field) => loads.reduce((sum, load) => sum + load[field], 0));
  const percent = all > 0 ? Math.floor((100 * done) / all) : 0;
  const title = loads.map((load) => `${load.what}: ${compact(load.done)} of ${compact(load.all)} events`).join('; ');
  return { percent, text: `filling in history, ${percent} %`, title };
}

/** One mark for each node, the oldest first: [{node, mark, state, title}]; none for a node that is alone. */
export function nodeMarks(members = []) {
  if (members.length < 2) return [];
  return members.map(({ node, state, eventsPerSecond }) => {
    const rate = eventsPerSecond === undefined ? '' : `, ${Math.round(eventsPerSecond)} events/s`;
    return { node, state, mark: MARKS[state] ?? '?', title: `${node}: ${WORDS[state] ?? state}${rate}` };
  });
}
