import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ConnectionError } from "../kafka/mod.ts";
import { DeliveryError } from "../producer/mod.ts";
import { Subject, type SubjectOptions } from "./subject.ts";
import { SubjectFailure, type SubjectFailureKind } from "./subject_failure.ts";

/** Starts learner code that stands in a file of its own while the test runs. */
async function withTask(
  source: string,
  body: (subject: Subject, folder: string) => Promise<void>,
  options: Partial<SubjectOptions> = {},
): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  try {
    await Deno.writeTextFile(`${folder}/task.ts`, source);
    await using subject = await Subject.start({ task: `file://${folder}/task.ts`, ...options });
    await body(subject, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The failure with which calling `f` in this source ends, or loading it. */
async function failureOf(
  source: string,
  options: Partial<SubjectOptions> = {},
): Promise<SubjectFailure> {
  return await assertRejects(
    () => withTask(source, async (subject) => void await subject.call("f", []), options),
    SubjectFailure,
  );
}

Deno.test("a function is called with rich arguments and its value comes back", async () => {
  const source = `export const f = (offset: bigint, bytes: Uint8Array) =>
    ({ next: offset + 1n, first: bytes[0], none: undefined });`;
  await withTask(source, async (subject) => {
    assertEquals(subject.exports, ["f"]);
    assertEquals(await subject.call("f", [41n, new Uint8Array([7])]), {
      next: 42n,
      first: 7,
      none: undefined,
    });
  });
});

Deno.test("timers that the task sets run faster, and those of other code don't", async () => {
  const core = new URL("../core/mod.ts", import.meta.url);
  const source = `import { systemClock } from "${core}";
    const after = (ms: number) => new Promise((fired) => setTimeout(fired, ms, "a timer"));
    const again = (ms: number) => new Promise((fired) => {
      const timer = setInterval(() => fired(clearInterval(timer)), ms);
    });
    const aborted = (ms: number) => new Promise((fired) => {
      AbortSignal.timeout(ms).addEventListener("abort", ({ type }) => fired(type));
    });
    export const f = () => Promise.all([after(1e5), again(1e5), aborted(1e5)]);
    export const first = () => Promise.race([systemClock.sleep(5e6), after(1e7)]);`;
  await withTask(source, async (subject) => {
    assertEquals(await subject.call("f", []), ["a timer", undefined, "abort"]);
    assertEquals(await subject.call("first", []), "a timer");
  }, { timerPace: 10_000, mayRead: ["lib/core/"] });
});

Deno.test("at rest, what was asked for without waiting for an answer has arrived", async () => {
  const source = `export async function f(first: () => Promise<void>, second: () => void) {
    const asked = first();
    second();
    await asked;
  }`;
  await withTask(source, async (subject) => {
    let seconds = 0;
    const seen: number[] = [];
    const first = async () => {
      await subject.rest();
      seen.push(seconds);
    };
    await subject.call("f", [first, () => void seconds++]);
    assertEquals(seen, [1]);
  });
});

Deno.test("many calls are one message, and each has its own outcome", async () => {
  const source =
    `export function f(n: number) { if (n === 1) throw new RangeError("one"); return n; }`;
  await withTask(source, async (subject) => {
    const outcomes = await subject.outcomes("f", [[0], [1], [2]]);
    assertEquals(outcomes.map((outcome) => outcome.outcome), ["returned", "threw", "returned"]);
    const second = outcomes[1]!;
    assert(second.outcome === "threw");
    assertEquals(second.error.name, "RangeError");
  });
});

Deno.test("a function of the harness can be called by learner code", async () => {
  const source = `export async function f(store: (n: number) => Promise<number>) {
    try { await store(-1); } catch (error) { return [await store(20), (error as Error).message]; }
  }`;
  await withTask(source, async (subject) => {
    const store = (n: number) => {
      if (n < 0) throw new Error("negative");
      return Promise.resolve(n + 1);
    };
    assertEquals(await subject.call("f", [store]), [21, "negative"]);
  });
});

const KINDS: readonly [SubjectFailureKind, string, string, Partial<SubjectOptions>?][] = [
  ["endless loop", "export function f() { for (;;); }", "loop", { timeLimitMs: 300 }],
  [
    "promise never settled",
    "export const f = () => new Promise(() => {});",
    "never comes",
    { timeLimitMs: 1500 },
  ],
  ["process ended", "export const f = () => Deno.exit(0);", "exit code 0"],
  ["unhandled rejection", `export const f = () => void Promise.reject(new Error("lost"));`, "lost"],
  [
    "uncaught error",
    `export const f = () => new Promise(() => setTimeout(() => { throw new Error("late"); }, 0));`,
    "late",
  ],
  [
    "out of memory",
    `export function f() { const all: unknown[] = []; for (;;) all.push(new Array(1000).fill({})); }`,
    "64 MiB",
    { heapLimitMiB: 64, timeLimitMs: 20_000 },
  ],
  [
    "out of memory",
    `export function f() { const all: unknown[] = []; for (;;) all.push(new Uint8Array(1e6).fill(1)); }`,
    "only grows",
    { memoryLimitMiB: 200, timeLimitMs: 20_000 },
  ],
  [
    "flood of output",
    `export function f() { for (;;) console.log("x".repeat(10_000)); }`,
    "prints",
  ],
  ["missing function", "// export const f = () => 1;", "exports no function f"],
  ["unloadable", "export const f = () => {", "can't be loaded"],
  ["unloadable", `throw new Error("at once");`, "at once"],
  ["unsendable value", "export const f = () => () => 1;", "not plain data"],
  ["unexpected error", `export function f() { throw new Error("boom"); }`, "f() threw Error: boom"],
  ["tampering", "export const f = () => 1; Array.prototype.map = () => [];", "Array.prototype.map"],
  [
    "tampering",
    "export const f = () => 1; (Object.prototype as any).toJSON = () => 1;",
    "Object.prototype.toJSON",
  ],
  [
    "tampering",
    "export const f = () => 1; Array.prototype[Symbol.iterator] = () => [].values();",
    "Array.prototype.Symbol(Symbol.iterator)",
  ],
];

for (const [kind, source, says, options] of KINDS) {
  Deno.test(`${kind} ends in a clear failure: ${source.slice(0, 60)}`, async () => {
    const failure = await failureOf(source, options);
    assertEquals(failure.kind, kind, failure.message);
    assertStringIncludes(failure.message, says);
    assertMatch(failure.message, /^[A-Z]|^[a-z]+\(\)|task\.ts/);
    assert(!failure.message.endsWith("."));
  });
}

Deno.test("code that comes to rest and loops only then is known to loop", async () => {
  const source = `export async function f() {
    await new Promise((go) => setTimeout(go, 900));
    for (;;);
  }`;
  assertEquals((await failureOf(source, { timeLimitMs: 1500 })).kind, "endless loop");
});

Deno.test("an error is located in the task's file", async () => {
  const failure = await failureOf(`\n\nexport function f() {\n  throw new Error("here");\n}\n`);
  assertMatch(failure.at ?? "", /task\.ts:4$/);
});

Deno.test("learner code can't read the solutions, the environment or other files", async () => {
  const solutions = new URL("../../solutions/", import.meta.url);
  const secret = new URL("../../deno.json", import.meta.url).pathname;
  const importing = `export const f = async () => (await import("${solutions}x.ts"));`;
  assertStringIncludes((await failureOf(importing)).message, "it wants read access");
  assertStringIncludes(
    (await failureOf(`import "${solutions}x.ts"; export const f = () => 1;`)).message,
    "it wants read access",
  );
  const reading = `export const f = () => Deno.readTextFile("${secret}");`;
  assertStringIncludes(
    (await failureOf(reading)).message,
    "it wants read access to deno.json, and a task may use only what its docstring names",
  );
  await withTask(`export const f = () => Deno.env.get("PATH");`, async (subject) => {
    assertEquals(await subject.call("f", []), undefined);
  });
});

Deno.test("a task with clients that can't be loaded, or exits at once, ends at once", async () => {
  const solutions = new URL("../../solutions/", import.meta.url);
  const importing = `import "${solutions}x.ts"; export const f = () => 1;`;
  assertEquals((await failureOf(importing, { live: true })).kind, "unloadable");
  assertEquals((await failureOf("Deno.exit(0);", { live: true })).kind, "process ended");
  await withTask("export const f = () => 1;", async (subject) => {
    assertEquals(await subject.call("f", []), 1);
  }, { live: true });
});

Deno.test("an endless loop does not outlive a harness that was killed", async () => {
  const source = `export async function f(port: number) {
    await Deno.connect({ hostname: "127.0.0.1", port });
    for (;;);
  }`;
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await withTask("export const f = () => 1;", async (_, folder) => {
    await Deno.writeTextFile(`${folder}/endless.ts`, source);
    const script = new URL("./testdata/harness_that_dies.ts", import.meta.url).href;
    const args = [`file://${folder}/endless.ts`, String(listener.addr.port)];
    // Under coverage Deno counts in its children too, and one that loops can't write its counts.
    const env = Object.fromEntries(
      Object.entries(Deno.env.toObject()).filter(([name]) => !name.includes("COVERAGE")),
    );
    const harness = new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-prompt", "--allow-all", script, ...args],
      clearEnv: true,
      env,
      stdin: "null",
    }).spawn();
    using connection = await listener.accept();
    harness.kill("SIGKILL");
    await harness.status;
    // A process that ends closes its connections.
    assertEquals(await connection.read(new Uint8Array(1)).catch(() => null), null);
  });
});

