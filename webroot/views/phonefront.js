import { GROUPS } from '../model/kinds.js';
import { tabOwn } from '../prefs.js';

/** What a phone shows, for a reload: the group, and of each group the panel in front. */
const IN_FRONT = tabOwn('.front');

/** Which group of panels a phone shows, and which panel of each group is in front. */
export class PhoneFront {
  #front = {};
  #kept = '';
  #seenSignal = null;

  restore() {
    const kept = IN_FRONT.recall();
    if (!kept || !Object.hasOwn(GROUPS, kept.group)) return;
    document.body.dataset.panel = kept.group;
    this.#front = { ...kept.front };
  }

  keep(group) {
    const now = JSON.stringify({ group, front: this.#front });
    if (now === this.#kept) return;
    this.#kept = now;
    IN_FRONT.keep({ group, front: this.#front });
  }

  /** The panel that is in front of a group, by its id. */
  of(group) {
    return this.#front[group];
  }

  bring(group, id) {
    this.#front[group] = id;
    document.body.dataset.panel = group;
  }

  /** The explanation comes to the front when one is asked for, and goes behind the signals when it is closed. */
  follow({ signalId, why }, panels) {
    const asked = signalId ?? (why && `${why.symbol}/${why.timeframe}/${why.time}`);
    if (asked === this.#seenSignal) return;
    this.#seenSignal = asked;
    const kind = asked === null ? 'signals' : 'explain';
    const panel = panels.find((candidate) => candidate.kind === kind);
    if (panel) this.#front.signals = panel.id;
  }
}
