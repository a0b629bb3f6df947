import { html, render } from '../html.js';
import { NO_BARS } from '../model/bars.js';
import { indicatorsIn } from '../model/crossing.js';
import { placeOf, placeOfSignal } from '../model/days.js';
import { dateTime, number, percent, price, share } from '../model/format.js';
import { label } from '../model/indicators.js';
import { horizonText, outcomeOf } from '../model/outcome.js';
import { isComplete, isKnown } from '../model/replay.js';
import { conclusion, firedParts, raisedFirst, verdict } from '../model/verdicts.js';
import { ruleTree } from './ruletree.js';
import { View } from './view.js';

const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'];
const NOT_INPUTS = new Set(['barTime', 'time', 'seq']);

/**
 * Why one signal was raised: the rule tree with its operands, the inputs, and how it turned out; or how every strategy stood at
 * a bar that was asked for.
 */
export class Explain extends View {
  static topics = ['signals', 'selection', 'prefs', 'outcome', 'replay'];
  #unfolded = new Set();
  #bar = null;
  #shown = null;
  #focused = null;
  #parked = false;

  built() {
    this.onActivate('[data-act=close]', () => this.emit('tt-signal', { id: null }));
    this.onActivate('[data-signal]', ({ signal }) => this.emit('tt-signal', { id: signal }));
    this.onActivate('[data-act=again]', () => this.#ask(this.store.state.selection.why.time));
    this.onActivate('[data-go]', ({ go }) => this.#ask(Number(go)));
    this.onActivate('[data-act=all-rules]', () => {
      const { symbol, timeframe, barTime } = this.store.state.signals.get(String(this.store.state.selection.signalId));
      this.emit('tt-why', { symbol, timeframe, time: barTime });
    });
    this.onActivate('[data-study]', ({ study }) => this.#show([study]));
    this.onActivate('[data-act=studies]', ({ names }) => this.#show(JSON.parse(names)));
    this.addEventListener('toggle', (event) => this.#fold(/** @type {HTMLDetailsElement} */ (event.target)), true);
  }

  #ask(time) {
    const { symbol, timeframe } = this.store.state.selection.why;
    this.emit('tt-why', { symbol, timeframe, time });
  }

  #show(names) {
    const { signals, selection } = this.store.state;
    const { symbol, timeframe } = signals.get(String(selection.signalId)) ?? selection.why;
    this.emit('tt-show-studies', { symbol, timeframe, names });
  }

  #fold({ dataset, open }) {
    if (!dataset.fold) return;
    if (open) this.#unfolded.add(dataset.fold);
    else this.#unfolded.delete(dataset.fold);
  }

  draw(state) {
    const { signalId, why } = state.selection;
    const shown = signalId ?? (why && `${why.symbol}/${why.timeframe}/${why.time}`);
    this.#keepingFocus(() => this.#drawOne(state));
    if (shown !== this.#shown) this.querySelector('.scroll')?.scrollTo(0, 0);
    this.#shown = shown;
  }

  // The focus must not fall back to the top of the page with what had it: it waits in the text until the same control is back.
  #keepingFocus(draw) {
    const before = document.activeElement;
    const inside = this.contains(before);
    if (inside && !(this.#parked && before.matches('.scroll'))) {
      this.#focused = before.dataset.testid;
      this.#parked = false;
    }
    draw();
    if (!inside) this.#parked = false;
    if (!inside || (this.contains(document.activeElement) && !this.#parked)) return;
    const again = this.#focused && this.querySelector(`[data-testid="${CSS.escape(this.#focused)}"]:not(:disabled)`);
    this.#parked = !again;
    (again ?? this.querySelector('.scroll, .empty'))?.focus({ preventScroll: true });
  }

  #drawOne(state) {
    const { signals, selection, prefs, outcome, series, rows, replay } = state;
    const signal = signals.get(String(selection.signalId));
    const isLater = signal ? !isKnown(signal, replay) : replay && selection.why && !isComplete(selection.why, replay);
    if (isLater)
      return render(this, html`<p class="empty" tabindex="-1" data-testid="explain-later">Hidden during replay: this is of later.</p>`);
    if (signal)
      return render(
        this,
        body(signal, outcome?.id === String(signal.id) ? outcome : null, {
          where: placeOfSignal(signal, state),
          digits: rows.get(signal.symbol)?.digits,
          replay,
        }),
      );
    if (selection.why) return this.#drawBar(selection.why, prefs, series, replay);
    render(
      this,
      html`<p class="empty" tabindex="-1">
        Choose a signal to see why it was raised, or a bar of the chart (right click, or Enter on the crosshair) to see why not.
      </p>`,
    );
  }

  #drawBar(why, prefs, series, replay) {
    const bar = `${why.symbol}/${why.timeframe}/${why.time}`;
    // A bar without rules of its own shows those that look elsewhere.
    if (why.answer && bar !== this.#bar) {
      this.#bar = bar;
      if (!why.answer.rules.length) this.#unfolded.add('elsewhere');
      else this.#unfolded.delete('elsewhere');
      // What raised a signal is what one has come to see.
      for (const rule of why.answer.rules) if (rule.signal) this.#unfolded.add(foldOf(rule));
    }
    const open = series.get(`${why.symbol}/${why.timeframe}`)?.bars.open;
    render(this, whyBody(why, { prefs: whereOf(why, series, prefs), open, replay, isOpen: (name) => this.#unfolded.has(name) }));
  }
}

// A bar

function whyBody({ symbol, timeframe, time, answer, problem }, { prefs, open, isOpen, replay }) {
  return html`<div data-testid="bar-explain" data-time="${time}" data-ready="${Boolean(answer)}" class="fill">
    <div class="head">
      <h2>${symbol} · ${timeframe} <span class="dim num">${dateTime(time, prefs, timeframe === 'raw')}</span></h2>
      <button type="button" class="plain icon" data-act="close" aria-label="Close the explanation">×</button>
    </div>
    <div
      class="scroll pad"
      tabindex="0"
      role="group"
      aria-label="Explanation of a bar"
      aria-busy="${!answer && !problem}"
    >
      ${
        problem
          ? html`<p class="problem" role="alert" data-testid="why-problem">${problem}</p>
            <button type="button" class="action" data-act="again">Ask again</button>`
          : answer
            ? verdicts(answer, open, isOpen, replay)
            : html`<p class="dim">Asking …</p>`
      }
    </div>
  </div>`;
}

function verdicts(answer, open, isOpen, replay) {
  const { bar, rules = [], elsewhere = [], provisional, values = {}, previous = {} } = answer;
  return html`<p class="conclusion" data-testid="why-conclusion" role="status">${conclusion(answer)}</p>
    ${steps(answer, open, replay)}
    ${provisional && html`<p class="dim">The bar is still open: all values are provisional and read again every few seconds.</p>`}
    ${raisedFirst(rules).map((each) => verdictOf(each, answer, isOpen))}
    ${
      elsewhere.length > 0 &&
      html`<details class="elsewhere" data-fold="elsewhere" data-testid="why-elsewhere" ${unfolded(isOpen('elsewhere'))}>
      <summary>Strategies that don’t look at ${answer.timeframe} bars or are switched off</summary>
      ${elsewhere.map((each) => verdictOf(each, answer, isOpen))}
    </details>`
    }
    <h3>Inputs</h3>
    <dl class="inputs">${inputs({ ...bar, ...values, ...ofBarBefore(previous) })}</dl>`;
}

function steps({ before, next, bar, late, timeframe }, open, replay) {
  if (late) return '';
  const there = next ?? (open && open.time > bar.time ? open.time : null);
  const after = there !== null && (!replay || isComplete({ time: there, timeframe }, replay)) ? there : null;
  return html`<div class="steps" role="group" aria-label="Other bars">
    <button type="button" class="action" data-go="${before}" data-testid="why-before" ${disabled(before === null)}>
      <span aria-hidden="true">‹</span> Bar before
    </button>
    <button type="button" class="action" data-go="${after}" data-testid="why-next" ${disabled(after === null)}>
      Bar after <span aria-hidden="true">›</span>
    </button>
  </div>`;
}

function verdictOf(each, answer, isOpen) {
  const { sign, tone, text, details, signal } = verdict(each, answer);
  const fold = foldOf(each);
  return html`<section
    class="verdict ${tone}"
    data-testid="why-${each.strategy}-${each.side}"
    data-state="${each.state}"
    data-reason="${each.reason}"
    data-signal-id="${signal?.id ?? ''}"
  >
    <h3>${each.strategy} <span class="dim">v${each.version}</span></h3>
    <p><span class="mark" aria-hidden="true">${sign}</span> ${text}</p>
    ${
      details.length > 0 &&
      html`<ul class="details">
      ${details.map((detail) => html`<li>${detail}</li>`)}
    </ul>`
    }
    ${signal && html`<button type="button" class="action" data-signal="${signal.id}" data-testid="open-signal-${signal.id}">Explain the signal</button>`}
    <details data-fold="${fold}" ${unfolded(isOpen(fold))}>
      <summary>The whole rule</summary>
      ${each.description && html`<p class="dim">${each.description}</p>`} ${ruleTree(each.explain)} ${showStudies(each.explain)}
    </details>
  </section>`;
}

// Bars of whole days are dated, as on the chart.
const whereOf = ({ symbol, timeframe }, series, prefs) => placeOf(series.get(`${symbol}/${timeframe}`)?.bars ?? NO_BARS, prefs);
const foldOf = ({ strategy, side }) => `${strategy} ${side}`;
const unfolded = (open) => (open ? html`open` : html``);
const disabled = (off) => (off ? html`disabled` : html``);
const ofBarBefore = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name + '[1]', value]));

// A signal

function body(signal, outcome, { where, digits, replay }) {
  const buy = signal.side === 'buy';
  return html`<div data-testid="signal-explain" data-id="${signal.id}" class="fill">
    <div class="head">
      <h2><span class="${buy ? 'up' : 'down'}">${buy ? '▲ Buy' : '▼ Sell'}</span> ${signal.symbol}</h2>
      <button type="button" class="plain icon" data-act="close" aria-label="Close the explanation">×</button>
    </div>
    <div class="scroll pad" tabindex="0" role="group" aria-label="Explanation">
      ${raisedBy(signal)}
      ${signal.explain ? ruleTree(signal.explain) : html`<p class="dim">No rule was recorded.</p>`} ${showStudies(signal.explain)}
      <dl class="facts">
        <dt>Strategy</dt>
        <dd>${signal.strategy} <span class="dim">v${signal.version}</span></dd>
        <dt>Bar</dt>
        <dd class="num">${dateTime(signal.barTime, where, signal.timeframe === 'raw')} · ${signal.timeframe}</dd>
        <dt>Price</dt>
        <dd class="num">${price(signal.price, digits)}</dd>
        <dt title="How far past its threshold the deciding value was, on the strategy’s own scale; no probability">Strength</dt>
        <dd class="num">${share(signal.strength)}</dd>
      </dl>
      <h3>Outcome</h3>
      ${replay ? html`<p class="dim" data-testid="outcome-hidden">Hidden during replay: it is of later.</p>` : outcomeBody(signal, outcome, digits)}
      <h3>Inputs</h3>
      <dl class="inputs">${inputs(signal.inputs ?? {})}</dl>
      <button type="button" class="action" data-act="all-rules" data-testid="all-rules">What every strategy saw here</button>
    </div>
  </div>`;
}

// The parts that hold, in words, before anything else.
function raisedBy({ explain }) {
  const parts = explain ? firedParts(explain) : [];
  return parts.length > 0 && html`<p class="conclusion" data-testid="raised-by">Raised because ${parts.join(' and ')}.</p>`;
}

function showStudies(rule) {
  const names = indicatorsIn(rule);
  return (
    names.length > 0 &&
    html`<button type="button" class="action" data-act="studies" data-names="${JSON.stringify(names)}" data-testid="show-studies">
      Show ${names.length === 1 ? 'its indicator' : 'its indicators'} on the chart
    </button>`
  );
}

function outcomeBody(signal, outcome, digits) {
  const { text, cells, extremes } = outcomeOf(signal, outcome);
  return html`<p data-testid="outcome-text">${text}</p>
    <div class="outcome" data-testid="outcome" data-bars="${outcome?.bars ?? ''}">${cells.map(cell)}</div>
    ${
      extremes.length > 0 &&
      html`<dl class="facts extremes" data-testid="extremes">
      ${extremes.map(
        (each) =>
          html`<dt>${each.title}</dt>
            <dd class="num">${each.text}</dd>`,
      )}
    </dl>`
    }
    <p class="dim small">
      ${Number.isFinite(outcome?.entry) && html`In at <span class="num">${price(outcome.entry, digits)}</span>, the open of the next bar: the`}
      ${!Number.isFinite(outcome?.entry) && html`Measured from the open of the next bar: the`} close of the signal’s own bar has gone by when the
      signal comes. A ${signal.side} signal hits when the price ${signal.side === 'buy' ? 'rose' : 'fell'} from there to the close of the bar;
      without a move it is neither hit nor miss. The furthest are by highs and lows.
    </p>`;
}

const RESULTS = { hit: '✓ hit', miss: '✗ miss', tie: '= no move' };

function cell({ bars, percent: moved, result }) {
  return html`<div class="${result ?? 'open'}">
    <span class="dim">${horizonText(bars)}</span>
    <b class="num">${result ? percent(moved, 3) : 'pending'}</b>
    ${result && html`<span>${RESULTS[result]}</span>`}
  </div>`;
}

function inputs(values) {
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
