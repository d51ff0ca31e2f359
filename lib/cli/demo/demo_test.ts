import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { SpawnedDemo } from "./_spawn.ts";
import type { DemoOutcome } from "./run.ts";

/** Set for somebody else: the embedded demo does not look at it. */
const ELSEWHERE = { KAFKA_BOOTSTRAP_SERVERS: "localhost:1" };

const ONE = ["--port", "0", "--scenario", "random_events"];

/** Whether the run's folder, which a demo names as it starts, is still there. */
async function folderRemains(errors: string): Promise<boolean> {
  const [folder] = /\.runs\/demo-\w+/.exec(errors)!;
  return await Deno.stat(folder!).then(() => true, () => false);
}

/** The ledger of a demo that has one group and one topic. */
function onlyLedger(outcome: DemoOutcome | undefined) {
  const [account, ...more] = outcome!.ledger.accounts;
  assertEquals([more.length, account!.topics.length], [0, 1]);
  return account!.topics[0]!;
}

async function gzip(text: string): Promise<Uint8Array> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(zipped).bytes();
}

Deno.test("a demo accounts for every record, poison and retries included, and cleans up", async () => {
  const args = [...ONE, "--duration", "3s", "--rate", "800", "--seed", "accounts"];
  const demo = new SpawnedDemo(args, ELSEWHERE);
  const { code, outcome, errors } = await demo.end();
  assertEquals(outcome?.ledger.faults, []);
  const ledger = onlyLedger(outcome);
  assertEquals([code, ledger.verdict, outcome?.interrupted], [0, "pass", false]);
  assertEquals(ledger.sent > 1000, true, String(ledger.sent));
  assertEquals([ledger.acknowledged, ledger.inLog], [ledger.sent, ledger.sent]);
  assertEquals(ledger.stored + ledger.inDlq, ledger.inLog);
  assertEquals(ledger.inDlq > 0, true);
  assertEquals(ledger.partitions.map(({ partition }) => partition), [0, 1, 2]);
  assertEquals(await folderRemains(errors), false);
});

Deno.test("each line of an input is an event, blank, or in the DLQ with its number", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".runs", suffix: ".log" });
  try {
    const good = (n: number) =>
      `10.0.0.${n} - - [17/May/2015:10:05:03 +0000] "GET /page/${n} HTTP/1.1" 200 512 "-" "curl/7"`;
    const lines = Array.from({ length: 40 }, (_, n) => good(n));
    lines[6] = "this is no line of an access log";
    lines[20] = "";
    await Deno.writeTextFile(file, `${lines.join("\n")}\n`);
    const { code, outcome } = await new SpawnedDemo(["--port", "0", "--input", file]).end();
    const ledger = onlyLedger(outcome);
    assertEquals([code, ledger.faults], [0, []]);
    assertEquals([ledger.inputLines, ledger.blankLines, ledger.rejectedLines], [40, 1, 1]);
    assertEquals([ledger.sent, ledger.stored, ledger.inDlq], [38, 38, 1]);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("an input that ends damaged fails the demo, which accounts for the lines before", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".runs", suffix: ".gz" });
  try {
    const line = `10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7"\n`;
    const whole = await gzip(line.repeat(5000));
    await Deno.writeFile(file, whole.subarray(0, whole.length - 20));
    const { code, errors, outcome } = await new SpawnedDemo(["--port", "0", "--input", file]).end();
    assertEquals([code, outcome?.ledger.faults], [1, []]);
    assertMatch(errors, /error: Input .* ends damaged after line \d+/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("all lines of the real access log are accounted for", async () => {
  const path = "../shared/data/access.log.gz";
  if (!await Deno.stat(path).then(() => true, () => false)) {
    console.log(`SKIPPED: ${path} is not here`);
    return;
  }
  const { code, outcome } = await new SpawnedDemo(["--port", "0", "--input", path]).end();
  const ledger = onlyLedger(outcome);
  assertEquals([code, ledger.faults, ledger.inputLines], [0, [], 10_000]);
  assertEquals(ledger.stored + ledger.inDlq, 10_000);
});

Deno.test("a running demo shows itself on its dashboard, its metrics and its health", async () => {
  const demo = new SpawnedDemo(ONE);
  const text = await demo.ready();
  const [, dashboard] = /dashboard +(http\S+)/.exec(text)!;
  const [, metrics] = /metrics +(http\S+)\/metrics/.exec(text)!;
  const page = await fetch(dashboard!);
  assertStringIncludes(await page.text(), "<!doctype html>");
  const ready = await fetch(`${metrics}/readyz?verbose`);
  assertMatch(await ready.text(), /broker/);
  const scrape = await (await fetch(`${metrics}/metrics`)).text();
  for (const name of ["kafka_producer_messages_total", "process_resident_memory_bytes"]) {
    assertStringIncludes(scrape, name);
  }
  demo.kill("SIGTERM");
  const { code, outcome } = await demo.end();
  assertEquals([code, outcome?.interrupted, outcome?.ledger.verdict], [0, true, "pass"]);
});

Deno.test.each(["SIGINT", "SIGTERM"] as const)("%s ends a demo with its ledger", async (signal) => {
  const demo = new SpawnedDemo([...ONE, "--rate", "200"]);
  await demo.ready();
  demo.kill(signal);
  const { code, outcome, errors } = await demo.end();
  assertEquals([code, outcome?.interrupted, outcome?.ledger.faults], [0, true, []], errors);
  assertEquals(await folderRemains(errors), false);
});

Deno.test("a port that was asked for and is taken is one clear error, and nothing is left", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  for (
    const demo of [
      new SpawnedDemo(["--port", String(port)]),
      new SpawnedDemo(["--port", "0"], { DASHBOARD_PORT: String(port) }),
      new SpawnedDemo(["--port", "0"], { METRICS_PORT: String(port) }),
    ]
  ) {
    const { code, errors } = await demo.end();
    assertEquals(code, 2, errors);
    assertMatch(errors, new RegExp(`error: Port ${port} .*is taken: .*choose another port`));
    assertEquals(errors.includes(".runs/") && await folderRemains(errors), false);
  }
});

const WRONG: {
  name: string;
  args: string[];
  environment?: Record<string, string>;
  error: RegExp;
}[] = [
  {
    name: "a bad environment value",
    args: [],
    environment: { MAX_RETRIES: "many" },
    error: /MAX_RETRIES is "many": use /,
  },
  {
    name: "an input that can't be read",
    args: ["--input", "no/such/file.ndjson"],
    error: /no\/such\/file\.ndjson can't be read/,
  },
  {
    name: "a folder that can't be written",
    args: [],
    environment: { LOG_DIR: "deno.json/logs" },
    error: /Can't write logs into the folder deno\.json\/logs/,
  },
  { name: "a flag that does not exist", args: ["--rates", "5"], error: /did you mean --rate\?/ },
  { name: "a port with --kafka", args: ["--kafka", "--port", "0"], error: /leave it out/ },
];

Deno.test.each(WRONG)(
  "$name ends the demo with exit code 2 before anything starts",
  async (wrong) => {
    const { code, errors } = await new SpawnedDemo(wrong.args, wrong.environment).end();
    assertEquals(code, 2, errors);
    assertMatch(errors, wrong.error);
    assertEquals(errors.includes("[4/8]"), false);
  },
);

Deno.test("no Kafka where --kafka looks is inconclusive, with the remedy", async () => {
  const { code, errors } = await new SpawnedDemo(["--kafka"], ELSEWHERE).end();
  assertEquals(code, 3, errors);
  assertStringIncludes(errors, "deno task kafka:start");
});
