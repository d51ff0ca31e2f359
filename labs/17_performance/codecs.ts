import { type LabContext, storedBatches } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { closedLoop, rateOf } from "./load.ts";
import type { Tuning } from "./objectives.ts";
import { payloads } from "./payloads.ts";

const CODECS: readonly Tuning["compression"][] = ["none", "gzip", "snappy", "lz4", "zstd"];
const RECORDS = 1500;

/** What each codec makes of text and of bytes that are random already, and what it takes. */
export async function codecs(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("4. Codecs");
  screen.say(
    `${RECORDS} records of 1,000 bytes in batches of 131,072, no distance: bytes a record in the ` +
      `log, and records a second on this machine.`,
  );
  await context.predict({
    id: "codec",
    question: "What does a codec make of pictures, or of anything that is random bytes?",
    choices: ["Half of it", "Nothing smaller, and it takes time", "The broker refuses it"],
  });
  const rows = [];
  await measured(context, "none", "text"); // the first run is the slowest, whatever its codec
  for (const codec of CODECS) {
    rows.push({
      codec,
      text: await measured(context, codec, "text"),
      random: await measured(context, codec, "random"),
    });
  }
  screen.table(
    [
      { title: "codec" },
      { title: "text: bytes", align: "right" },
      { title: "records/s", align: "right" },
      { title: "random: bytes", align: "right" },
      { title: "records/s", align: "right" },
    ],
    rows.map((
      { codec, text, random },
    ) => [codec, text.bytes, text.rate, random.bytes, random.rate]),
  );
  const [none, , , , zstd] = rows;
  await context.seen(
    "codec",
    `zstd made ${zstd!.text.bytes} bytes of a text record of ${none!.text.bytes}, and ` +
      `${zstd!.random.bytes} of a random one of ${
        none!.random.bytes
      }: where nothing repeats there is ` +
      "nothing to leave out, and the work is for nothing",
  );
}

async function measured(
  context: LabContext,
  compression: Tuning["compression"],
  kind: "text" | "random",
) {
  const { random, signal } = context;
  const topic = await context.topic("codec");
  await using link = await openLink(context, { lingerMs: 5, batchBytes: 131_072, compression }, 0);
  const valueOf = payloads(random.fork(`codec ${kind}`), kind, 1000);
  const loop = await closedLoop(link.producer, {
    ...{ topic, valueOf, signal, underWay: 500, records: RECORDS },
  });
  const stored = await storedBatches(context.target, topic);
  const bytes = stored.reduce((sum, { batch }) => sum + batch.sizeInBytes, 0);
  return { bytes: Math.round(bytes / loop.records), rate: rateOf(loop) };
}
