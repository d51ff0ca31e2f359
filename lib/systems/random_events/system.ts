import type { ProduceContext, RoleContext, System } from "../system.ts";
import type { RunningRole } from "../running_role.ts";
import { type RunningRandomEventsConsumer, startRandomEventsConsumer } from "./consumer.ts";
import type { RandomEventsStatistics } from "./consumer_statistics.ts";
import { openConfiguredEventStore } from "./event_store.ts";
import { startRandomEventsProducer } from "./producer.ts";

/** The system of random events. */
export const randomEvents: System = {
  name: "random_events",
  description: "Random Indonesian events: validated, scored for risk, stored",
  takesInput: true,
  produce,
  consume,
};

function produce(context: ProduceContext): Promise<RunningRole<unknown>> {
  const { kafka, settings, input, intervalMs, ...shared } = context;
  const pace = intervalMs ?? (input === undefined ? settings.eventIntervalMs : undefined);
  return startRandomEventsProducer(kafka, {
    ...shared,
    topic: settings.topic,
    shutdownTimeoutMs: settings.shutdownTimeoutMs,
    ...(input !== undefined && { input }),
    ...(pace !== undefined && { intervalMs: pace }),
    sending: {
      acks: settings.producerAcks,
      compression: settings.producerCompression,
      lingerMs: settings.producerLingerMs,
    },
  });
}

async function consume(context: RoleContext): Promise<RunningRole<RandomEventsStatistics>> {
  const { kafka, settings, ...shared } = context;
  const store = await openConfiguredEventStore(settings, shared.meter);
  shared.logger.log("INFO", "Events are kept", { store: store.name });
  try {
    const consumer = await startRandomEventsConsumer(kafka, {
      ...shared,
      store,
      topic: settings.topic,
      groupId: settings.consumerGroupId,
      consuming: {
        offsetReset: settings.offsetReset,
        retry: { maxRetries: settings.maxRetries, baseMs: settings.retryBackoffMs },
        commitEveryMessages: settings.commitIntervalMessages,
        commitEveryMs: settings.commitIntervalMs,
        shutdownTimeoutMs: settings.shutdownTimeoutMs,
        session: {
          sessionTimeoutMs: settings.sessionTimeoutMs,
          heartbeatIntervalMs: settings.heartbeatIntervalMs,
          maxWaitMs: settings.pollTimeoutMs,
        },
      },
    });
    return withStore(consumer, store);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** The consumer, with a store that is closed when it has ended. */
function withStore(
  consumer: RunningRandomEventsConsumer,
  store: AsyncDisposable,
): RunningRole<RandomEventsStatistics> {
  const closed = consumer.closed.finally(() => store[Symbol.asyncDispose]());
  closed.catch(() => {});
  const stop = async () => {
    const statistics = await consumer.stop();
    await closed.catch(() => {});
    return statistics;
  };
  return {
    closed,
    stop,
    statistics: () => consumer.statistics(),
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}
