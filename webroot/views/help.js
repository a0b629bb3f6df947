import { html, render } from '../html.js';
import { keyHelp } from '../model/keyhelp.js';
import { keyText } from '../model/keys.js';
import { Dialog } from './dialog.js';

/** The keys, and how to read what is provisional. */
export class Help extends Dialog {
  static title = 'Keys and help';
  static topics = ['selection'];

  built() {
    super.built();
    // Nothing in it takes the focus, and without that it could not be scrolled by keys.
    Object.assign(this.body, { tabIndex: 0, role: 'group', ariaLabel: 'Help' });
  }

  fill(state) {
    render(
      this.body,
      html`<div class="keys" data-testid="help">
          ${keyHelp(state).map(
            ([group, rows]) =>
              html`<section>
                <h3>${group}</h3>
                <dl>
                  ${rows.map(
                    ({ title, keys }) =>
                      html`<dt>${keys.map((key, i) => html`${i ? ' or ' : ''}<kbd>${keyText(key)}</kbd>`)}</dt>
                        <dd>${title}</dd>`,
                  )}
                </dl>
              </section>`,
          )}
        </div>
        <h3>Panels</h3>
        <p>Drag a panel by its head, resize it at its edges.</p>
        <h3>Lists and the market</h3>
        <p>
          The menu at the head of a list chooses it, makes new ones, adds symbols, renames and deletes; ☆ beside it says which lists the chosen symbol is on. 
        </p>
        <h3>Reading the chart</h3>
        <p>
          A pale candle and values marked ≈ belong to a bar that is still open: they may change, and no signal is raised
          from them. Arrows mark signals; choose one to see the rule and the numbers behind it.
        </p>
        <p class="dim">● fresh · ◐ ageing · ○ stale data · ▲ up, buy · ▼ down, sell</p>
        <p><a href="api.html">The REST interface</a> gives programs all that this page shows.</p>`,
    );
  }
}
