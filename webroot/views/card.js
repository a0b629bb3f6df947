import { html } from '../html.js';

/** One of the boxes in which a stock is shown. */
export function card(title, testId, body, wide = false) {
  return html`<section class="card ${wide && 'wide'}" data-testid="${testId}"><h3>${title}</h3>${body}</section>`;
}
