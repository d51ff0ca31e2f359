import { assert, assertEquals, assertRejects } from "@std/assert";
import { ManualClock, nullLogger, seededRandom } from "../../core/mod.ts";
import { ClusterState } from "../cluster_state.ts";
import { RequestError } from "../errors.ts";
import { Brokers } from "../replication/brokers.ts";
import { MemoryStorage } from "../storage/memory.ts";

const NOBODY = { memberId: "", groupInstanceId: null, generationId: -1 };

function twoBrokers(): ClusterState {
  return new ClusterState({
    clusterId: "test",
    brokers: new Brokers([0, 1]),
    clock: new ManualClock(),
    random: seededRandom("test"),
    logger: nullLogger,
    storage: new MemoryStorage(),
  });
}

function commit(state: ClusterState, offset: number): void {
  const committed = { topic: "orders", partition: 0, offset, leaderEpoch: -1, metadata: "" };
  state.groups.commit("g", NOBODY, [committed]);
}

function committed(state: ClusterState): number | undefined {
  return state.groups.committed("g", "orders", 0)?.offset;
}

Deno.test("an answer waits for followers only where its own request wrote", async () => {
  const state = twoBrokers();
  commit(state, 1);
  assertEquals(state.coordinatorsReplicated(), undefined);
  const hold = state.replicas.hold();
  commit(state, 2);
  state.requestBegins();
  assertEquals(state.coordinatorsReplicated(), undefined);
  commit(state, 3);
  const replicated = state.coordinatorsReplicated();
  assert(replicated !== undefined);
  await hold[Symbol.asyncDispose]();
  await replicated;
  state.close();
});

Deno.test("the next coordinator knows what followers had, and nothing else", async () => {
  const state = twoBrokers();
  commit(state, 1);
  const first = state.coordinatorOf("group", "g");
  const hold = state.replicas.hold();
  commit(state, 2);
  const replicated = state.coordinatorsReplicated();
  state.replicas.brokerDied(first);
  await assertRejects(() => replicated!, RequestError, "lead");
  assertEquals([state.coordinatorOf("group", "g"), committed(state)], [1 - first, 1]);
  await hold[Symbol.asyncDispose]();
  commit(state, 3);
  void state.replicas.brokerRose(first);
  state.replicas.brokerDied(1 - first);
  assertEquals([state.coordinatorOf("group", "g"), committed(state)], [first, 3]);
  state.close();
});

Deno.test("groups without a coordinator are forgotten, and known again with it", () => {
  const state = twoBrokers();
  commit(state, 1);
  for (const id of [0, 1]) state.replicas.brokerDied(id);
  assertEquals([state.coordinatorOf("group", "g"), committed(state)], [-1, undefined]);
  for (const id of [0, 1]) void state.replicas.brokerRose(id);
  assertEquals(committed(state), 1);
  state.close();
});
