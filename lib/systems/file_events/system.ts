import type { ProducerStatistics } from "../producer_tally.ts";
import { consumingAsSet, nameIn, producingAsSet } from "../role_settings.ts";
import type { RunningRole } from "../running_role.ts";
import type { Breakdown, ProduceContext, RoleContext, System } from "../system.ts";
import { startFileEventsConsumer } from "./consumer.ts";
import type { FileEventsStatistics } from "./consumer_statistics.ts";
import { startFileEventsProducer } from "./producer.ts";
import { FILE_EVENTS_TOPICS } from "./topics.ts";

/** The system of file and user events. */
export const fileEvents: System = {
  name: "file_events",
  description: "Enveloped events of files and users: validated in three stages, kept as a catalog",
  producers: [{
    name: "producer",
    description: "Events of files and users, validated before they are sent",
    settings: "file_events.producer",
    topics: FILE_EVENTS_TOPICS,
    takesInput: true,
    start: produce,
  }],
  consumers: [{
    name: "consumer",
    description: "Validates, handles and stores events by their type",
    settings: "file_events.consumer",
    topics: FILE_EVENTS_TOPICS,
    keepsAll: true,
    breakdowns: (parts) => breakdownsOf(parts as readonly FileEventsStatistics[]),
    start: consume,
  }],
};

function topicsIn(context: RoleContext): string[] {
  return context.settings.topics.map((name) => nameIn(context, name));
}

function produce(context: ProduceContext): Promise<RunningRole<ProducerStatistics>> {
  const { kafka, settings, poisonShare, intervalMs, input } = context;
  const pace = intervalMs ?? (input === undefined ? settings.eventIntervalMs : undefined);
  return startFileEventsProducer(kafka, {
    ...producingAsSet(context),
    topics: topicsIn(context),
    ...(poisonShare !== undefined && { poisonShare }),
    ...(pace !== undefined && { intervalMs: pace }),
  });
}

async function consume(context: RoleContext): Promise<RunningRole<FileEventsStatistics>> {
  const { kafka, settings } = context;
  const store = await context.openStore({ collection: "file_events", indexes: ["subject"] });
  context.logger.log("INFO", "Events are kept", { store: store.name });
  return await startFileEventsConsumer(kafka, {
    ...consumingAsSet(context),
    store,
    closeStore: true,
    topics: topicsIn(context),
    groupId: nameIn(context, settings.consumerGroupId),
  });
}

function breakdownsOf(parts: readonly FileEventsStatistics[]): readonly Breakdown[] {
  const sum = (countsOf: (events: FileEventsStatistics["events"]) => Record<string, number>) => {
    const counts: Record<string, number> = {};
    for (const { events } of parts) {
      for (const [name, count] of Object.entries(countsOf(events))) {
        counts[name] = (counts[name] ?? 0) + count;
      }
    }
    return counts;
  };
  return [
    { title: "Type", counts: sum(({ byType }) => byType) },
    { title: "Refused at stage", counts: sum(({ refused }) => refused), ordered: true },
  ];
}
