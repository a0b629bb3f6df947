import { html } from '../html.js';
import { indicatorsIn } from '../model/crossing.js';
import { number } from '../model/format.js';
import { label } from '../model/indicators.js';

const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'];
const NOT_INPUTS = new Set(['barTime', 'time', 'seq']);

/** What a rule looked at, as rows of a list: the bar's prices first. */
export function inputs(values) {
  const names = Object.keys(values).filter((name) => !NOT_INPUTS.has(name));
  names.sort((a, b) => order(a) - order(b));
  const seq =
    values.seq === undefined
      ? []
      : [
          html`<dt>Event</dt>
            <dd class="num">#${values.seq}</dd>`,
        ];
  return [
    ...names.map(
      (name) =>
        html`<dt>${nice(name)}</dt>
          <dd class="num">${number(values[name])}</dd>`,
    ),
    ...seq,
  ];
}

const order = (name) => (BAR_FIELDS.includes(name) ? BAR_FIELDS.indexOf(name) : BAR_FIELDS.length);
const nice = (name) => (BAR_FIELDS.includes(name) ? name[0].toUpperCase() + name.slice(1) : label(name));

/** The button that draws the indicators of a rule on the chart; nothing if it has none. */
export function showStudies(rule) {
  const names = indicatorsIn(rule);
  return (
    names.length > 0 &&
    html`<button type="button" class="action" data-act="studies" data-names="${JSON.stringify(names)}" data-testid="show-studies">
      Show ${names.length === 1 ? 'its indicator' : 'its indicators'} on the chart
    </button>`
  );
}
