import { html, render } from '../html.js';
import { shortTime } from '../model/days.js';
import { START, figuresOf, slidersOf, summaryOf } from '../model/draft.js';
import { number, price, share } from '../model/format.js';
import { openEditor } from './codeeditor.js';
import { PHONE } from './grid.js';
import { hitRate } from './reliability.js';
import { term } from './term.js';
import { View } from './view.js';

const HORIZONS = [5, 10, 20];
const MOST_LISTED = 200;

/** Where a strategy is written: its text, sliders of its parameters, and what it would have done on the chart's bars. */
export class Strategy extends View {
  static topics = ['draft', 'selection', 'prefs'];
  static hidesInReplay = true;
  #editor = null;
  #horizon = 10;
  #marked = null;
  #opening = null;

  built() {
    render(
      this,
      html`<div class="strategy">
        <div class="editor"></div>
        <div class="said"></div>
        <div class="sliders"></div>
        <div class="draft-found scroll" tabindex="0" role="region" aria-label="What it would have done"></div>
      </div>`,
    );
    this.parts = Object.fromEntries(['editor', 'said', 'sliders', 'draft-found'].map((name) => [name, this.querySelector(`.${name}`)]));
    this.onActivate('[data-problem]', ({ problem }) => this.#editor?.goTo?.(this.store.state.draft.problems[Number(problem)]));
    this.onActivate('[data-horizon]', ({ horizon }) => this.#choose(Number(horizon)));
    this.onActivate('[data-time]', ({ time }) => this.#go(Number(time)));
    this.onActivate('[data-reset]', ({ reset }) => this.emit('tt-draft-value', { name: reset, value: null }));
    this.onActivate('[data-act=start]', () => this.#startOver());
    this.addEventListener('input', ({ target }) => {
      const { param } = target.dataset;
      if (param) this.emit('tt-draft-value', { name: param, value: Number(/** @type {any} */ (target).value) });
    });
  }

  joined() {
    // In a hidden panel, or behind another one on a phone, there is nobody to compute for.
    this.sight = globalThis.IntersectionObserver && new IntersectionObserver(([{ isIntersecting }]) => this.#seen(isIntersecting));
    if (this.sight) this.sight.observe(this);
    else this.#seen(true);
  }

  released() {
    this.sight?.disconnect();
    this.#tell(false);
    this.#editor?.destroy?.();
    this.#editor = this.#opening = this.#marked = null;
    this.parts.editor.replaceChildren();
  }

  #seen(shown) {
    this.#tell(shown);
    if (shown && !this.#opening) this.#opening = this.#open();
  }

  // Not by emit: an element that has left the page has no parent for its events to reach.
  #tell(shown) {
    document.dispatchEvent(new CustomEvent('tt-draft-shown', { detail: { panelId: this.panelId, shown } }));
  }

  async #open() {
    const { editor: host } = this.parts;
    if (matchMedia(PHONE).matches) {
      this.#editor = readOnly(host);
    } else {
      const editor = await openEditor(host, {
        text: this.store.state.draft.text,
        label: 'Strategy',
        words: () => this.store.state.words,
        changed: (text) => this.emit('tt-draft', { text }),
      });
      if (!this.isConnected) return editor.destroy();
      this.#editor = editor;
    }
    this.invalidate();
  }

  #choose(horizon) {
    this.#horizon = horizon;
    this.invalidate();
  }

  #go(time) {
    const { symbol, timeframe } = this.store.state.draft.result;
    this.emit('tt-show-bar', { symbol, timeframe, time });
  }

  #startOver() {
    this.#editor?.setText(START);
    this.emit('tt-draft', { text: START });
  }

