import { headerText, WorkshopError } from "../../../core/mod.ts";
import type {
  GroupMembership,
  OutgoingRecord,
  ProduceBatch,
  ProduceReceipt,
  TopicPartitionOffset,
} from "../../../kafka/mod.ts";
import type { Happening, Identity, Position, Recorder } from "../../history/mod.ts";
import { FROM_HEADER, ID_HEADER } from "./work.ts";

/** Offsets that a transaction takes along. */
export interface SentOffsets {
  readonly group: string;
  readonly offsets: readonly TopicPartitionOffset[];
  readonly membership?: GroupMembership;
}

type Phase = "invoke" | "ok" | "fail" | "info";

/** Records what is done in one transaction, and what became of it. */
export class ObservedTransaction {
  readonly #txn: string;
  readonly #transactionalId: string;
  readonly #recorder: Recorder;
  readonly #offsets: SentOffsets[] = [];

  /** One of these is made when a transaction begins. */
  constructor(
    of: { readonly txn: string; readonly transactionalId: string; readonly recorder: Recorder },
  ) {
    this.#txn = of.txn;
    this.#transactionalId = of.transactionalId;
    this.#recorder = of.recorder;
  }

  /** Writes a batch. */
  async produce(batch: ProduceBatch, work: () => Promise<ProduceReceipt>): Promise<ProduceReceipt> {
    const { topic, partition, records } = batch;
    const tell = (phase: Phase, more: { baseOffset?: bigint | undefined; code?: string } = {}) => {
      const { baseOffset, code } = more;
      records.forEach((record, index) =>
        this.#recorder.record({
          type: "send",
          phase,
          ...sentAs(record),
          topic,
          partition,
          txn: this.#txn,
          ...(baseOffset === undefined ? {} : { offset: baseOffset + BigInt(index) }),
          ...(code === undefined ? {} : { code }),
        })
      );
    };
    tell("invoke");
    try {
      const receipt = await work();
      tell("ok", receipt);
      return receipt;
    } catch (error) {
      const { definite, code } = knownOf(error);
      tell(definite ? "fail" : "info", { code });
      throw error;
    }
  }

  /**
   * Takes offsets along. The group judges the membership here, not when the transaction commits, which
   * may be much later.
   */
  async sendOffsets(sent: SentOffsets, work: () => Promise<void>): Promise<void> {
    this.#tellOffsets([sent], "invoke");
    this.#offsets.push(sent);
    await work();
  }

  /** Commits or aborts. */
  async finish(how: "commit" | "abort", work: () => Promise<void>): Promise<void> {
    this.#tellTxn({ phase: how });
    try {
      await work();
      this.#tellTxn({ phase: how === "commit" ? "committed" : "aborted" });
      this.#tellOffsets(this.#offsets, how === "commit" ? "ok" : "fail");
    } catch (error) {
      const { definite, code } = knownOf(error);
      if (!definite) this.#tellTxn({ phase: "unknown", code });
      this.#tellOffsets(this.#offsets, definite ? "fail" : "info", code);
      throw error;
    }
  }

  #tellTxn(outcome: Pick<Happening & { type: "txn" }, "phase" | "code">): void {
    const transaction = { txn: this.#txn, transactionalId: this.#transactionalId };
    this.#recorder.record({ type: "txn", ...transaction, ...outcome });
  }

  #tellOffsets(all: readonly SentOffsets[], phase: Phase, code?: string): void {
    for (const { group, offsets, membership } of all) {
      for (const position of offsets) {
        this.#recorder.record({
          type: "commit",
          phase,
          group,
          ...position,
          txn: this.#txn,
          ...(membership === undefined
            ? {}
            : { generation: membership.id, member: membership.memberId }),
          ...(code === undefined ? {} : { code }),
        });
      }
    }
  }
}

function knownOf(error: unknown): { readonly definite: boolean; readonly code: string } {
  if (error instanceof WorkshopError) return { definite: error.definite, code: error.code };
  return { definite: false, code: "UNEXPECTED" };
}

/** Who an outgoing record is, and what it was made of. */
function sentAs({ key, headers = [] }: OutgoingRecord): Identity & { readonly from?: Position } {
  const from = headerText(headers, FROM_HEADER);
  return {
    id: headerText(headers, ID_HEADER) ?? "unnamed",
    ...(key === null || key === undefined ? {} : { key: new TextDecoder().decode(key) }),
    ...(from === undefined ? {} : { from: positionOf(from) }),
  };
}

/** The position that {@link positionText} wrote. */
export function positionOf(text: string): Position {
  const [, topic = "", partition, offset] = /^(.*)\/(\d+)@(\d+)$/.exec(text) ?? [];
  return { topic, partition: Number(partition), offset: BigInt(offset ?? 0) };
}

/** A position as a header has it. */
export function positionText({ topic, partition, offset }: Position): string {
  return `${topic}/${partition}@${offset}`;
}
