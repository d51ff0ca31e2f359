import { ManualClock } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import { Purgatory } from "../purgatory.ts";
import type { StateLog, StateRecord } from "../state/state_log.ts";
import { Timers } from "../timers.ts";
import { GroupCoordinator } from "./coordinator.ts";
import type { JoinAnswer, JoinRequest } from "./members.ts";

/** A state log in memory that can be told to fail. */
export class MemoryStateLog implements StateLog {
  readonly records: { record: StateRecord; producerId: number | undefined }[] = [];
  failing = false;
  /** What followers have yet to copy. */
  copying: Promise<void> | undefined;

  replicated(): Promise<void> | undefined {
    return this.copying;
  }

  append(_: string, records: readonly StateRecord[], producer?: { producerId: number }): number {
    if (this.failing) throw new Error("The disk is full");
    const at = this.records.length;
    for (const record of records) this.records.push({ record, producerId: producer?.producerId });
    return at;
  }

  epochOf(): number {
    return 0;
  }
}

/** A coordinator on a clock that the test moves. */
export class GroupFixture {
  readonly clock: ManualClock = new ManualClock();
  readonly log: MemoryStateLog;
  readonly coordinator: GroupCoordinator;
  #ids = 0;

  constructor(log: MemoryStateLog = new MemoryStateLog(), options: { maxSize?: number } = {}) {
    this.log = log;
    const timers = new Timers(this.clock);
    this.coordinator = new GroupCoordinator({
      clock: this.clock,
      timers,
      purgatory: new Purgatory(timers),
      log,
      newId: () => String(++this.#ids),
      ...options,
    });
  }

  /** Joins group `g`; the defaults make a member that is taken in at once. */
  join(request: Partial<JoinRequest> = {}): Promise<JoinAnswer> {
    return Promise.try(() =>
      this.coordinator.join("g", {
        memberId: "",
        groupInstanceId: null,
        clientId: "c",
        clientHost: "/127.0.0.1",
        sessionTimeoutMs: 10_000,
        rebalanceTimeoutMs: 30_000,
        protocolType: "consumer",
        protocols: [{ name: "range", metadata: bytes("m") }],
        idRequired: false,
        canSkipAssignment: false,
        ...request,
      })
    );
  }

  /** Syncs a member; the assignments are given by member id. */
  sync(joined: JoinAnswer, assignments: Record<string, string> = {}): Promise<string> {
    return Promise.try(async () => {
      const { assignment } = await this.coordinator.sync("g", {
        ...claimOf(joined),
        protocolType: null,
        protocolName: null,
        assignments: Object.entries(assignments).map(([memberId, text]) => ({
          memberId,
          assignment: bytes(text),
        })),
      });
      return new TextDecoder().decode(assignment);
    });
  }

  heartbeat(joined: JoinAnswer): void {
    this.coordinator.heartbeat("g", claimOf(joined));
  }

  /** Moves the time on and lets what falls due be done. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await Promise.resolve();
  }

  get state(): string {
    return this.coordinator.get("g")?.group.state ?? "none";
  }

  /** Two members, the first of which leads, in one stable generation. */
  async stablePair(): Promise<[JoinAnswer, JoinAnswer]> {
    const one = await this.join();
    await this.sync(one, { [one.memberId]: "all" });
    const joining = this.join();
    const [leader, follower] = await Promise.all([this.join({ memberId: one.memberId }), joining]);
    const synced = this.sync(follower);
    await this.sync(leader, { [leader.memberId]: "first", [follower.memberId]: "second" });
    await synced;
    return [leader, follower];
  }
}

/** Who a member is, as it says with each request. */
export function claimOf(joined: JoinAnswer) {
  const { memberId, generationId } = joined;
  return { memberId, generationId, groupInstanceId: null };
}

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The name of the error that the work ends with. */
export async function errorOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RequestError) return error.code;
    throw error;
  }
  return "NONE";
}
