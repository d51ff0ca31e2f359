import type { Logger } from "../../core/mod.ts";
import { type EventInput, openEventInput } from "../../events/mod.ts";
import {
  createJsonLogger,
  createMeter,
  type LogSink,
  openLogFiles,
  type PrometheusMeter,
} from "../../monitoring/mod.ts";
import { type Store, watchedStore } from "../../storage/mod.ts";
import { openConfiguredStore } from "../../systems/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import type { DemoPlan } from "./plan.ts";
import { storePathOf } from "./role_config.ts";
import type { Steps } from "./steps.ts";

/** A demo is over before a longer interval. */
const STORE_WATCH = { intervalMs: 5000 };

/** What a demo stands on before anything runs: nothing here needs a cluster. */
export interface Ground {
  readonly plan: DemoPlan;
  readonly steps: Steps;
  readonly input: EventInput | undefined;
  readonly meter: PrometheusMeter;
  readonly logger: Logger;
  /** Takes the lines of the Workers. */
  readonly sink: LogSink;
  /** The stores of the consumers that leave a document of each record, by their names. */
  readonly stores: ReadonlyMap<string, Store>;
}

/**
 * Opens the input, the logs, the run's folder and the stores; all end with `opened`.
 *
 * @throws {ConfigError} when one of them can't be read or written
 */
export async function layGround(
  plan: DemoPlan,
  steps: Steps,
  opened: AsyncDisposableStack,
): Promise<Ground> {
  const { config, folder } = plan;
  const input = plan.input === undefined ? undefined : opened.use(await openEventInput(plan.input));
  const sink = opened.use(await openLogFiles(config.logDir));
  const meter = createMeter();
  const logger = createJsonLogger({
    service: "demo",
    level: config.logLevel,
    sinks: [sink],
    meter,
  });
  steps.done(`Deno ${Deno.version.deno}, seed ${plan.seed}`);
  opened.use(await openRunFolder("demo", plan.runId));
  const stores = new Map<string, Store>();
  for (const { name, role } of plan.scenario.consumers) {
    if (!role.keepsAll) continue;
    const storePath = storePathOf(folder, name);
    const store = await openConfiguredStore({ storePath }, { collection: name });
    stores.set(name, opened.use(watchedStore(store, { ...STORE_WATCH, meter, collection: name })));
  }
  steps.done(folder);
  return { plan, steps, input, meter, logger, sink, stores };
}
