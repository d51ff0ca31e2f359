import { connectKafka } from "../../kafka/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import { WORKSHOP_VERSION } from "../version.ts";
import type { Ground } from "./ground.ts";

/** What the process of a broker on a small disk is told and says, one line of JSON each. */
export interface SmallDiskOrder {
  readonly isFull: boolean;
}

const FLAGS = [
  "run",
  "--quiet",
  "--no-prompt",
  "--cached-only",
  "--ignore-env",
  "--allow-read",
  "--allow-write=.runs",
  "--allow-sys=statfs",
  "--allow-net=localhost,127.0.0.1",
];

/**
 * An embedded cluster that keeps everything in a folder, in a process of its own (`entry`) whose
 * disk can be filled.
 *
 * @throws {WorkshopError} code `START_FAILED`
 */
export async function smallDiskGround(
  { entry, folder }: { readonly entry: URL; readonly folder: string },
): Promise<Ground> {
  await Deno.mkdir(folder, { recursive: true });
  const child = new Deno.Command("deno", {
    args: [...FLAGS, entry.href, folder],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = linesOf(child.stdout);
  const end = async () => {
    await writer.close().catch(() => {});
    await child.status;
  };
  const first = await lines.next();
  if (first.done) {
    await end();
    throw new WorkshopError("The broker on a small disk ended before it listened", {
      code: "START_FAILED",
    });
  }
  const { bootstrapServers, clusterId } = JSON.parse(first.value);
  const connection = { bootstrapServers: [bootstrapServers], clientId: "kafka-workshop-lab" };
  const kafka = connectKafka(connection);
  return {
    target: {
      kind: "embedded",
      clusterId,
      version: WORKSHOP_VERSION,
      title: `Embedded cluster ${WORKSHOP_VERSION} on a small disk, at ${bootstrapServers}`,
      connection,
      addresses: [bootstrapServers],
      kafka,
      [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
    },
    disk: {
      async fill(isFull) {
        await writer.write(
          new TextEncoder().encode(JSON.stringify({ isFull } satisfies SmallDiskOrder) + "\n"),
        );
        await lines.next();
      },
    },
    async [Symbol.asyncDispose]() {
      await kafka[Symbol.asyncDispose]();
      await end();
    },
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
