import { html } from '../html.js';
import { ageOf } from '../model/age.js';
import { aheadText, dataAge } from '../model/arrival.js';
import { signalTime } from '../model/days.js';
import { duration, fixed } from '../model/format.js';
import { closedAt } from '../model/lists.js';
import { COLUMNS, OWN } from '../model/markettable.js';
import { explains, term } from './term.js';

const OVERBOUGHT = 70;
const OVERSOLD = 30;

/** The head of the column in which a symbol is put on a list; of a list of one’s own its order. */
export function listHead(list, sort, descending) {
  if (list === null) return html`<th><span class="sr">On a list</span></th>`;
  return html`<th aria-sort="${ariaSort(sort === OWN, descending)}">
    <button type="button" class="plain" data-sort="${OWN}" data-testid="sort-own" title="The order of the list; Alt and arrows move a row">
      #<span class="sr"> order of the list</span>${sort === OWN && marked(descending)}
    </button>
  </th>`;
}

const ariaSort = (mine, descending) => (mine ? (descending ? 'descending' : 'ascending') : 'none');
const marked = (descending) => html` <span aria-hidden="true">${descending ? '▾' : '▴'}</span>`;

/** The head of a column, by which the rows are sorted if it has values. */
export function headCell(column, sort, descending) {
  const { title, value, help } = COLUMNS[column];
  const side = ['symbol', 'trend', 'signal'].includes(column) ? '' : 'r';
  if (!value) return html`<th class="${side}">${term(help, title)}</th>`;
  const mine = column === sort;
  return html`<th class="${side}" aria-sort="${ariaSort(mine, descending)}">
    <button type="button" class="plain" data-sort="${column}" ${help ? explains(help) : ''} data-testid="sort-${column}">${title}${mine && marked(descending)}</button>
  </th>`;
}

/** The RSI, marked where it is high or low. */
export function strength(rsi) {
  if (!Number.isFinite(rsi)) return '–';
  const text = fixed(rsi, 1);
  if (rsi >= OVERBOUGHT) return html`<b title="overbought">▴ ${text}</b>`;
  return rsi <= OVERSOLD ? html`<b title="oversold">▾ ${text}</b>` : text;
}

/** The last signal of a symbol, as a button that opens its explanation. */
export function lastSignal({ symbol, lastSignal: signal }, tab, state) {
  if (!signal) return html`<span class="dim">–</span>`;
  const { id, side, strategy, timeframe } = signal;
  const buy = side === 'buy';
  const { now, clockOffset } = state;
  const at = closedAt(signal);
  const when = signalTime({ ...signal, symbol }, state);
  const { ahead } = dataAge(at, null, now, clockOffset);
  return html`<button
    type="button"
    class="plain"
    tabindex="${tab}"
    data-signal="${id}"
    title="${strategy} on ${timeframe}, ${when}"
  >
    <span class="${buy ? 'up' : 'down'}">${buy ? '▲ Buy' : '▼ Sell'}</span>
    <span class="dim">${ahead ? aheadText(ahead) : duration(ageOf(at, now, clockOffset))}</span>
  </button>`;
}
