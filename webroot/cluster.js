import { api } from './api.js';
import { backoff } from './model/backoff.js';
import { History } from './model/cluster.js';
import { Cluster } from './views/cluster.js';

const POLL = 1_000;

customElements.define('tt-cluster', Cluster);
const view = document.querySelector('tt-cluster');
const history = new History();
let failures = 0;

async function poll() {
  if (document.hidden) return void setTimeout(poll, POLL);
  try {
    history.add(await api.cluster(), Date.now());
    failures = 0;
  } catch {
    failures++;
  }
  view.show(history, Date.now());
  setTimeout(poll, failures ? backoff(failures - 1) : POLL);
}

poll();
