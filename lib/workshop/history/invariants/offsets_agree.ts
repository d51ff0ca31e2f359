import { ByPartition } from "../by_partition.ts";
import type { Identity, Position } from "../event.ts";
import type { Invariant } from "../judge.ts";
import { OffsetTable } from "../offset_table.ts";

/** I4: a place in a partition names one record, for its producer and for every reader. */
export const offsetsAgree: Invariant = {
  id: "I4",
  title: "offsets agree",
  judge(ground, breach) {
    const tables = new ByPartition(() => new OffsetTable());
    const counts = { "places told more than once": 0 };
    const tell = ({ id, topic, partition, offset }: Identity & Position, at: number) => {
      const table = tables.of(topic, partition);
      const number = ground.ids.numberOf(id);
      const known = table.get(Number(offset));
      if (known === undefined) return table.set(Number(offset), number);
      counts["places told more than once"]++;
      if (known === number) return;
      breach({
        anomaly: "offset disagreement",
        claim: "A partition's offset names one record for everybody",
        found: `${id} stands where ${ground.ids.idOf(known)} was said to stand`,
        evidence: { topic, partition, offset, id },
        at,
      });
    };
    return {
      on: {
        send(event, at) {
          const { phase, partition, offset } = event;
          if (phase !== "ok" || partition === undefined || offset === undefined) return;
          tell({ ...event, partition, offset }, at);
        },
        deliver: tell,
        effect: tell,
        log: tell,
      },
      close: () => ({ evidence: counts["places told more than once"], counts }),
    };
  },
};
