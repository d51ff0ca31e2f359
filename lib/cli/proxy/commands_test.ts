import { assert, assertEquals, assertMatch } from "@std/assert";
import net from "node:net";
import { encodeRequest, joinChunks } from "../../protocol/mod.ts";

const FLAGS = ["--quiet", "--frozen", "--no-prompt", "--allow-net", "--allow-read", "--allow-env"];

/** A task as a process of its own: what it prints line by line, and an end as by Ctrl-C. */
class RunningTask implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #errors: AsyncIterator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  constructor(file: string, ...args: string[]) {
    this.#child = new Deno.Command("deno", {
      args: ["run", "--no-check", ...FLAGS, `lib/cli/${file}`, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#lines = linesOf(this.#child.stdout);
    this.#errors = linesOf(this.#child.stderr);
    this.#input = this.#child.stdin.getWriter();
  }

  /** The next line that holds the text. */
  async line(text: string, lines = this.#lines): Promise<string> {
    while (true) {
      const { value, done } = await lines.next();
      assert(!done, `it ended without "${text}"`);
      if (value.includes(text)) return value;
    }
  }

  /** The next line on the other stream that holds the text. */
  errorLine(text: string): Promise<string> {
    return this.line(text, this.#errors);
  }

  async type(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  async interrupt(): Promise<number> {
    this.#child.kill("SIGINT");
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    for (const lines of [this.#lines, this.#errors]) {
      while (!(await lines.next()).done);
    }
    await this.#child.status;
  }
}

async function* linesOf(output: ReadableStream<Uint8Array>): AsyncGenerator<string, string> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  return rest;
}

/** Sends one request as the client "shop"; resolves when an answer, or the end, is there. */
function askVersions(port: number): Promise<"answer" | "end"> {
  const body = { clientSoftwareName: "shop", clientSoftwareVersion: "1" };
  const header = { correlationId: 1, clientId: "shop" };
  const socket = net.connect(port, "127.0.0.1");
  socket.write(joinChunks(encodeRequest("ApiVersions", 3, header, body)));
  return new Promise((resolve) => {
    socket.once("data", () => {
      socket.destroy();
      resolve("answer");
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve("end"));
  });
}

function portIn(line: string): number {
  return Number(/localhost:(\d+)/.exec(line)?.[1]);
}

Deno.test("deno task proxy spoils what its flags and its input say, and tells what fired", async () => {
  await using task = new RunningTask(
    "proxy.ts",
    "--embedded",
    "--port=0",
    "--fault=refuse ApiVersions times=1",
  );
  const port = portIn(await task.line("in front of: Embedded cluster"));
  assertEquals(await askVersions(port), "end");
  assertMatch(await task.line("fault 1  ApiVersions"), /ApiVersions of shop, connection 1$/);
  assertEquals(await askVersions(port), "answer");
  await task.type("add dropAnswer 18");
  await task.line("fault 2  dropAnswer 18");
  assertEquals(await askVersions(port), "end");
  await task.line("fault 2  ApiVersions");
  assertEquals(await task.interrupt(), 0);
  await task.line("fault 1  fired 1  refuse ApiVersions times=1");
  await task.line("fault 2  fired 1  dropAnswer 18");
});

Deno.test("deno task wire shows what passes, as lines and as JSON", async () => {
  await using task = new RunningTask("wire.ts", "--embedded", "--port=0");
  const port = portIn(await task.line("Wire on"));
  assertEquals(await askVersions(port), "answer");
  assertMatch(await task.line("→"), /shop → ApiVersions v3 \(1\) software shop$/);
  assertMatch(await task.line("←"), /← ApiVersions v3 \(1\) \d+ apiKeys .* ms$/);
  await using json = new RunningTask(
    "wire.ts",
    `--upstream=localhost:${port}`,
    "--port=0",
    "--json",
    "--api=ApiVersions",
  );
  assertEquals(await askVersions(portIn(await json.errorLine("Wire on"))), "answer");
  const { api, body } = JSON.parse(await json.line("answer"));
  assertEquals([api, body.errorCode], ["ApiVersions", 0]);
  assertEquals([await task.interrupt(), await json.interrupt()], [0, 0]);
});

Deno.test("a proxy may be there before its broker, and says so", async () => {
  await using task = new RunningTask("proxy.ts", "--upstream=localhost:1", "--port=0");
  await task.line("in front of: Kafka at localhost:1, where nothing answers yet");
  assertEquals(await task.interrupt(), 0);
});

Deno.test("flags that make no sense end with code 2 and say what is allowed", async () => {
  for (
    const [file, args, message] of [
      ["proxy.ts", ["--fault", "explode"], /use refuse, reset/],
      ["proxy.ts", ["--upstream", "nowhere"], /is not an address/],
      ["proxy.ts", ["--embedded", "--ca", "x"], /don't go together/],
      ["wire.ts", ["--api", "Prodce"], /one of Produce/],
      ["wire.ts", ["--json", "--full"], /don't go together/],
      ["wire.ts", ["--ca", "missing.pem"], /can't be read/],
    ] as const
  ) {
    const { code, stderr } = await new Deno.Command("deno", {
      args: ["run", "--no-check", ...FLAGS, `lib/cli/${file}`, ...args],
    }).output();
    assertMatch(new TextDecoder().decode(stderr), message);
    assertEquals(code, 2, args.join(" "));
  }
});
