import { html, render } from '../html.js';
import { SPEEDS, atEnd, play, startReplay, step } from '../model/replay.js';

const TICK = 100;

/** Plays the past on one chart, in this browser only. `now` is the replay, null when there is none. */
export class ReplayBar {
  now = null;
  #timer = 0;
  #at = 0;

  /** does: {bars(), changed()} */
  constructor(host, does) {
    this.host = host;
    this.does = does;
    host.addEventListener('click', (event) => {
      const what = event.target.closest('[data-replay]')?.dataset.replay;
      if (what) this.#act(what);
    });
    host.addEventListener('change', ({ target }) => this.#set({ ...this.now, speed: Number(target.value) }));
  }

  get isOn() {
    return this.now !== null;
  }

  start(time) {
    this.#set(startReplay(this.does.bars(), time));
  }

  end() {
    if (this.isOn) this.#set(null);
  }

  toggle() {
    if (!this.isOn) return;
    const ended = atEnd(this.now, this.does.bars());
    this.#set({ ...this.now, playing: !this.now.playing && !ended, due: 0 });
  }

  move(by) {
    if (this.isOn) this.#set({ ...step(this.now, this.does.bars(), by), playing: false });
  }

  #act(what) {
    if (what === 'play') this.toggle();
    else if (what === 'end') this.end();
    else this.move(what === 'back' ? -1 : 1);
  }

  #set(next) {
    this.now = next;
    clearInterval(this.#timer);
    if (next?.playing) {
      this.#at = performance.now();
      this.#timer = setInterval(() => this.#tick(), TICK);
    }
    this.draw();
    this.does.changed();
  }

  #tick() {
    const now = performance.now();
    const next = play(this.now, this.does.bars(), now - this.#at);
    this.#at = now;
    const moved = next.at !== this.now.at;
    this.now = next;
    if (!next.playing) return this.#set(next);
    return moved ? this.does.changed() : undefined;
  }

  draw() {
    this.host.hidden = !this.isOn;
    if (!this.isOn) return;
    const { playing, speed } = this.now;
    render(
      this.host,
      html`<button type="button" class="tool" data-replay="back" data-testid="replay-back" aria-label="One bar back">⏮</button>
        <button type="button" class="tool" data-replay="play" data-testid="replay-play" aria-label="${playing ? 'Pause' : 'Play'}">
          ${playing ? '⏸' : '▶'}
        </button>
        <button type="button" class="tool" data-replay="step" data-testid="replay-step" aria-label="One bar on">⏭</button>
        <select data-testid="replay-speed" aria-label="Bars per second">
          ${SPEEDS.map((each) => html`<option value="${each}" ${each === speed ? html`selected` : ''}>${each} bars/s</option>`)}
        </select>
        <button type="button" class="tool" data-replay="end" data-testid="replay-end">End replay</button>`,
    );
  }

  release() {
    clearInterval(this.#timer);
  }
}
