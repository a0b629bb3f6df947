import { html, render } from '../html.js';
import { PALETTES, THEMES } from '../model/commands.js';
import { dateTime } from '../model/format.js';
import { Dialog } from './dialog.js';

const DATE_FORMATS = { iso: '2026-12-31', dmy: '31/12/2026', mdy: '12/31/2026', locale: 'as this browser writes dates' };
const TOASTS = { all: 'of all symbols', chart: 'of the symbol shown', off: 'off' };
const KEYS = { on: 'do what ? lists', off: 'do nothing, for those who speak to the page' };
const BROWSER = {
  unsupported: 'This browser has none.',
  denied: 'This browser refuses them for this page; allow them in its settings.',
  default: 'Asks this browser for leave first.',
  granted: 'Shown while the page is not looked at.',
};

/** Look, times, and how one is told of news; all of it per browser. */
export class Settings extends Dialog {
  static title = 'Settings';
  static topics = ['prefs', 'clock'];
  #filled = null;
  #permission = null;

  built() {
    super.built();
    this.addEventListener('change', ({ target }) => this.#take(/** @type {HTMLInputElement} */ (target)));
    this.onActivate('[data-sound]', ({ sound }) => this.emit('tt-sound', { side: sound }));
    this.onActivate('[data-act=forget]', () => this.emit('tt-forget', {}));
  }

  #take({ name, type, value, checked }) {
    if (name === 'theme') this.emit('tt-prefs', { theme: value === 'system' ? null : value });
    else if (name === 'browser') this.emit('tt-browser-notes', { on: checked });
    else if (name === 'sound') {
      this.emit('tt-prefs', { sound: checked });
      if (checked) this.emit('tt-sound', { side: 'buy' });
    } else if (name && type !== 'checkbox') this.emit('tt-prefs', { [name]: value });
  }

  // The clock goes on every second, and must not meddle with a list that is open.
  fill({ prefs, now }) {
    const permission = globalThis.Notification ? Notification.permission : 'unsupported';
    if (prefs !== this.#filled || permission !== this.#permission) this.#fillAll(prefs, permission);
    this.#filled = prefs;
    this.#permission = permission;
    this.querySelector('[data-testid=now]').textContent = dateTime(now, prefs);
  }

  #fillAll(prefs, permission) {
    render(
      this.body,
      html`<div class="settings" data-testid="settings">
        <fieldset>
          <legend>Theme</legend>
          ${radios('theme', THEMES, prefs.theme ?? 'system')}
        </fieldset>
        <fieldset>
          <legend>Colours of up and down</legend>
          ${radios('palette', PALETTES, prefs.palette ?? 'standard')}
          <p>
            <span class="up">▲ +1.25% up, buy</span> · <span class="down">▼ −0.80% down, sell</span> ·
            <span class="dim">always with a sign besides</span>
          </p>
        </fieldset>
        <fieldset>
          <legend>Times</legend>
          <label>
            Time zone
            <select name="zone" data-testid="zone">
              ${zones().map(([zone, text]) => option(zone, text, prefs.zone ?? 'utc'))}
            </select>
          </label>
          <label>
            Dates
            <select name="dateFormat" data-testid="date-format">
              ${Object.entries(DATE_FORMATS).map(([format, text]) => option(format, text, prefs.dateFormat ?? 'iso'))}
            </select>
          </label>
          <p class="dim num">Now: <span data-testid="now"></span></p>
        </fieldset>
        <fieldset>
          <legend>News</legend>
          <label>
            Messages on the page
            <select name="toasts" data-testid="toasts-pref">
              ${Object.entries(TOASTS).map(([value, text]) => option(value, text, prefs.toasts ?? 'all'))}
            </select>
          </label>
          <label class="check-line">
            <input type="checkbox" name="browser" data-testid="browser-pref" ${prefs.browser && permission === 'granted' ? html`checked` : ''}
              ${permission === 'unsupported' || permission === 'denied' ? html`disabled` : ''} />
            Notifications of the browser <span class="dim">${BROWSER[permission]}</span>
          </label>
          <label class="check-line">
            <input type="checkbox" name="sound" data-testid="sound-pref" ${prefs.sound ? html`checked` : ''} />
            Sound <span class="dim">up for buy, down for sell</span>
          </label>
          <p>
            <button type="button" class="button" data-sound="buy">▲ Hear buy</button>
            <button type="button" class="button" data-sound="sell">▼ Hear sell</button>
          </p>
        </fieldset>
        <fieldset>
          <legend>Keys</legend>
          <label>
            Single letters, digits and signs
            <select name="keys" data-testid="keys-pref">
              ${Object.entries(KEYS).map(([value, text]) => option(value, text, prefs.keys ?? 'on'))}
            </select>
          </label>
        </fieldset>
        <fieldset>
          <legend>This browser</legend>
          <p class="dim">Settings, layouts and what was read are kept in this browser only.</p>
          <button type="button" class="button" data-act="forget">Forget all of it …</button>
        </fieldset>
      </div>`,
    );
    // An attribute is only what a control begins with; what the user did to it since weighs more.
    for (const control of this.body.querySelectorAll('select')) {
      control.value = control.querySelector('option[selected]')?.value ?? control.value;
    }
    for (const control of this.body.querySelectorAll('input')) control.checked = control.hasAttribute('checked');
  }
}

const option = (value, text, chosen) => html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${text}</option>`;

function radios(name, choices, chosen) {
  return html`<div class="radios">
    ${Object.entries(choices).map(
      ([value, text]) =>
        html`<label
          ><input type="radio" name="${name}" value="${value}" data-testid="${name}-${value}" ${value === chosen ? html`checked` : ''} />${text}</label
        >`,
    )}
  </div>`;
}

let known = null;

function zones() {
  const all = Intl.supportedValuesOf?.('timeZone') ?? [];
  known ??= [['utc', 'UTC'], ['local', "This computer's"], ...all.map((zone) => [zone, zone.replaceAll('_', ' ')])];
  return known;
}
