import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { dashboardOn } from "./dashboard_on.ts";

const TOKEN = "token-of-the-whole-class";
const PATIENCE = { timeoutMs: 120_000, intervalMs: 100 };

/** A learner's own process, as it runs on another machine. */
async function verify(...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", "verify", "02", "--solutions", ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

interface Board {
  readonly learners: readonly {
    readonly name: string;
    readonly results: Readonly<Record<string, { readonly verdict: string }>>;
  }[];
}

/** The first event of a stream: here the whole board. */
async function boardAt(url: string): Promise<Board> {
  const stop = new AbortController();
  const response = await fetch(`${url}/api/classroom/events`, { signal: stop.signal });
  let text = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const [, data] = /event: board\ndata: (.*)\n\n/.exec(text) ?? [];
    if (data === undefined) continue;
    stop.abort();
    return JSON.parse(data);
  }
  throw new Error(`The stream ended with ${text}`);
}

const told = ({ learners }: Board) =>
  learners.map(({ name, results }) => `${name} ${results["02"]?.verdict}`).join(", ");

Deno.test("three learners' processes stand on the board, and after a restart still do", async () => {
  await using cluster = await Cluster.start();
  const servers = cluster.bootstrapServers;
  {
    await using dashboard = await dashboardOn({ servers, classroom: { token: TOKEN } });
    const report = dashboard.reportUrl!;
    const runs = await Promise.all(
      ["Ada", "Bo", "李小龍"].map((name) => verify("--report", report, "--name", name)),
    );
    for (const { code, text, errors } of runs) {
      assertEquals(code, 0, errors);
      assertStringIncludes(text.replaceAll("\n", " "), "nothing else is sent");
      assertStringIncludes(text, "The board has 1 result of yours");
    }
    await waitFor(async () => (await boardAt(dashboard.url)).learners.length === 3, {
      what: "three learners",
      ...PATIENCE,
    });
    assertEquals(told(await boardAt(dashboard.url)), "Ada pass, Bo pass, 李小龍 pass");
  }
  await using dashboard = await dashboardOn({ servers, classroom: { token: TOKEN } });
  assertEquals(told(await boardAt(dashboard.url)), "Ada pass, Bo pass, 李小龍 pass");
  assert(dashboard.reportUrl!.endsWith(TOKEN));
});

Deno.test("a board that nobody answers for changes no verdict", async () => {
  const nowhere = "http://127.0.0.1:1/report/abcdefghijklmnop";
  const { code, text } = await verify("--report", nowhere, "--name", "Ada");
  assertEquals(code, 0);
  assertStringIncludes(text, "The board did not take 1 of your results");
  assert(!text.includes("abcdefghijklmnop"));
});

Deno.test("a lab that runs elsewhere on the machine is told to the page, check by check", async () => {
  await using cluster = await Cluster.start();
  await using dashboard = await dashboardOn({ servers: cluster.bootstrapServers });
  const runs = async (): Promise<
    { id: string; command: string; seed: string; running: boolean }[]
  > => (await (await fetch(`${dashboard.url}/api/lab`)).json()).runs;
  const seed = crypto.randomUUID().slice(0, 8);
  const lab = verify("--seed", seed);
  const { id } = await waitFor(
    async () => (await runs()).find((run) => run.command === "verify" && run.seed === seed),
    { what: "the run", ...PATIENCE },
  );
  const stop = new AbortController();
  const response = await fetch(`${dashboard.url}/api/lab/events?run=${id}`, {
    signal: stop.signal,
  });
  let text = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes(`"kind":"verdict"`) && text.includes(`"type":"end"`)) break;
  }
  stop.abort();
  assertEquals((await lab).code, 0);
  assertEquals(text.split(`"kind":"check"`).length - 1, 5);
  assertStringIncludes(text, "Lab 02 passed: 5 of 5 claims hold");
  await waitFor(async () => (await runs()).some((run) => run.id === id && !run.running), {
    what: "the end of the run",
    ...PATIENCE,
  });
});
