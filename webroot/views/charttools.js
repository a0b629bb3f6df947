import { canonical } from '../model/symbol.js';
import { html, render } from '../html.js';
import { Fold } from './fold.js';

const STYLES = { candles: 'Candles', bars: 'Bars', line: 'Line', heikin: 'Heikin-Ashi' };
const SCALES = { linear: 'Linear', log: 'Log', percent: 'Percent' };
const FOLLOW = '';
// What a narrow panel puts into a menu: the last first.
const FOLDING = ['studies', 'style', 'scale', 'timeframe', 'replay', 'range', 'pin', 'compare', 'marks', 'full', 'png', 'csv'];

/** The row of tools over a chart. Built once and kept in step, so that an open list is not drawn over. */
export class ChartTools {
  #timeframes = '';

  /** does: {set(change), studies(), range(), replay(), csv(), png(), full(), symbols()} */
  constructor(host, does) {
    this.host = host;
    this.does = does;
    const list = 'compare-' + Math.random().toString(36).slice(2);
    render(
      host,
      html`<select data-field="style" data-testid="chart-style" aria-label="Chart type">
          ${options(STYLES)}
        </select>
        <select data-field="scale" data-testid="chart-scale" aria-label="Price scale">
          ${options(SCALES)}
        </select>
        <button type="button" class="tool" data-do="studies" data-testid="add-study" title="Add an indicator (i)">
          <span aria-hidden="true">ƒ</span> Indicators
        </button>
        <input
          type="search"
          list="${list}"
          data-field="compare"
          data-testid="compare"
          placeholder="Compare …"
          aria-label="Compare with another symbol"
          autocomplete="off"
          spellcheck="false"
        /><datalist id="${list}"></datalist>
        <button type="button" class="tool" data-do="pin" data-testid="chart-pin" aria-pressed="false">Pin</button>
        <select data-field="timeframe" data-testid="chart-timeframe" aria-label="Timeframe of this chart"></select>
        <span class="space"></span>
        <button type="button" class="tool" data-do="range" data-testid="chart-range" title="Show a range of dates">Dates</button>
        <button type="button" class="tool" data-do="replay" data-testid="chart-replay" title="Play the past bar by bar">Replay</button>
        <button type="button" class="tool" data-do="marks" data-testid="chart-marks" aria-pressed="true" title="News, orders and figures below the time axis">Events</button>
        <button type="button" class="tool" data-do="csv" data-testid="chart-csv" title="The bars in view with their studies as a file">CSV</button>
        <button type="button" class="tool" data-do="png" data-testid="chart-png" title="A picture of this chart">PNG</button>
        <button type="button" class="tool" data-do="full" data-testid="chart-full" title="Full screen (f)">Full</button>`,
    );
    this.compare = this.#field('compare');
    this.list = host.querySelector('datalist');
    host.addEventListener('click', (event) => {
      const what = event.target.closest('[data-do]')?.dataset.do;
      if (what) does[what](event.target.closest('[data-do]'));
    });
    host.addEventListener('change', ({ target }) => this.#changed(target));
    this.compare.addEventListener('focus', () => this.#offerSymbols());
    this.fold = new Fold(host, FOLDING, (name, anchor) => this.#folded(name, anchor));
  }

  // A tool in the menu does what it does in the row; what needs to be typed is asked for.
  #folded(name, anchor) {
    if (name !== 'compare') return does(this.does, name, anchor);
    const run = async () => {
      const question = { title: 'Compare with', label: 'Symbol; none to end the comparison', value: anchor.value, action: 'Compare' };
      const value = await document.querySelector('tt-ask').name(question);
      if (value !== null) this.#compareWith(value);
    };
    return { text: anchor.value ? `Compared with ${anchor.value}` : 'Compare …', run };
  }

  #field(name) {
    return this.host.querySelector(`[data-field=${name}]`);
  }

  #changed({ dataset: { field }, value }) {
    if (field === 'compare') this.#compareWith(value);
    else if (field === 'timeframe') this.does.set({ timeframe: value === FOLLOW ? null : value });
    else if (field) this.does.set({ [field]: value });
  }

  #compareWith(value) {
    const symbol = canonical(value.trim());
    if (!symbol) return this.does.set({ compare: null });
    const known = this.does.symbols().includes(symbol);
    this.compare.setCustomValidity(known ? '' : `There is no symbol ${symbol}`);
    if (known) this.does.set({ compare: symbol });
    else this.compare.reportValidity();
  }

  #offerSymbols() {
    render(this.list, html`${this.does.symbols().map((symbol) => html`<option value="${symbol}"></option>`)}`);
  }

  show({ style, scale, compare, symbol, timeframe, metadata }, { timeframes, place, replaying }) {
    put(this.#field('style'), style);
    put(this.#field('scale'), compare ? 'percent' : scale);
    this.#field('scale').disabled = Boolean(compare);
    if (document.activeElement !== this.compare) put(this.compare, compare ?? '');
    const list = timeframes.join();
    const own = this.#field('timeframe');
    if (list !== this.#timeframes) {
      this.#timeframes = list;
      const all = { [FOLLOW]: 'As chosen', ...Object.fromEntries(timeframes.map((each) => [each, each])) };
      render(own, html`${options(all)}`);
      this.fold.fit();
    }
    put(own, timeframe ?? FOLLOW);
    press(this.host, 'pin', symbol !== null, symbol === null ? 'Keep this symbol here' : `Keeps ${place.symbol}; let go`);
    press(this.host, 'marks', metadata);
    press(this.host, 'replay', replaying);
  }
}

const does = (tools, name, anchor) => tools[name](anchor);

function options(all) {
  return Object.entries(all).map(([value, text]) => html`<option value="${value}">${text}</option>`);
}

function put(field, value) {
  if (field.value !== value) field.value = value;
}

function press(host, what, on, title) {
  const button = host.querySelector(`[data-do=${what}]`);
  if (button.getAttribute('aria-pressed') !== String(on)) button.setAttribute('aria-pressed', String(on));
  if (title && button.title !== title) button.title = title;
}
