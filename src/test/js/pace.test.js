import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../webroot/pace.js';

/** A clock whose frames come every 16 ms and take as long as what is drawn in them. */
class Clock {
  at = 0;
  frames = [];
  timers = [];
  paints = [];
  log = [];

  now = () => this.at;
  frame = (then) => this.frames.push(then);
  painted = (then) => this.paints.push(then);
  later = (then, ms) => this.timers.push({ then, at: this.at + ms });

  /** Draws for so long, and the chart library for so long in the frame after. */
  view(name, ms, afterwards = 0) {
    return () => {
      this.log.push([name, Math.round(this.at)]);
      this.at += ms;
      if (afterwards) this.frame(() => (this.at += afterwards));
    };
  }

  run(until) {
    while (this.at < until) {
      const due = this.timers.filter(({ at }) => at <= this.at);
      this.timers = this.timers.filter(({ at }) => at > this.at);
      for (const { then } of due) then();
      const frames = this.frames;
      this.frames = [];
      const begun = this.at;
      for (const then of frames) then();
      for (const then of this.paints.splice(0)) then();
      this.at = Math.max(this.at, begun + (frames.length ? 0 : 1));
    }
  }
}

test('what is asked for while the page does nothing is drawn in the next frame, once', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 1);
  pace.ask(view);
  pace.ask(view);
  clock.run(100);
  assert.deepEqual(clock.log, [['a', 0]]);
});

test('the rest is nine times the round, with what the library draws a frame later', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 2, 8);
  pace.ask(view);
  clock.run(5);
  pace.ask(view);
  clock.run(300);
  assert.deepEqual(clock.log, [
    ['a', 0],
    ['a', 100],
  ]);
});

test('nobody waits longer than half a second, however slow the machine', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 400);
  pace.ask(view);
  clock.run(401);
  pace.ask(view);
  clock.run(1_000);
  assert.deepEqual(clock.log[1], ['a', 900]);
});

test('a frame takes a few milliseconds of views, the others follow in the next ones and nobody is passed over', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const views = ['a', 'b', 'c', 'd', 'e'].map((name) => clock.view(name, 3));
  const inFrames = [];
  const frame = clock.frame;
  clock.frame = (then) =>
    frame(() => {
      const before = clock.log.length;
      then();
      inFrames.push(clock.log.length - before);
    });
  for (const view of views) pace.ask(view);
  clock.run(16);
  for (const view of views) pace.ask(view);
  clock.run(400);
  assert.equal(clock.log.map(([name]) => name).join(''), 'abcdeabcde');
  assert.ok(Math.max(...inFrames) <= 2, `in a frame: ${inFrames}`);
});

test('what asks again while its round is under way waits for the next', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const again = clock.view('again', 1);
  const asking = () => {
    again();
    if (clock.log.length < 4) pace.ask(asking);
  };
  pace.ask(asking);
  clock.run(200);
  const times = clock.log.map(([, at]) => at);
  assert.equal(times.length, 4);
  for (let i = 1; i < times.length; i += 1) assert.ok(times[i] - times[i - 1] >= 9, `${times}`);
});

test('a view that has left is not drawn', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 1);
  pace.ask(view);
  pace.forget(view);
  clock.run(50);
  assert.deepEqual(clock.log, []);
  pace.ask(view);
  clock.run(100);
  assert.equal(clock.log.length, 1);
});

test('a view that fails holds nobody up', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 1);
  const failing = () => {
    throw new Error('on purpose');
  };
  pace.ask(failing);
  pace.ask(view);
  assert.throws(() => clock.run(1), /on purpose/);
  clock.run(50);
  assert.deepEqual(
    clock.log.map(([name]) => name),
    ['a'],
  );
});
