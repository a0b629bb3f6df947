const MOST_HELD = 2_000;

const precedingOf = ({ seq, prev }) => prev ?? seq - 1;

/**
 * Order keeper of one feed address. Closed, it holds what arrives until the snapshot names the number it covers; open, it
 * lets through what follows the last number: the next one, or several that the server made one for a client that was slow
 * (`prev` is the number before the first of them). offer() answers with one word:
 * apply | drop (already covered) | hold (waiting for the snapshot) | gap (something was missed; the gate is closed again).
 */
export class Gate {
  feed = null;
  seq = null;
  isOpen = false;
  held = [];

  close() {
    this.isOpen = false;
    this.held = [];
  }

  offer(message) {
    if (!this.isOpen) return this.#hold(message);
    if (message.feed !== this.feed) return this.#gap(message);
    if (this.seq !== null && message.seq <= this.seq) return 'drop';
    if (message.type === 'gap' || (this.seq !== null && precedingOf(message) > this.seq)) return this.#gap(message);
    this.seq = message.seq;
    return 'apply';
  }

  /**
   * Opens the gate at the snapshot's number (null: the server has not used this address yet, any number may be the first).
   * Returns the held messages to apply now and whether one was missing.
   */
  open(feed, seq) {
    const held = this.held;
    // Opened twice: what was let through meanwhile may already be ahead of the snapshot.
    this.seq = this.isOpen && this.feed === feed && this.seq > seq ? this.seq : seq;
    this.feed = feed;
    this.isOpen = true;
    this.held = [];
    const ready = [];
    let gap = false;
    for (const message of held) {
      const verdict = this.offer(message);
      if (verdict === 'apply') ready.push(message);
      gap ||= verdict === 'gap';
    }
    return { ready, gap };
  }

  #hold(message) {
    // The oldest go first: what they leave behind is seen as a gap when the gate opens, never as silence.
    if (this.held.length >= MOST_HELD) this.held.shift();
    this.held.push(message);
    return 'hold';
  }

  #gap(message) {
    this.close();
    this.#hold(message);
    return 'gap';
  }
}
