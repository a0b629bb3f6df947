import { html, render } from '../html.js';
import { View } from './view.js';

const PANELS = { chart: 'Chart', watch: 'Watch', signals: 'Signals', stocks: 'Stocks', inbox: 'Inbox' };

/** On a phone one panel is shown at a time; this chooses it. */
export class Nav extends View {
  static topics = ['selection'];

  built() {
    this.onActivate('[data-panel]', ({ panel }) => {
      this.emit('tt-panel', { panel });
      this.invalidate();
    });
    this.observer = new MutationObserver(() => this.invalidate());
    this.observer.observe(document.body, { attributeFilter: ['data-panel'] });
  }

  released() {
    this.observer?.disconnect();
  }

  draw() {
    const now = document.body.dataset.panel;
    render(
      this,
      html`<nav aria-label="Panels">
        ${Object.entries(PANELS).map(
          ([panel, text]) =>
            html`<button
              type="button"
              data-panel="${panel}"
              data-testid="panel-${panel}"
              aria-pressed="${panel === now}"
            >
              ${text}
            </button>`,
        )}
      </nav>`,
    );
  }
}