  draw(state) {
    const { draft } = state;
    this.#editor?.setText(draft.text);
    if (this.#editor && this.#marked !== draft.problems) {
      this.#marked = draft.problems;
      this.#editor.setProblems(draft.problems);
    }
    render(this.parts.said, said(draft));
    render(this.parts.sliders, sliders(draft));
    render(this.parts['draft-found'], draft.result && draft.result.bars > 0 ? found(state, this.#horizon) : html``);
    this.parts['draft-found'].hidden = !(draft.result?.bars > 0);
    this.toggleAttribute('data-asking', draft.phase === 'asking');
  }
}

function said({ problems, failure, result, phase, text }) {
  const line = failure
    ? html`<span class="down">${failure}</span>`
    : problems.length
      ? html`<span class="down">${problems.length === 1 ? 'One problem' : `${problems.length} problems`}</span>`
      : result
        ? html`<span data-testid="strategy-count">${summaryOf(result)}</span>
            <span class="dim">${result.warmUpBars > 0 && html`after ${result.warmUpBars} to warm up,`} in ${Math.max(1, Math.round(result.elapsedMs))} ms</span>`
        : html`<span class="dim">${phase === 'asking' ? 'Asking …' : 'Nothing computed yet'}</span>`;
  return html`<p role="status" data-testid="strategy-said">${line}</p>
    ${text !== START && html`<button type="button" class="plain" data-act="start" data-testid="strategy-start">Built-in text</button>`}
    ${
      problems.length > 0 &&
      html`<ul class="problems" data-testid="strategy-problems">
      ${problems.map(
        ({ line: at, column, message }, i) =>
          html`<li>
            <button type="button" data-problem="${i}"><span class="num dim">${at}:${column}</span> ${message}</button>
          </li>`,
      )}
    </ul>`
    }`;
}

function sliders({ params, values, problems }) {
  if (problems.length) return html``;
  return html`${slidersOf(params, values).map(
    ({ name, min, max, step, value, isSet }) =>
      html`<label data-key="${name}">
        <span>${name}</span>
        <input
          type="range"
          min="${min}"
          max="${max}"
          step="${step}"
          value="${value}"
          data-param="${name}"
          data-testid="param-${name}"
          aria-valuetext="${number(value)}"
        />
        <output class="num">${number(value)}</output>
        ${isSet && html`<button type="button" class="plain" data-reset="${name}" aria-label="${name} as the text says" title="As the text says">↺</button>`}
      </label>`,
  )}`;
}

function found(state, horizon) {
  const { result } = state.draft;
  return html`<div class="head">
      <span>${term('hitrate', 'Hit rate')} after</span>
      <div class="segments small" role="group" aria-label="Bars after the signal">
        ${HORIZONS.map(
          (bars) =>
            html`<button type="button" data-horizon="${bars}" aria-pressed="${bars === horizon}">${bars}<span class="sr"> bars</span></button>`,
        )}
      </div>
      <span class="dim">bars</span>
    </div>
    <dl class="rates">
      ${figuresOf(result, horizon).map(
        ({ side, count, row }) =>
          html`<dt class="${side === 'buy' ? 'up' : 'down'}">${side === 'buy' ? '▲' : '▼'} ${count} ${side === 'buy' ? 'buys' : 'sells'}</dt>
            <dd data-testid="rate-${side}">${hitRate({ ...row, rate: row.hitRate, base: row.base.hitRate })}</dd>`,
      )}
    </dl>
    ${signalList(state)}`;
}

function signalList({ draft: { result }, rows, prefs, now, clockOffset }) {
  const newest = result.signals.slice(-MOST_LISTED).reverse();
  const digits = rows.get(result.symbol)?.digits;
  return html`<ul class="drafts" data-testid="strategy-signals" aria-label="Signals, newest first">
      ${newest.map(
        ({ time, side, price: at, strength }) =>
          html`<li data-key="${time}/${side}">
            <button type="button" data-time="${time}" title="Show this bar on the chart">
              <span class="${side === 'buy' ? 'up' : 'down'}">${side === 'buy' ? '▲ Buy' : '▼ Sell'}</span>
              <span class="num">${price(at, digits)}</span>
              <span class="num dim" title="Strength">${share(strength)}</span>
              <span class="num dim when">${shortTime(time, now + clockOffset, prefs)}</span>
            </button>
          </li>`,
      )}
    </ul>
    ${result.signals.length > newest.length && html`<p class="dim pad">and ${result.signals.length - newest.length} older</p>`}`;
}

/** On a phone a text is read, and its parameters are set. */
function readOnly(host) {
  const shown = document.createElement('pre');
  shown.tabIndex = 0;
  shown.dataset.testid = 'strategy-text';
  shown.setAttribute('role', 'region');
  shown.setAttribute('aria-label', 'Strategy');
  host.append(shown);
  return {
    setText: (text) => {
      if (shown.textContent !== text) shown.textContent = text;
    },
    setProblems: () => {},
    goTo: () => {},
    destroy: () => shown.remove(),
  };
}
