import { html, render } from '../html.js';
import { View } from './view.js';

const THEMES = [
  { value: null, glyph: '◑', text: 'System' },
  { value: 'dark', glyph: '☾', text: 'Dark' },
  { value: 'light', glyph: '☀', text: 'Light' },
];

/** Theme, time zone and help. */
export class Controls extends View {
  static topics = ['prefs'];

  built() {
    this.onActivate('[data-act=theme]', () => this.emit('tt-prefs', { theme: this.#next().value }));
    this.onActivate('[data-act=zone]', () =>
      this.emit('tt-prefs', { zone: this.store.state.prefs.zone === 'local' ? 'utc' : 'local' }),
    );
    this.onActivate('[data-act=help]', () => document.querySelector('tt-help').toggle());
  }

  #at() {
    return Math.max(
      0,
      THEMES.findIndex((theme) => theme.value === (this.store.state.prefs.theme ?? null)),
    );
  }

  #next() {
    return THEMES[(this.#at() + 1) % THEMES.length];
  }

  draw({ prefs }) {
    const theme = THEMES[this.#at()];
    render(
      this,
      html`<button type="button" class="plain" data-act="zone" title="Time zone of all times shown">
          ${prefs.zone === 'local' ? 'Local' : 'UTC'}
        </button>
        <button
          type="button"
          class="plain icon"
          data-act="theme"
          data-testid="theme-toggle"
          aria-label="Theme: ${theme.text}. Switch to ${this.#next().text}"
          title="Theme: ${theme.text}"
        >
          ${theme.glyph}
        </button>
        <button type="button" class="plain icon wide-only" data-act="help" aria-label="Keys and help" title="Keys (?)">
          ?
        </button>`,
    );
  }
}
