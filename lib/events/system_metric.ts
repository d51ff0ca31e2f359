/** A reading of one figure of one host, as the JSON text of the topic `system-metrics` holds it. */
export interface SystemMetric {
  /** UTC, ISO 8601 with `Z`. */
  readonly timestamp: string;
  /** The host's name. */
  readonly host: string;
  /** What was read: `cpu_percent`. */
  readonly metric: string;
  /** The reading. */
  readonly value: number;
  /** What it is counted in: `percent`. */
  readonly unit?: string;
}
