import { html, render } from '../html.js';
import { GROUPS } from '../model/kinds.js';
import { View } from './view.js';

/** On a phone one panel is shown at a time; this chooses it. */
export class Nav extends View {
  static topics = ['selection', 'reading'];

  joined() {
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

  draw({ unread }) {
    const now = document.body.dataset.panel;
    render(
      this,
      html`<nav aria-label="Panels">
        ${Object.entries(GROUPS).map(
          ([panel, { title }]) =>
            html`<button
              type="button"
              data-panel="${panel}"
              data-testid="panel-${panel}"
              aria-pressed="${panel === now}"
            >
              ${title}${panel === 'inbox' && unread > 0 && html` <span class="badge-count" data-testid="unread">${unread}<span class="sr"> unread</span></span>`}
            </button>`,
        )}
      </nav>`,
    );
  }
}
