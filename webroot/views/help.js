import { html, render } from '../html.js';
import { View } from './view.js';

const KEYS = [
  ['/', 'search symbols'],
  ['↑ ↓', 'walk the watchlist (when it has the focus)'],
  ['1 … 5', 'timeframe'],
  ['Esc', 'close the explanation'],
  ['?', 'this list'],
];

/** The keys, and how to read what is provisional. */
export class Help extends View {
  built() {
    render(
      this,
      html`<dialog aria-label="Keys and help">
        <h2>Keys</h2>
        <dl class="facts">
          ${KEYS.map(
            ([key, text]) =>
              html`<dt><kbd>${key}</kbd></dt>
                <dd>${text}</dd>`,
          )}
        </dl>
        <h2>Reading the chart</h2>
        <p>
          A pale candle and values marked ≈ belong to a bar that is still open: they may change, and no signal is raised
          from them. Arrows mark signals; choose one to see the rule and the numbers behind it.
        </p>
        <p class="dim">● fresh · ◐ ageing · ○ stale data</p>
        <form method="dialog"><button class="plain">Close</button></form>
      </dialog>`,
    );
  }

  draw() {}

  toggle() {
    const dialog = this.querySelector('dialog');
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }
}
