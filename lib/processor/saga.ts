import type { Kafka } from "../consumer/mod.ts";
import type { RunningSagaService, SagaEvent, SagaServiceOptions } from "./saga_options.ts";
import { SagaWorker } from "./saga_worker.ts";

/**
 * Runs one service of choreographed sagas: nobody directs them; each service reads the topics of
 * others and writes its own. What it decides about a batch and the offsets that it has read up to are
 * one transaction, so that each event of others leads to its events exactly once, wherever the service
 * dies. Its state is the fold of its own topic: a start takes the transactional id over, which aborts
 * what a former one left open and fences it, reads its own events, and goes on behind the committed
 * offsets. One instance of a name works at a time: the last that took over. The one before it ends, and so
 * does this one should a frozen one wake up and take over in its turn.
 *
 * It covers crashes at every step, lost answers, zombies and inputs that were sent twice, as long as
 * participants decide once for each saga. It does not cover what `react` does outside: it must do
 * nothing but decide. Between two services there is a time when one has decided and the other has not
 * read it yet: sagas are consistent at their ends, not on the way. And one saga's steps are not hidden
 * from other sagas meanwhile: money that was taken is gone until it is refunded.
 *
 * @throws {WorkshopError} what its first start meets that does not pass within half a minute
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { waitFor } from "../core/mod.ts";
 * import { createProducer } from "../producer/mod.ts";
 * import { runSagaService } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics(["trips", "hotels"].map((name) => ({ name, partitions: 1 })));
 * await using producer = await createProducer(kafka);
 * const trip = { type: "trip-planned", sagaId: "t-1", data: { nights: 2 } };
 * for (const _ of ["once", "and again"]) {
 *   await producer.send({ topic: "trips", key: "t-1", value: JSON.stringify(trip) });
 * }
 *
 * await using hotel = await runSagaService(kafka, {
 *   name: "hotel",
 *   inputs: ["trips"],
 *   output: "hotels",
 *   create() {
 *     const booked = new Set<string>();
 *     return {
 *       apply: ({ sagaId }) => void booked.add(sagaId),
 *       react: ({ sagaId, data }) =>
 *         booked.has(sagaId) ? [] : [{ type: "room-booked", sagaId, data }],
 *     };
 *   },
 * });
 * await waitFor(() => hotel.statistics().consumed === 2, { what: "both records" });
 * console.log(hotel.statistics().decided); // { "room-booked": 1 }
 * ```
 */
export async function runSagaService<E extends SagaEvent>(
  kafka: Kafka,
  options: SagaServiceOptions<E>,
): Promise<RunningSagaService> {
  const worker = new SagaWorker(kafka, options);
  await worker.start();
  return worker;
}
