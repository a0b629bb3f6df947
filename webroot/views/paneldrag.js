import { COLUMNS } from '../model/layout.js';

const isDragged = (item) => item.classList.contains('ui-draggable-dragging');

/**
 * Panels that are dragged and resized with the mouse. The library would push the others down the page; here a panel dropped on another
 * changes places with it, and an edge that is moved takes from the neighbour. So the others are held where they are until the mouse is
 * released.
 */
export class PanelDrag {
  /** Whether the mouse that is released has dragged something, and so has not pressed what is below it. */
  wasDragged = false;
  #grid;
  #items;
  #pulled = null;
  #done;

  /**
   * items: the panels' elements by id; done(name, detail): what a view is to ask for.
   * @param {{ grid: any, items: Map<string, any>, done: (name: string, detail: object) => void }} options
   */
  constructor({ grid, items, done }) {
    this.#grid = grid;
    this.#items = items;
    this.#done = done;
    grid.on('dragstart resizestart', () => this.#hold());
    grid.on('drag', (event) => this.#mark(this.#under(/** @type {MouseEvent} */ (event))));
    grid.on('dragstop', (event, item) => this.#dropped(item, this.#under(/** @type {MouseEvent} */ (event))));
    grid.on('resize', (_, item) => (this.#pulled = item.getBoundingClientRect()));
    grid.on('resizestop', (_, item) => this.#resized(item));
  }

  #hold() {
    this.wasDragged = true;
    for (const item of this.#items.values()) item.gridstackNode.locked = true;
  }

  #release() {
    for (const item of this.#items.values()) item.gridstackNode.locked = false;
    this.#mark(null);
  }

  #under({ clientX, clientY }) {
    const hits = document.elementsFromPoint(clientX, clientY).map((hit) => hit.closest('.grid-stack-item'));
    return hits.find((item) => item && this.#items.has(item.dataset.panelId) && !isDragged(item)) ?? null;
  }

  #mark(target) {
    for (const item of this.#items.values()) item.classList.toggle('target', item === target);
  }

  #dropped(item, target) {
    this.#release();
    const { panelId } = item.dataset;
    const { x, y, w, h } = item.gridstackNode;
    if (target) this.#done('tt-panel-swap', { panelId, other: target.dataset.panelId });
    else this.#done('tt-panel-place', { positions: [{ id: panelId, x, y, w, h }] });
  }

  // From what is seen, because the library stops counting where another panel begins.
  #resized(item) {
    this.#release();
    const cell = { w: this.#grid.el.clientWidth / COLUMNS, h: this.#grid.getCellHeight(true) };
    const w = Math.round(this.#pulled.width / cell.w);
    const h = Math.round(this.#pulled.height / cell.h);
    this.#done('tt-panel-resize', { panelId: item.dataset.panelId, w, h });
  }
}
