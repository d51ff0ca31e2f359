import { WorkshopError } from "../core/mod.ts";

/** A line of input that is no event; it names the line's number and never quotes the line. */
export class InputLineError extends WorkshopError {
  /** The line's number in its file; the first is 1. */
  readonly lineNumber: number;
  /** What is wrong with it. */
  readonly reason: string;

  /** Says which line is refused and why. */
  constructor(lineNumber: number, reason: string) {
    super(`Line ${lineNumber} of the input ${reason}: it goes to the DLQ`, {
      code: "INPUT_LINE_INVALID",
    });
    this.lineNumber = lineNumber;
    this.reason = reason;
  }
}
