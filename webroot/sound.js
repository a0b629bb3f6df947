import { tones } from './model/tones.js';

const LOUDNESS = 0.08;
const LEAST_PAUSE = 400;

/** Short tones made by the browser. It lets a page sound only after a click or a key, so the first of these wakes it. */
export class Sound {
  #context = null;
  #last = -Infinity;

  constructor({ create = () => new AudioContext(), now = () => performance.now() } = {}) {
    this.create = create;
    this.now = now;
  }

  wake() {
    try {
      this.#context ??= this.create();
      if (this.#context.state === 'suspended') this.#context.resume().catch(() => {});
    } catch {
      // No sound device: the page shows everything all the same.
    }
  }

  /** Several signals at once are one sound. */
  play(side) {
    const now = this.now();
    if (now - this.#last < LEAST_PAUSE) return false;
    this.wake();
    if (this.#context?.state !== 'running') return false;
    this.#last = now;
    for (const tone of tones(side)) this.#sound(tone);
    return true;
  }

  #sound({ frequency, from, length }) {
    const context = this.#context;
    const begin = context.currentTime + from;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + length);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(begin);
    oscillator.stop(begin + length);
  }
}
