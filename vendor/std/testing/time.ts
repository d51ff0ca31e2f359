/**
 * Local stand-in for the part of jsr:@std/testing/time that this project calls, over node:test.
 *
 * @module
 */
import { mock } from "node:test";

/** Replaces the global timers and Date until it is disposed. */
export class FakeTime implements Disposable {
  constructor(start: number | Date = Date.now()) {
    mock.timers.enable({
      apis: ["setTimeout", "setInterval", "Date"],
      now: start instanceof Date ? start.getTime() : start,
    });
  }

  /** Moves the time on and runs the timers that fall due. */
  tick(ms = 0): void {
    mock.timers.tick(ms);
  }

  /** Puts the real timers back. */
  restore(): void {
    mock.timers.reset();
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}