Deno.test("whatever a task may look at is no tampering", async () => {
  const source = `export function f() {
    const seen = [globalThis, Deno].flatMap((each) =>
      Object.getOwnPropertyNames(each).map((name) => {
        try { return typeof (each as any)[name]; } catch { return "refused"; }
      })
    );
    new Intl.NumberFormat("de").format(1);
    new URL("http://a.example/");
    return seen.length > 100;
  }`;
  await withTask(source, async (subject) => {
    assertEquals(await subject.call("f", []), true);
    assertEquals(await subject.call("f", []), true);
  }, { live: true });
});

Deno.test("a report that is too large is refused, and the harness goes on", async () => {
  const source = `export const f = (size: number) => "x".repeat(size);`;
  await withTask(source, async (subject) => {
    const failure = await assertRejects(
      () => subject.call("f", [17 * 1024 * 1024]),
      SubjectFailure,
    );
    assertStringIncludes(failure.message, "larger than 16 MiB");
    assertEquals(await subject.call("f", [3]), "xxx");
  });
});

Deno.test("learner code dials nothing but what it may", async () => {
  const source = `export const f = () => Deno.connect({ hostname: "127.0.0.1", port: 9 });`;
  assertStringIncludes((await failureOf(source)).message, "it wants net access to 127.0.0.1:9");
});

