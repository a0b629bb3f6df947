import { html, render } from '../html.js';
import { SPEEDS } from '../model/replay.js';

/** The controls of the page's replay, below a chart. do(act) is {act, by, speed}. */
export class ReplayBar {
  constructor(host, act) {
    this.host = host;
    host.addEventListener('click', (event) => {
      const what = event.target.closest('[data-replay]')?.dataset.replay;
      if (what === 'play') act({ act: 'toggle' });
      else if (what === 'end') act({ act: 'end' });
      else if (what) act({ act: 'move', by: what === 'back' ? -1 : 1 });
    });
    host.addEventListener('change', ({ target }) => act({ act: 'speed', speed: Number(target.value) }));
  }

  draw(replay) {
    this.host.hidden = !replay;
    if (!replay) return;
    const { playing, speed } = replay;
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
}
