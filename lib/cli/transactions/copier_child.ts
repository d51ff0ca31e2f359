// A member of a group that copies one topic to another in transactions, to be killed: it tells its
// statistics twice a second, and ends in good order on SIGTERM.
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { processExactlyOnce } from "../../processor/mod.ts";
import type { CopierOptions } from "./copier.ts";

const TELL_MS = 500;
/** A new member does not wait for brokers that are down: who starts it tries again. */
const JOIN = { what: "a place in the group", timeoutMs: 120_000, intervalMs: 500 };
const SESSION = { sessionTimeoutMs: 6000, heartbeatIntervalMs: 500, maxWaitMs: 250 };

const options: CopierOptions = JSON.parse(Deno.args[0]!);
const { bootstrapServers, groupId, from, to, transactionRecords } = options;

await using kafka = connectKafka({ bootstrapServers, clientId: "copier" });
const copying = await waitFor(() => join().catch(unlessPassing), JOIN);
const tell = () => console.log(JSON.stringify(copying.statistics()));
const onStop = () => void copying.stop();
Deno.addSignalListener("SIGTERM", onStop);
tell();
const telling = setInterval(tell, TELL_MS);
try {
  await copying.closed;
} finally {
  clearInterval(telling);
  Deno.removeSignalListener("SIGTERM", onStop);
  await copying.stop();
  tell();
}

function join() {
  return processExactlyOnce(kafka, {
    groupId,
    topics: [from],
    maxBatchRecords: transactionRecords,
    lingerMs: 1000,
    requestTimeoutMs: 10_000,
    session: SESSION,
    process: (records) =>
      records.map(({ partition, key, value }) => ({ topic: to, partition, key, value })),
  });
}

function unlessPassing(error: unknown): undefined {
  if (error instanceof WorkshopError && error.retriable) return undefined;
  throw error;
}
