import { html, render } from '../html.js';
import { cornerFor } from '../model/toasts.js';
import { detail, headline } from '../news.js';
import { View } from './view.js';

// As high as three of them may get.
const SIZE = { width: 330, height: 215 };
// Where a chart's newest bars are, with the arrow of what is told.
const NEWEST = 0.35;
const TOLD = '[data-kind=signals], [data-kind=inbox], [data-kind=explain]';

/** What is new, for some seconds; the pointer or the focus on it stops the clock. */
export class Toasts extends View {
  static topics = ['toasts'];

  built() {
    render(this, html`<div class="toasts" role="log" aria-live="polite" aria-label="News" data-testid="toasts"></div>`);
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

  // Not over what they tell of: the lists in which it stands, and the newest bars.
  #place() {
    const main = this.closest('main');
    const room = main.getBoundingClientRect();
    const rects = [...main.querySelectorAll(TOLD)].map((panel) => panel.getBoundingClientRect());
    for (const canvas of main.querySelectorAll('tt-chart .canvas')) {
      const { right, top, width, height } = canvas.getBoundingClientRect();
      rects.push({ left: right - width * NEWEST, top, width: width * NEWEST, height });
    }
    const size = { ...SIZE, width: Math.min(SIZE.width, room.width - 20) };
    this.list.dataset.corner = document.body.matches(':has(tt-grid.stacked)') ? 'bottom right' : cornerFor(size, room, rects);
  }

  draw({ toasts, rows }) {
    if (!this.list.children.length) this.#place();
    render(this.list, html`${toasts.shown.map((item) => toast(item, rows))}`);
    // Gone from under the pointer: nobody leaves it then.
    if (!toasts.shown.length && toasts.paused !== null) this.#send('resume');
  }
}

function toast(item, rows) {
  const text = item.count ? `${item.count} new signals` : headline(item, rows);
  const below = item.count ? `the newest: ${headline(item.newest, rows)}` : detail(item);
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
