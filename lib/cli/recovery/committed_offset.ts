import { WorkshopError } from "../../core/mod.ts";
import { kafkaErrorOf } from "../../protocol/mod.ts";
import type { BrokerLine } from "../../workshop/cluster/mod.ts";
import type { Place } from "./numbered_batches.ts";

const GROUP = "killed-readers";

/** A group that commits a rising offset. */
export class CommittedOffset {
  /** The last offset whose commit was acknowledged. */
  acknowledged = 0;
  #sent = 0;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** @throws {WorkshopError} code `LOST_COMMIT` when the commit is refused */
  async send(line: BrokerLine): Promise<void> {
    const { topic: name, partition: partitionIndex } = this.#place;
    const committedOffset = ++this.#sent;
    const { topics } = await line.ask("OffsetCommit", 8, {
      groupId: GROUP,
      generationIdOrMemberEpoch: -1,
      memberId: "",
      topics: [{ name, partitions: [{ partitionIndex, committedOffset, committedMetadata: "" }] }],
    });
    const { errorCode } = topics[0]!.partitions[0]!;
    if (errorCode !== 0) fail(`was refused: ${kafkaErrorOf(errorCode).name}`);
    this.acknowledged = committedOffset;
  }

  /**
   * Looks whether the last commit is there.
   *
   * @throws {WorkshopError} code `LOST_COMMIT`
   */
  async check(line: BrokerLine): Promise<void> {
    if (this.acknowledged === 0) return;
    const { topic: name, partition } = this.#place;
    const topics = [{ name, partitionIndexes: [partition] }];
    const answer = await line.ask("OffsetFetch", 7, {
      groupId: GROUP,
      topics,
      requireStable: false,
    });
    const { committedOffset } = answer.topics[0]!.partitions[0]!;
    if (committedOffset >= this.acknowledged && committedOffset <= this.#sent) return;
    fail(`is ${committedOffset}, acknowledged were ${this.acknowledged} of ${this.#sent}`);
  }
}

function fail(what: string): never {
  throw new WorkshopError(`The offset that ${GROUP} committed ${what}`, { code: "LOST_COMMIT" });
}
