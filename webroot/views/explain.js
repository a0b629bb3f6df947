import { html, render } from '../html.js';
import { NO_BARS } from '../model/bars.js';
import { placeOf, placeOfSignal } from '../model/days.js';
import { isComplete, isKnown } from '../model/replay.js';
import { foldOf, whyBody } from './barverdicts.js';
import { signalBody } from './signalbody.js';
import { View } from './view.js';

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
        signalBody(signal, outcome?.id === String(signal.id) ? outcome : null, {
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

// Bars of whole days are dated, as on the chart.
const whereOf = ({ symbol, timeframe }, series, prefs) => placeOf(series.get(`${symbol}/${timeframe}`)?.bars ?? NO_BARS, prefs);
