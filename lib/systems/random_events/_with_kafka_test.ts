import { Cluster } from "../../broker/mod.ts";
import { connectKafka, type ConsumedRecord } from "../../kafka/mod.ts";

/** UTF-8 as text. */
export const text = (bytes: Uint8Array | null | undefined) =>
  new TextDecoder().decode(bytes ?? undefined);

/** A header's text. */
export const header = (record: ConsumedRecord, name: string) =>
  text(record.headers.find((each) => each.name === name)?.value);

/** Runs a test against a cluster of its own; every connection is closed at the end. */
export async function withKafka(
  run: (connect: () => ReturnType<typeof connectKafka>) => Promise<void>,
): Promise<void> {
  await using cluster = await Cluster.start();
  await using opened = new AsyncDisposableStack();
  const bootstrapServers = [cluster.bootstrapServers];
  await run(() => opened.use(connectKafka({ bootstrapServers })));
}
