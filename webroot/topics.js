/** Who wants to know of what: listeners by topic. Whoever wants to know of several that change together is called once. */
export class Topics {
  #subscribers = new Map();

  /** Answers with what ends it. */
  subscribe(topics, listener) {
    for (const topic of topics) {
      if (!this.#subscribers.has(topic)) this.#subscribers.set(topic, new Set());
      this.#subscribers.get(topic).add(listener);
    }
    return () => topics.forEach((topic) => this.#unsubscribe(topic, listener));
  }

  #unsubscribe(topic, listener) {
    const listeners = this.#subscribers.get(topic);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#subscribers.delete(topic);
  }

  changed(...topics) {
    const listeners = new Set(topics.flatMap((topic) => [...(this.#subscribers.get(topic) ?? [])]));
    for (const listener of listeners) listener(topics);
  }
}
