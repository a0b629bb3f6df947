import { settingsOf } from '../model/panels.js';
import { chosenList, onLists } from './listpicker.js';
import { View } from './view.js';

/** A panel of the symbols of one list, or of all; draws again when the element it watches changes its size. */
export class ListView extends View {
  /** The panel's settings where the user has chosen none. */
  static standard = {};
  #resized = new ResizeObserver(() => this.invalidate());
  #watched = null;

  /** To be called by built(). */
  watch(element) {
    this.#watched = element;
    onLists(this, () => this.currentList);
  }

  joined() {
    this.#resized.observe(this.#watched);
  }

  released() {
    this.#resized.disconnect();
  }

  get settings() {
    const { standard } = /** @type {typeof ListView} */ (this.constructor);
    return settingsOf(this.store.state, this.panelId, standard);
  }

  /** The name of the list shown; null for all symbols. */
  get currentList() {
    return chosenList(this.store.state.prefs, this.settings);
  }
}
