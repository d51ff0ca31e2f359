/// <reference lib="deno.worker" />
import process from "node:process";
import { messageOf } from "../../../core/mod.ts";
import type { FromMember, MemberOrder, ToMember } from "./orders.ts";

/** How often is looked how far the member is, and how much memory it takes. */
const LOOK_EVERY_MS = 10;
/** How often it tells its memory: where it may, without what is garbage, which is dear to find. */
const TELL_EVERY_MS = 5000;

/** One member of a group while it works. */
export interface Member {
  /** How many records have gone through the stage. */
  records(): number;
  /** Begins to hand records over. */
  go(): void;
  leave(): Promise<void>;
}

/** What a member tells of itself. */
export interface MemberReports {
  assigned(partitions: readonly number[]): void;
  failed(error: unknown): void;
}

let member: Member | undefined;
let expected = 0;

self.onmessage = async ({ data }: MessageEvent<ToMember>) => {
  try {
    if (data.kind === "join") member = await join(data.order);
    else if (data.kind === "go") go(member!);
    else {
      await member!.leave();
      tell({ kind: "left" });
    }
  } catch (error) {
    failed(error);
  }
};

async function join(order: MemberOrder): Promise<Member> {
  const reports: MemberReports = {
    assigned(partitions) {
      expected = partitions.reduce((sum, partition) => sum + order.counts[partition]!, 0);
      tell({ kind: "assigned", partitions });
    },
    failed,
  };
  if (order.work !== "kafkajs") {
    const { joinAsWorkshop } = await import("./workshop_member.ts");
    return await joinAsWorkshop(order, reports);
  }
  // Left alone, kafkajs arms timers with negative delays, and Node's layer warns of each.
  process.removeAllListeners("warning");
  const { joinAsKafkajs } = await import("./kafkajs_member_bench.ts");
  return await joinAsKafkajs(order, reports);
}

function go(member: Member): void {
  let peakBytes = 0;
  const telling = setInterval(() => {
    (globalThis as { gc?: () => void }).gc?.();
    tell({ kind: "memory", bytes: heapBytes() });
  }, TELL_EVERY_MS);
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, heapBytes());
    const records = member.records();
    if (records < expected) return;
    clearInterval(timer);
    clearInterval(telling);
    tell({ kind: "done", records, peakBytes });
  }, LOOK_EVERY_MS);
  member.go();
}

function heapBytes(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

function failed(error: unknown): void {
  tell({ kind: "failed", message: messageOf(error) });
}

function tell(report: FromMember): void {
  self.postMessage(report);
}
