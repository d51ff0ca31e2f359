import type { LogFields, Logger, LogLevel } from "../core/mod.ts";

/** A logger that keeps its lines. */
export class Lines implements Logger {
  readonly all: { level: LogLevel; message: string; fields: LogFields }[] = [];

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.all.push({ level, message, fields });
  }

  child(): Logger {
    return this;
  }

  /** The messages of a level. */
  of(level: LogLevel): string[] {
    return this.all.filter((line) => line.level === level).map(({ message }) => message);
  }
}
