/** How long the last of something took. */

const MOST = 300;

export class Recent {
  #values = [];
  #at = 0;

  add(ms) {
    if (this.#values.length < MOST) this.#values.push(ms);
    else this.#values[this.#at] = ms;
    this.#at = (this.#at + 1) % MOST;
  }

  /** {p50, p99} by nearest rank; null without values. */
  quantiles() {
    if (!this.#values.length) return null;
    const sorted = [...this.#values].sort((a, b) => a - b);
    const rank = (share) => sorted[Math.ceil(share * sorted.length) - 1];
    return { p50: rank(0.5), p99: rank(0.99) };
  }
}

/** From hearing the first of the messages that are drawn together, which has waited longest, until they are on the screen. */
export class Glass extends Recent {
  #heardAt = null;

  heard(now) {
    this.#heardAt ??= now;
  }

  /** A chart draws what it was last told; the answer is to be called with the time when that is on the screen. */
  drawing() {
    const heardAt = this.#heardAt;
    this.#heardAt = null;
    return (at) => {
      if (heardAt !== null) this.add(at - heardAt);
    };
  }
}

/** In the order of the way, with what each is measured from and to. */
export const STAGES = {
  ingest: 'arrival until stored and answered',
  indicator: 'arrival until the web node has the indicators',
  signal: 'arrival until the web node has the signal',
  web: 'arrival until it was sent to pages, oldest of what was made one message',
  glass: 'heard by this page until drawn',
};

/** Rows of the table: [{stage, text, p50, p99}]; a stage that is at another node, or idle, has none. */
export function stageRows(latency = {}, glass = null) {
  const known = { ...latency, ...(glass && { glass }) };
  return Object.entries(STAGES).map(([stage, text]) => ({ stage, text, p50: known[stage]?.p50 ?? null, p99: known[stage]?.p99 ?? null }));
}

/** From arrival to the screen, as far as both parts are known; the browser's clock is not compared with the server's. */
export function total(latency = {}, glass = null) {
  return latency.web && glass ? { p50: latency.web.p50 + glass.p50, p99: latency.web.p99 + glass.p99 } : null;
}

export function milliseconds(ms) {
  if (ms === null || ms === undefined) return '–';
  return ms >= 1_000 ? (ms / 1_000).toFixed(1) + ' s' : (ms >= 10 ? Math.round(ms) : Math.round(ms * 10) / 10) + ' ms';
}
