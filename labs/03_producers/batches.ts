import { COMPRESSION_CODECS, type CompressionCodec } from "../../lib/protocol/mod.ts";
import { type LabContext, storedBatches } from "../../lib/workshop/mod.ts";
import { randomOrders } from "./orders.ts";
import { openShop } from "./shop.ts";

const ORDERS = 120;
const ORDER_BYTES = 1000;
const PER_BATCH = [1, 12, 120];

/** One way to send all orders. */
interface Sent {
  readonly codec: CompressionCodec;
  readonly perBatch: number;
  readonly requests: number;
  readonly wireBytes: number;
  /** As the headers of the stored batches say. */
  readonly storedBytes: number;
  readonly storedAs: string;
}

/** What batching and compression do to requests, to the wire and to the log. */
export async function batches(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("3. Batches and codecs");
  screen.say(
    `${ORDERS} orders of ${ORDER_BYTES} bytes of JSON, ${PER_BATCH.join(", ")} in a batch, with ` +
      `each codec. Sizes and codecs are read in the batches as the broker has stored them.`,
  );
  await context.predict({
    id: "codec",
    question: "Which saves more bytes in the log?",
    choices: [
      "zstd instead of snappy, one record in a batch",
      `snappy with ${PER_BATCH.at(-1)} records in a batch instead of one`,
      "Neither: JSON is text",
    ],
  });
  const all: Sent[] = [];
  for (const codec of COMPRESSION_CODECS) {
    for (const perBatch of PER_BATCH) all.push(await send(context, codec, perBatch));
  }
  showSizes(context, all);
  showRequests(context, all);
  const size = (codec: CompressionCodec, perBatch: number) => perOrder(find(all, codec, perBatch));
  const many = PER_BATCH.at(-1)!;
  await context.seen(
    "codec",
    `An order takes ${size("snappy", 1)} bytes with snappy alone in its batch, ${
      size("zstd", 1)
    } with zstd, and ${size("snappy", many)} with snappy in a batch of ${many}. A codec works on ` +
      `a batch as a whole, so what repeats from record to record is found only there`,
  );
}

function showSizes({ screen }: LabContext, all: readonly Sent[]): void {
  screen.line();
  screen.line("Bytes an order in the log, by codec and orders in a batch:");
  screen.table(
    [
      { title: "asked for" },
      { title: "stored as" },
      ...PER_BATCH.map((perBatch) => ({ title: String(perBatch), align: "right" as const })),
    ],
    COMPRESSION_CODECS.map((codec) => {
      const row = PER_BATCH.map((perBatch) => find(all, codec, perBatch));
      return [codec, row[0]!.storedAs, ...row.map(perOrder)];
    }),
  );
}

function showRequests({ screen }: LabContext, all: readonly Sent[]): void {
  screen.line();
  screen.line(`Bytes on the wire for ${ORDERS} orders, requests beside them:`);
  const shown = (["none", "zstd"] as const).flatMap((codec) =>
    PER_BATCH.map((perBatch) => find(all, codec, perBatch))
  );
  screen.bars(
    shown.map(({ codec, perBatch, wireBytes, requests }) => ({
      label: `${codec}, ${perBatch} in a batch`,
      value: wireBytes,
      note: `${requests} ${requests === 1 ? "request" : "requests"}`,
    })),
  );
}

function perOrder({ storedBytes }: Sent): number {
  return Math.round(storedBytes / ORDERS);
}

function find(all: readonly Sent[], codec: CompressionCodec, perBatch: number): Sent {
  return all.find((sent) => sent.codec === codec && sent.perBatch === perBatch)!;
}

async function send(
  context: LabContext,
  codec: CompressionCodec,
  perBatch: number,
): Promise<Sent> {
  const topic = await context.topic("batches");
  await using shop = await openShop(context, {
    compression: codec,
    maxBatchBytes: 1_000_000,
    lingerMs: 1000,
  });
  const orders = randomOrders(context.random, topic, { count: ORDERS, bytes: ORDER_BYTES });
  for (let at = 0; at < ORDERS; at += perBatch) {
    const sends = orders.slice(at, at + perBatch).map((order) => shop.producer.send(order));
    await shop.producer.flush();
    await Promise.all(sends);
  }
  const stored = (await storedBatches(context.target, topic)).map(({ batch }) => batch);
  return {
    codec,
    perBatch,
    requests: shop.traffic.requests.length,
    wireBytes: shop.traffic.requestBytes,
    storedBytes: stored.reduce((sum, batch) => sum + batch.sizeInBytes, 0),
    storedAs: [...new Set(stored.map((batch) => batch.codec))].join(", "),
  };
}
