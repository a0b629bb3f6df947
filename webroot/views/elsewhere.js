import { html, render } from '../html.js';
import { View } from './view.js';

const CHOICES = { theirs: 'Show that one', mine: 'Keep this one', both: 'Keep both' };

/** Says that another tab has changed the layout that is shown here, and lets the user choose. */
export class Elsewhere extends View {
  static topics = ['layout'];

  built() {
    render(this, html`<div role="status" data-testid="elsewhere"></div>`);
    this.onActivate('[data-which]', ({ which }) => this.emit('tt-layout', { act: 'decide', which }));
  }

  draw({ elsewhere, layouts }) {
    render(
      this.firstElementChild,
      html`${
        elsewhere &&
        html`<div class="elsewhere">
        <p>
          The layout “${layouts.current}” was changed in another tab. Until you choose, what you change here holds in this tab only.
        </p>
        ${Object.entries(CHOICES).map(
          ([which, text]) =>
            html`<button type="button" class="button" data-which="${which}" data-testid="elsewhere-${which}">${text}</button>`,
        )}
      </div>`
      }`,
    );
  }
}
