import { html, render } from '../html.js';
import { detail, headline } from '../news.js';
import { View } from './view.js';

/** What is new, for some seconds; the pointer or the focus on it stops the clock. */
export class Toasts extends View {
  static topics = ['toasts'];

  built() {
    render(
      this,
      html`<div class="toasts" role="log" aria-live="polite" aria-label="News" data-testid="toasts"></div>`,
    );
    this.list = this.firstElementChild;
    this.onActivate('[data-signal]', ({ signal, toast }) => {
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
      this.#send('dismiss', toast);
    });
    this.onActivate('[data-act=dismiss]', ({ toast }) => this.#send('dismiss', toast));
    const pause = () => this.#send('pause');
    const resume = () => this.list.matches(':hover, :focus-within') || this.#send('resume');
    this.list.addEventListener('pointerenter', pause);
    this.list.addEventListener('focusin', pause);
    this.list.addEventListener('pointerleave', resume);
    this.list.addEventListener('focusout', () => requestAnimationFrame(resume));
  }

  #send(act, key) {
    this.emit('tt-toast', { act, key });
  }

  draw({ toasts }) {
    render(this.list, html`${toasts.shown.map(toast)}`);
    // Gone from under the pointer: nobody leaves it then.
    if (!toasts.shown.length && toasts.paused !== null) this.#send('resume');
  }
}

function toast(item) {
  const text = item.count ? `${item.count} new signals` : headline(item);
  const below = item.count ? `the newest: ${headline(item.newest)}` : detail(item);
  const side = item.kind === 'failed' ? 'failed' : (item.side ?? '');
  const signal = item.signalId ?? item.newest?.signalId;
  return html`<div class="toast ${side}" data-key="${item.key}" data-testid="toast">
    <button type="button" class="toast-text" data-toast="${item.key}" ${signal ? html`data-signal="${signal}"` : html`data-act="dismiss"`}>
      <b>${item.kind === 'failed' ? '✗ Not sent: ' : ''}${text}</b>
      <span class="dim">${below}</span>
    </button>
    <button type="button" class="tool" data-act="dismiss" data-toast="${item.key}" aria-label="Dismiss ${text}">
      <span aria-hidden="true">×</span>
    </button>
  </div>`;
}
