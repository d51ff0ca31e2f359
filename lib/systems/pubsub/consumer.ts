import { nullMeter } from "../../core/mod.ts";
import type { runConsumer } from "../../consumer/mod.ts";
import type { Store } from "../../storage/mod.ts";
import { type ConsumingSettings, type RunningConsuming, startConsuming } from "../consuming.ts";
import { documentHandlers } from "../document_handlers.ts";
import { dataDocument } from "./data_record.ts";
import { DATA_GROUP, DATA_TOPIC } from "./defaults.ts";

/** How data items are consumed. */
export interface DataConsumerSettings extends ConsumingSettings {
  /** Keeps the data items. */
  readonly store: Store;
  /** Whether the store is closed when the consumer has ended or could not start. @default {false} */
  readonly closeStore?: boolean;
  /** What is read; it is made like `data-topic` when it is absent. @default {"data-topic"} */
  readonly topic?: string;
  /** The group. @default {"data-consumer-group"} */
  readonly groupId?: string;
}

/** What a consumer of data items counts beside records. */
export interface DataFindings {
  /** Data items; each counts once, when it is first stored. */
  readonly messages: {
    /** Stored here for the first time. */
    readonly stored: number;
    /** Found in the store: they came again. */
    readonly repeated: number;
  };
}

/** A consumer of data items while it runs. */
export type RunningDataConsumer = RunningConsuming<DataFindings>;

/**
 * Joins the group and stores each data item before its offset is committed; what is none goes to the
 * DLQ, and so does what fails again and again.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export function startDataConsumer(
  kafka: Parameters<typeof runConsumer>[0],
  options: DataConsumerSettings,
): Promise<RunningDataConsumer> {
  const { store, closeStore = false, ...settings } = options;
  const { topic = DATA_TOPIC, groupId = DATA_GROUP } = options;
  const { meter = nullMeter, clock } = settings;
  const counts = { inserted: 0, duplicate: 0 };
  const handlers = documentHandlers({
    store,
    documentOf: dataDocument,
    meter,
    ...(clock !== undefined && { clock }),
    onStored: (_record, outcome) => {
      counts[outcome]++;
    },
  });
  return startConsuming(kafka, {
    ...settings,
    groupId,
    topics: [{ definition: DATA_TOPIC, name: topic }],
    handlers,
    findings: () => ({ messages: { stored: counts.inserted, repeated: counts.duplicate } }),
    ...(closeStore && { owned: store }),
  });
}
