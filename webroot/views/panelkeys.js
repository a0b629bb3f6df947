const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A panel that is moved and resized with the arrow keys while its grip is held, and what is said of each step. */
export class PanelKeys {
  #moving = null;

  /** @param {{ layout: () => any, emit: (name: string, detail: object) => void, changed: () => void, say: (text: string) => void }} page */
  constructor(page) {
    this.page = page;
  }

  /** The panel that is moved, by its id; null while none is. */
  get moved() {
    return this.#moving?.id ?? null;
  }

  toggle(id, grip) {
    if (this.#moving) return this.end();
    this.#moving = { id, before: this.page.layout() };
    grip.focus();
    this.page.say('Arrows move, Shift and arrows resize, Enter keeps, Escape undoes.');
    this.page.changed();
  }

  end(undo = false) {
    const { before } = this.#moving;
    this.#moving = null;
    if (undo) this.page.emit('tt-panel-restore', { layout: before });
    this.page.say(undo ? 'As it was before.' : 'Kept.');
    this.page.changed();
  }

  press(event) {
    if (!this.#moving || event.target.dataset.act !== 'grip') return;
    const step = ARROWS[event.key];
    if (step) this.#step(step, event.shiftKey);
    else if (event.key === 'Escape') this.end(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step([x, y], resize) {
    const { id } = this.#moving;
    const before = this.page.layout();
    this.page.emit('tt-panel-step', resize ? { panelId: id, dw: x, dh: y } : { panelId: id, dx: x, dy: y });
    const layout = this.page.layout();
    const at = layout.panels.find((panel) => panel.id === id);
    this.page.say(layout === before ? 'No room there.' : `Column ${at.x + 1}, row ${at.y + 1}, ${at.w} wide, ${at.h} high.`);
  }
}