Deno.test("what it prints is kept, and a forged report is not believed", async () => {
  const source = `export function f() {
    console.log(JSON.stringify({ type: "results", id: 1, outcomes: [] }));
    return "real";
  }`;
  await withTask(source, async (subject) => {
    assertEquals(await subject.call("f", []), "real");
    assertStringIncludes(subject.output, "outcomes");
  });
});

Deno.test("a failed subject stays failed, and says so again", async () => {
  await withTask(`export const f = () => Deno.exit(3);`, async (subject) => {
    const first = await assertRejects(() => subject.call("f", []), SubjectFailure);
    const second = await assertRejects(() => subject.call("f", []), SubjectFailure);
    assertEquals(first, second);
    assertEquals(subject.failure, first);
  });
});

Deno.test("the harness can kill it in the middle of a step", async () => {
  const source = `export async function f(step: () => Promise<void>) { await step(); return 1; }`;
  await withTask(source, async (subject) => {
    const failure = await assertRejects(
      () => subject.call("f", [() => subject.kill()]),
      SubjectFailure,
    );
    assertEquals(failure.kind, "killed by the harness");
  });
});

Deno.test("an error of ours is an instance of its class in the learner's process too", async () => {
  const source = `import { DeliveryError } from "${import.meta.resolve("../producer/mod.ts")}";
    export const f = (error: unknown) =>
      [error instanceof DeliveryError, (error as Error).cause instanceof DeliveryError];`;
  const mayRead = ["lib/core/", "lib/kafka/", "lib/producer/", "lib/protocol/", "lib/config/"];
  const error = new DeliveryError("lost", {
    code: "CONNECTION_LOST",
    definite: false,
    cause: new ConnectionError("reset", { code: "CONNECTION_LOST", definite: false }),
  });
  await withTask(source, async (subject) => {
    assertEquals(await subject.call("f", [error]), [true, false]);
  }, { live: true, mayRead: [...mayRead, "lib/schemas/"] });
});
