import { html, render } from '../html.js';
import { damageOf } from '../model/standing.js';
import { View } from './view.js';

/** Says across the page that the server's stored data is damaged, and what to do. */
export class Warning extends View {
  static topics = ['status'];

  built() {
    render(this, html`<div role="alert" data-testid="damage"></div>`);
  }

  draw({ status }) {
    const damage = damageOf(status);
    render(
      this.firstElementChild,
      html`${damage && html`<p class="damage"><b aria-hidden="true">✕</b> ${damage.text} <code>${damage.command}</code></p>`}`,
    );
  }
}
