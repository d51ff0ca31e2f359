import type { LagReport } from "../../monitoring/mod.ts";

/** What any cluster tells of its traffic by its offsets: what was written, what was committed. */
export class ClusterTraffic {
  readonly #ends = new Map<string, bigint>();
  readonly #commits = new Map<string, bigint>();
  #begun = false;
  #produced = 0n;
  #processed = 0n;

  /** Counts on from the last report; the first is where counting begins. */
  count(report: LagReport): { readonly produced: number; readonly processed: number } {
    for (const { name, partitions } of report.topics) {
      for (const { partition, low, end } of partitions) {
        // what a new partition holds was written since
        const from = this.#ends.get(`${name}/${partition}`) ?? (this.#begun ? low : end);
        this.#produced += risen(from, end);
        this.#ends.set(`${name}/${partition}`, end);
      }
    }
    for (const { groupId, partitions } of report.groups) {
      for (const { topic, partition, committed, low } of partitions) {
        const key = JSON.stringify([groupId, topic, partition]);
        const from = this.#commits.get(key) ?? (this.#begun ? low : committed);
        this.#processed += risen(from, committed);
        this.#commits.set(key, committed);
      }
    }
    this.#begun = true;
    return { produced: Number(this.#produced), processed: Number(this.#processed) };
  }
}

/** A rewound or recreated one has done nothing. */
function risen(from: bigint, to: bigint): bigint {
  return to > from ? to - from : 0n;
}
