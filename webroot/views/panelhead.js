import { html } from '../html.js';
import { titleOf } from '../model/kinds.js';

/** Above a panel: the grip by which it is moved, its title, its menu. */
export function panelHead(panel, moving) {
  const title = titleOf(panel);
  return html`<button
          type="button"
          class="grip"
          data-act="grip"
          data-testid="grip-${panel.id}"
          aria-pressed="${moving}"
          aria-label="Move or resize ${title} with the arrow keys"
          title="Drag to move. Enter, then arrows: move; with Shift: resize"
        >
          <span aria-hidden="true">⠿</span>
        </button>
        <h2>${title}</h2>
        ${moving && html`<span class="dim hint">arrows move · Shift+arrows resize · Enter keeps · Esc undoes</span>`}
        <button
          type="button"
          class="tool"
          data-act="menu"
          data-testid="menu-${panel.id}"
          aria-haspopup="menu"
          aria-expanded="false"
          aria-label="Menu of ${title}"
        >
          <span aria-hidden="true">⋯</span>
        </button>`;
}

/** On a phone: the panels of a group, of which one is in front, and the menu of that. */
export function tabList(panels, front, title) {
  return html`<div class="tab-list" role="group" aria-label="${title}">
          ${panels.map(
            (panel) =>
              html`<button
                type="button"
                class="tab"
                data-key="${panel.id}"
                data-tab="${panel.id}"
                data-testid="tab-${panel.id}"
                aria-pressed="${panel === front}"
              >
                ${titleOf(panel)}
              </button>`,
          )}
        </div>
        <button
          type="button"
          class="tool"
          data-act="menu"
          aria-haspopup="menu"
          aria-expanded="false"
          aria-label="Menu of ${front && titleOf(front)}"
        >
          <span aria-hidden="true">⋯</span>
        </button>`;
}
