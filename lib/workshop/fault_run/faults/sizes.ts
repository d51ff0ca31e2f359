import { createProducer } from "../../../producer/mod.ts";
import { encodeBatch } from "../../../protocol/mod.ts";
import { BrokerLine, demandSuccess } from "../../cluster/broker_line.ts";
import { ID_HEADER } from "../member/work.ts";
import type { FaultRun, Objection, RunFault } from "../run_fault.ts";

const LIMIT_BYTES = 20_000;

/** Records just below, at and above what the topic takes. */
export const sizeLimit: RunFault = {
  name: "record-size-limit",
  what: "Records come that are one byte smaller than the topic's limit, as large, and one larger",
  on: ["embedded"],
  async inject(run) {
    const { admin, names, target, load } = run;
    const topic = names.input;
    const before = (await admin.topicConfig(topic))["max.message.bytes"]!;
    await admin.alterTopicConfig(topic, { "max.message.bytes": String(LIMIT_BYTES) });
    await using producer = await createProducer(target.kafka, { lingerMs: 0 });
    const outcomes: boolean[] = [];
    for (const [index, size] of [LIMIT_BYTES - 1, LIMIT_BYTES, LIMIT_BYTES + 1].entries()) {
      const id = `sizes:${index}`;
      outcomes.push(
        await load.send({ id, topic, partition: 0, value: valueFor(size, id) }, producer),
      );
    }
    return {
      fired: () => outcomes.length,
      end: () => admin.alterTopicConfig(topic, { "max.message.bytes": before }),
      judge: () => objections(outcomes),
    };
  },
};

function objections([below, at, above]: readonly boolean[]): Objection[] {
  const found: Objection[] = [];
  if (!below || !at) found.push({ rule: "I10", what: "A record within the limit was not taken" });
  if (above) found.push({ rule: "I10", what: "A record above the limit was taken" });
  return found;
}

/** A payload whose batch is so many bytes long. */
function valueFor(size: number, id: string): string {
  const headers = [{ key: ID_HEADER, value: new TextEncoder().encode(id) }];
  const sizeOf = (value: string) =>
    encodeBatch([{ timestampMs: 0, value: new TextEncoder().encode(value), headers }]).length;
  const make = (padding: number) => JSON.stringify({ amount: 1, padding: "x".repeat(padding) });
  let padding = size - sizeOf(make(0)) - 10;
  while (sizeOf(make(padding)) < size) padding++;
  return make(padding);
}

const BOMB_BYTES = 160 * 1024 * 1024;
const BOMBED = "foreign";

/** A batch of a foreign producer that grows beyond all bounds when it is unpacked. */
export const compressionBomb: RunFault = {
  name: "compression-bomb",
  what: "A foreign producer's batch of some kilobytes holds 160 MiB",
  on: ["embedded"],
  moreTopics: [BOMBED],
  pipelines: ["plain"],
  recovers: "afterwards",
  async inject(run) {
    const topic = run.names.more[BOMBED]!;
    await storeBomb(run, topic);
    const refusals = () =>
      run.members.heard("line").filter(({ code }) => code === "CORRUPT_BATCH").length;
    await run.until(() => refusals() > 0, 20_000);
    return {
      fired: refusals,
      // What an operator does with a batch that nobody can read.
      end: async () => {
        const [place] = await run.admin.topicOffsets(topic);
        await run.admin.deleteRecords([{ topic, partition: 0, offset: place!.high }]);
        await run.load.send({
          id: "behind-the-bomb:0",
          topic,
          partition: 0,
          value: JSON.stringify({ amount: 1 }),
        });
      },
    };
  },
};

/** Written past our producer, which would not make such a batch. */
async function storeBomb({ target }: FaultRun, topic: string): Promise<void> {
  const records = encodeBatch([{ timestampMs: Date.now(), value: new Uint8Array(BOMB_BYTES) }], {
    codec: "zstd",
  });
  const { port } = parseAddress(target.addresses[0]!);
  const { responses } = await BrokerLine.use({ port }, (line) =>
    line.ask("Produce", 9, {
      transactionalId: null,
      acks: -1,
      timeoutMs: 5000,
      topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
    }), 10_000);
  demandSuccess(responses[0]!.partitionResponses[0]!.errorCode, "the writing of a foreign batch");
}

function parseAddress(address: string): { readonly port: number } {
  return { port: Number(address.slice(address.lastIndexOf(":") + 1)) };
}
