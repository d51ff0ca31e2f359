import { assert, assertEquals, assertRejects } from "@std/assert";
import { readHistory } from "../../workshop/history/mod.ts";
import { openRunFolder, openTarget } from "../../workshop/mod.ts";
import {
  ALL_FAULTS,
  type CellOptions,
  type CellResult,
  ownGround,
  runCell,
  type RunFault,
} from "../../workshop/fault_run/mod.ts";

const ENTRY = new URL("./member_child.ts", import.meta.url);

function faultNamed(name: string): RunFault {
  return ALL_FAULTS.find((fault) => fault.name === name)!;
}

/** Runs a cell in a folder of its own; `look` sees the result while the folder is there. */
async function cellOf(
  options: Pick<CellOptions, "fault" | "pipeline"> & Partial<CellOptions>,
  look: (result: CellResult) => Promise<void> | void,
): Promise<void> {
  await using folder = await openRunFolder("test-faults");
  await using ground = ownGround(await openTarget({ brokers: options.fault.brokers ?? 1 }));
  const result = await runCell({
    seed: "test",
    ground,
    entry: ENTRY,
    folder: `${folder.path}/run`,
    keepIn: `${folder.path}/kept`,
    signal: new AbortController().signal,
    ...options,
  });
  await look(result);
}

Deno.test("exactly-once processing outlives resets of its connections, judged by each invariant", async () => {
  const fault = faultNamed("connection-reset");
  await cellOf({ fault, pipeline: "exactly-once" }, (result) => {
    assertEquals([result.verdict, result.found], ["held", []]);
    assert(result.fired > 0 && result.recoveryMs !== null);
    assert(Object.values(result.violations).every((count) => count === 0), JSON.stringify(result));
    assertEquals(result.history, undefined);
  });
});

Deno.test("a pipeline that says it is done before it is done is caught, and its history kept", async () => {
  const fault = faultNamed("sigkill-after-commit");
  await cellOf({ fault, pipeline: "plain", flaw: "effect after commit" }, async (result) => {
    assertEquals(result.verdict, "violated");
    assert(result.violations.I8! > 0, JSON.stringify(result));
    const events = await Array.fromAsync(readHistory(result.history!));
    assertEquals(events[0]!.type, "meta");
    assert(events.some(({ type }) => type === "fault"));
  });
});

Deno.test("a pipeline that drops what it can't process is caught", async () => {
  await cellOf(
    { fault: faultNamed("poison"), pipeline: "plain", flaw: "forgets poison" },
    (result) => {
      assertEquals(result.verdict, "violated");
      assert(result.violations.I7! > 0, JSON.stringify(result));
    },
  );
});

Deno.test("a fault that did not fire proves nothing", async () => {
  const silent: RunFault = {
    name: "silent",
    what: "Nothing happens",
    inject: () => Promise.resolve({ fired: () => 0, end: () => Promise.resolve() }),
  };
  await cellOf({ fault: silent, pipeline: "plain" }, (result) => {
    assertEquals([result.verdict, result.found], ["inconclusive", ["The fault did not fire"]]);
    assert(result.history !== undefined);
  });
});

Deno.test("what a fault's own check objects to is a violation", async () => {
  const strict: RunFault = {
    name: "strict",
    what: "Nothing is good enough",
    inject: () =>
      Promise.resolve({
        fired: () => 1,
        end: () => Promise.resolve(),
        judge: () => [{ rule: "I6", what: "It is never good enough" }],
      }),
  };
  await cellOf({ fault: strict, pipeline: "plain" }, ({ verdict, violations, found }) => {
    assertEquals([verdict, violations.I6], ["violated", 1]);
    assertEquals(found, ["I6 It is never good enough"]);
  });
});

Deno.test("a run that is stopped ends its members and rejects with the reason", async () => {
  const stop = new AbortController();
  const stopping: RunFault = {
    name: "stopping",
    what: "Somebody has had enough",
    async inject({ pass }) {
      stop.abort(new DOMException("enough", "AbortError"));
      await pass(60_000);
      return { fired: () => 1, end: () => Promise.resolve() };
    },
  };
  const { signal } = stop;
  await assertRejects(
    () => cellOf({ fault: stopping, pipeline: "plain", signal }, () => {}),
    DOMException,
    "enough",
  );
});
