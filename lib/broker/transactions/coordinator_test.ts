import { assertEquals, assertThrows } from "@std/assert";
import { ManualClock, waitFor } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import { MemoryStateLog } from "../groups/_test_group.ts";
import { Timers } from "../timers.ts";
import { TransactionCoordinator } from "./coordinator.ts";

const ORDERS = { topic: "orders", partition: 0 };
const ALERTS = { topic: "alerts", partition: 2 };

class Fixture {
  readonly clock: ManualClock = new ManualClock();
  readonly log: MemoryStateLog;
  readonly markers: string[] = [];
  readonly coordinator: TransactionCoordinator;
  failing = false;
  /** What followers have yet to copy: the writing of each marker waits for it. */
  copying: (() => Promise<void>) | undefined;
  #ids = 100;

  constructor(log = new MemoryStateLog()) {
    this.log = log;
    this.coordinator = new TransactionCoordinator({
      clock: this.clock,
      timers: new Timers(this.clock),
      log,
      newProducerId: () => this.#ids++,
      writeMarker: ({ topic }, { producerEpoch, committed }) => {
        if (this.failing) throw new Error("The disk is full");
        this.markers.push(`${topic} ${committed ? "commit" : "abort"} ${producerEpoch}`);
        return this.copying?.();
      },
    });
  }

  restarted(): Fixture {
    const after = new Fixture(this.log);
    for (const { record } of this.log.records) after.coordinator.replay(record);
    after.coordinator.finishReplay();
    return after;
  }

  init(
    known: { producerId: number; producerEpoch: number } = { producerId: -1, producerEpoch: -1 },
  ) {
    const { producerId, producerEpoch } = this.coordinator.initProducer({
      transactionalId: "t",
      timeoutMs: 60_000,
      ...known,
    });
    return { transactionalId: "t", producerId, producerEpoch };
  }

  get state(): string | undefined {
    return this.coordinator.get("t")?.state;
  }
}

function refusal(work: () => unknown): string {
  return assertThrows(work, RequestError).code;
}

Deno.test("a transaction writes its markers to each partition that it touched", () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.coordinator.addPartitions(producer, [ORDERS, ALERTS]);
  fixture.coordinator.verify(producer, ORDERS);
  fixture.coordinator.end(producer, true);
  assertEquals(fixture.markers, ["orders commit 0", "alerts commit 0"]);
  assertEquals(fixture.state, "CompleteCommit");
  fixture.coordinator.end(producer, true);
  assertEquals(refusal(() => fixture.coordinator.end(producer, false)), "INVALID_TXN_STATE");
  fixture.coordinator.addPartitions(producer, [ALERTS]);
  fixture.coordinator.end(producer, false);
  assertEquals(fixture.markers.slice(2), ["alerts abort 0"]);
});

Deno.test("a write that was not announced does not belong to the transaction", () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  assertEquals(refusal(() => fixture.coordinator.verify(producer, ORDERS)), "INVALID_TXN_STATE");
  fixture.coordinator.addPartitions(producer, [ORDERS]);
  assertEquals(refusal(() => fixture.coordinator.verify(producer, ALERTS)), "INVALID_TXN_STATE");
});

Deno.test("whoever takes the transactional id next shuts out the one before", () => {
  const fixture = new Fixture();
  const old = fixture.init();
  fixture.coordinator.addPartitions(old, [ORDERS]);
  assertEquals(refusal(() => fixture.init()), "CONCURRENT_TRANSACTIONS");
  assertEquals(fixture.markers, ["orders abort 1"]);
  const next = fixture.init();
  assertEquals([next.producerId, next.producerEpoch], [old.producerId, 2]);
  assertEquals(refusal(() => fixture.coordinator.end(old, true)), "PRODUCER_FENCED");
  assertEquals(refusal(() => fixture.init(old)), "PRODUCER_FENCED");
});

Deno.test("a producer may bump its own epoch, and ask again when the answer was lost", () => {
  const fixture = new Fixture();
  const first = fixture.init();
  const bumped = fixture.init(first);
  assertEquals(bumped.producerEpoch, 1);
  assertEquals(fixture.init(first), bumped);
  assertEquals(fixture.init(bumped).producerEpoch, 2);
});

Deno.test("a transactional id that is new takes any producer id and epoch", () => {
  assertEquals(new Fixture().init({ producerId: 7, producerEpoch: 3 }).producerEpoch, 0);
});

Deno.test("a new producer id follows when the epochs are used up", () => {
  const fixture = new Fixture();
  const first = fixture.init();
  fixture.coordinator.get("t")!.producerEpoch = 0x7ffe;
  const next = fixture.init();
  assertEquals([next.producerId, next.producerEpoch], [first.producerId + 1, 0]);
});

