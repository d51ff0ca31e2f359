import type { Clock, Logger } from "../core/mod.ts";
import type { PageRoute } from "./routing.ts";
import type { DashboardSource } from "./source.ts";

/** What the dashboard shows and where. */
export interface DashboardOptions {
  /** Where the figures come from. */
  readonly source: DashboardSource;
  /** What the pages beside the overview ask for. @default {[]} */
  readonly routes?: readonly PageRoute[];
  /** Whether routes that write exist at all. @default {false} */
  readonly write?: boolean;
  /** The wanted port; 0 lets the system choose. @default {8080} */
  readonly port?: number;
  /** Whether somebody asked for this very port: then a taken one is an error. @default {false} */
  readonly explicitPort?: boolean;
  /** The loopback address to listen on. @default {"127.0.0.1"} */
  readonly host?: string;
  /** Time between two looks at the source, in milliseconds. @default {1000} */
  readonly intervalMs?: number;
  /** How long the source may take, in milliseconds. @default {5000} */
  readonly sourceTimeoutMs?: number;
  /** How many pages may be open at a time. @default {32} */
  readonly maxClients?: number;
  /** How many streams of the routes may be open at a time. @default {64} */
  readonly maxStreams?: number;
  /** How much may wait for a page that reads slowly, in bytes. @default {1048576} */
  readonly maxBufferedBytes?: number;
  /** Hears of a port that moved, a source that fails, and of each write. @default {nullLogger} */
  readonly logger?: Logger;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** A dashboard that is open until disposed. */
export interface Dashboard extends AsyncDisposable {
  /** The address it is bound to. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** Its address for a browser: `http://localhost:8080`. */
  readonly url: string;
  /** How many overview pages are open. */
  readonly clients: number;
  /** How many were cut off because they didn't read. */
  readonly droppedClients: number;
}
