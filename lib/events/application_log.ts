/** How urgent a message is. */
export const APPLICATION_LOG_LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

/** One of the levels of a message. */
export type ApplicationLogLevel = (typeof APPLICATION_LOG_LEVELS)[number];

/** A message of some service's log, as the JSON text of the topic `application-logs` holds it. */
export interface ApplicationLog {
  /** UTC, ISO 8601 with `Z`. */
  readonly timestamp: string;
  /** How urgent it is. */
  readonly level: ApplicationLogLevel;
  /** Which service says it. */
  readonly service: string;
  /** On which machine. */
  readonly host?: string;
  /** What it says. */
  readonly message: string;
  /** Ties it to other messages about the same request. */
  readonly trace_id?: string;
  /** The user that it is about. */
  readonly user_id?: string;
}