Deno.test("a transaction that takes too long is aborted, and its producer shut out", () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.coordinator.addPartitions(producer, [ORDERS]);
  fixture.clock.advance(59_999);
  assertEquals(fixture.state, "Ongoing");
  fixture.clock.advance(1);
  return Promise.resolve().then(() => {
    assertEquals(fixture.state, "CompleteAbort");
    assertEquals(fixture.markers, ["orders abort 1"]);
    assertEquals(refusal(() => fixture.coordinator.end(producer, true)), "PRODUCER_FENCED");
  });
});

Deno.test("timeouts that are too long, and strangers, are refused", () => {
  const fixture = new Fixture();
  const ask = (timeoutMs: number) => () =>
    fixture.coordinator.initProducer({
      transactionalId: "t",
      timeoutMs,
      producerId: -1,
      producerEpoch: -1,
    });
  assertEquals(refusal(ask(900_001)), "INVALID_TRANSACTION_TIMEOUT");
  assertEquals(refusal(ask(0)), "INVALID_TRANSACTION_TIMEOUT");
  const stranger = { transactionalId: "t", producerId: 1, producerEpoch: 0 };
  assertEquals(
    refusal(() => fixture.coordinator.addPartitions(stranger, [ORDERS])),
    "INVALID_PRODUCER_ID_MAPPING",
  );
});

Deno.test("a marker that the disk refuses is written later, and meanwhile nothing begins", async () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.coordinator.addPartitions(producer, [ORDERS, ALERTS]);
  fixture.failing = true;
  fixture.coordinator.end(producer, true);
  assertEquals(fixture.state, "PrepareCommit");
  const begin = () => fixture.coordinator.addPartitions(producer, [ORDERS]);
  assertEquals(refusal(begin), "CONCURRENT_TRANSACTIONS");
  fixture.failing = false;
  fixture.clock.advance(1000);
  await Promise.resolve();
  assertEquals(fixture.markers, ["orders commit 0", "alerts commit 0"]);
  assertEquals(fixture.state, "CompleteCommit");
});

Deno.test("a decided transaction is finished after a restart, an open one goes on", () => {
  const before = new Fixture();
  const producer = before.init();
  before.coordinator.addPartitions(producer, [ORDERS]);
  const open = before.restarted();
  open.coordinator.verify(producer, ORDERS);
  before.failing = true;
  before.coordinator.end(producer, true);
  const decided = before.restarted();
  assertEquals(decided.markers, ["orders commit 0"]);
  assertEquals(decided.state, "CompleteCommit");
});

Deno.test("a transaction that can't be kept does not begin", () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.log.failing = true;
  assertThrows(() => fixture.coordinator.addPartitions(producer, [ORDERS]), Error, "disk");
  assertEquals(fixture.state, "Empty");
  fixture.log.failing = false;
  assertEquals(refusal(() => fixture.coordinator.verify(producer, ORDERS)), "INVALID_TXN_STATE");
});

Deno.test("a transaction is complete when followers have its markers, or a new leader has", async () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.coordinator.addPartitions(producer, [ORDERS, ALERTS]);
  const copies: PromiseWithResolvers<void>[] = [];
  fixture.copying = () => {
    copies.push(Promise.withResolvers());
    return copies.at(-1)!.promise;
  };
  fixture.coordinator.end(producer, true);
  assertEquals(fixture.state, "PrepareCommit");
  copies[0]!.resolve();
  copies[1]!.reject(new RequestError("NOT_LEADER_OR_FOLLOWER"));
  await waitFor(() => copies.length === 3, { what: "the lost marker to be written again" });
  assertEquals(fixture.markers, ["orders commit 0", "alerts commit 0", "alerts commit 0"]);
  assertEquals(fixture.state, "PrepareCommit");
  copies[2]!.resolve();
  await waitFor(() => fixture.state === "CompleteCommit", { what: "the end" });
});

Deno.test("an outcome that followers lack leaves no marker", async () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.coordinator.addPartitions(producer, [ORDERS]);
  const copied = Promise.withResolvers<void>();
  fixture.log.copying = copied.promise;
  fixture.coordinator.end(producer, true);
  assertEquals([fixture.markers, fixture.state], [[], "PrepareCommit"]);
  copied.resolve();
  await waitFor(() => fixture.state === "CompleteCommit", { what: "the end" });
  assertEquals(fixture.markers, ["orders commit 0"]);
});

Deno.test("transactional ids that moved away are forgotten with their timers", async () => {
  const fixture = new Fixture();
  const producer = fixture.init();
  fixture.coordinator.addPartitions(producer, [ORDERS]);
  fixture.coordinator.unload((id) => id === "t");
  assertEquals(fixture.state, undefined);
  fixture.clock.advance(60_000);
  await Promise.resolve();
  assertEquals(fixture.markers, []);
});
