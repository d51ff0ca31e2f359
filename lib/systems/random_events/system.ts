import { RegistryClient } from "../../schemas/mod.ts";
import { emptyStatistics, mergeStatistics } from "../../processor/mod.ts";
import type { RunningRole } from "../running_role.ts";
import { consumingAsSet, nameIn, producingAsSet } from "../role_settings.ts";
import type { Breakdown, ProduceContext, RoleContext, System } from "../system.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { startRandomEventsConsumer } from "./consumer.ts";
import type { RandomEventsStatistics } from "./consumer_statistics.ts";
import { RANDOM_EVENTS_TOPIC, startRandomEventsProducer } from "./producer.ts";

/** The system of random events. */
export const randomEvents: System = {
  name: "random_events",
  description: "Random Indonesian events: validated, scored for risk, stored",
  producers: [{
    name: "json",
    description: "Events as JSON, one every five seconds",
    settings: "random_events.producer",
    topics: [RANDOM_EVENTS_TOPIC],
    takesInput: true,
    start: (context) => produce(context),
  }, {
    name: "avro",
    description: "The same events in Avro, their schema in the registry",
    settings: "random_events.producer",
    topics: [RANDOM_EVENTS_TOPIC],
    takesInput: false,
    asksRegistry: true,
    start: (context) => produce(context, registryOf(context)),
  }],
  consumers: [{
    name: "processor",
    description: "Validates, scores and stores events",
    settings: "random_events.consumer",
    topics: [RANDOM_EVENTS_TOPIC],
    keepsAll: true,
    breakdowns: (parts) => breakdownsOf(parts as readonly RandomEventsStatistics[]),
    start: consume,
  }],
};

function produce(
  context: ProduceContext,
  registry?: RegistryClient,
): Promise<RunningRole<ProducerStatistics>> {
  const { kafka, settings, poisonShare, intervalMs, input } = context;
  const pace = intervalMs ?? (input === undefined ? settings.eventIntervalMs : undefined);
  return startRandomEventsProducer(kafka, {
    ...producingAsSet(context),
    topic: nameIn(context, settings.topic),
    ...(poisonShare !== undefined && { poisonShare }),
    ...(pace !== undefined && { intervalMs: pace }),
    ...(registry !== undefined && { registry }),
  });
}

async function consume(context: RoleContext): Promise<RunningRole<RandomEventsStatistics>> {
  const { kafka, settings } = context;
  const store = await context.openStore({ collection: "random_events" });
  context.logger.log("INFO", "Events are kept", { store: store.name });
  return await startRandomEventsConsumer(kafka, {
    ...consumingAsSet(context),
    store,
    closeStore: true,
    registry: registryOf(context),
    topic: nameIn(context, settings.topic),
    groupId: nameIn(context, settings.consumerGroupId),
  });
}

/** Nothing is asked of it before an event in Avro comes. */
function registryOf({ settings }: RoleContext): RegistryClient {
  const { schemaRegistryUrl: url, schemaRegistryBasicAuth: basicAuth } = settings;
  return new RegistryClient({ url, ...(basicAuth !== undefined && { basicAuth }) });
}

function breakdownsOf(parts: readonly RandomEventsStatistics[]): readonly Breakdown[] {
  const events = parts.reduce((all, part) => mergeStatistics(all, part.events), emptyStatistics());
  return [
    { title: "Type", counts: events.byType },
    { title: "Risk band", counts: events.byRiskLevel, ordered: true },
    { title: "Value category", counts: events.byValueCategory, ordered: true },
    { title: "City", counts: events.byCity },
  ];
}
