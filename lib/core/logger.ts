/** The levels of a log line, from the least to the most urgent. */
export const LOG_LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line says beside its message; never a record's payload. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where a part of the system writes its log lines; it is handed one, it never makes one. */
export interface Logger {
  /** Writes one line. */
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
}

/** Drops every line. */
export const nullLogger: Logger = {
  log() {},
  child: () => nullLogger,
};
