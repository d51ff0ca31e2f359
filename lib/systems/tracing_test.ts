import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string | boolean | number>>;
}

interface ExportedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}

const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;

/** Takes spans by OTLP over HTTP, as a collector does. */
class Receiver implements AsyncDisposable {
  readonly spans: ExportedSpan[] = [];
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => this.#take(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async #take(request: Request): Promise<Response> {
    const body = await request.json();
    for (const { scopeSpans = [] } of body.resourceSpans ?? []) {
      for (const { spans } of scopeSpans) this.spans.push(...spans);
    }
    return Response.json({});
  }

  /** The spans of a name that have one of these as parent. */
  under(parents: readonly ExportedSpan[], name: string): ExportedSpan[] {
    const ids = new Set(parents.map(({ spanId }) => spanId));
    return this.spans.filter((span) => span.name === name && ids.has(span.parentSpanId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

async function run(env: Record<string, string>): Promise<Record<string, string>[]> {
  const child = new Deno.Command("deno", {
    args: [
      ...["run", "--quiet", "--frozen", "--no-prompt", "--allow-read", "--ignore-env"],
      ...["--allow-net=127.0.0.1,localhost", "lib/systems/_traced_bench.ts"],
    ],
    env,
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function attributesOf({ attributes }: ExportedSpan): Record<string, string | boolean | number> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]!]));
}

function lineOf(lines: readonly Record<string, string>[], message: string) {
  const line = lines.find((each) => each.message!.startsWith(message));
  assert(line !== undefined, `no line begins with ${message}`);
  return { trace: line.trace_id, span: line.span_id };
}

Deno.test("with OTEL_DENO=true a trace leads from send to process, into the retry and the DLQ", async () => {
  await using receiver = new Receiver();
  const lines = await run({
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  await waitFor(() => receiver.spans.some(({ name }) => name === "send DLQ"), { what: "spans" });

  const sends = receiver.spans.filter(({ name }) => name === "send orders");
  assertEquals(sends.length, 3);
  const processes = receiver.under(sends, "process orders");
  assertEquals(processes.length, 3);
  const [retrying] = receiver.under(processes, "send orders.retry.1");
  const [retried] = receiver.under([retrying!], "process orders.retry.1");
  const [letter] = receiver.under(processes, "send DLQ");
  assert(retried !== undefined && letter !== undefined);
  assert(sends.every(({ kind }) => kind === PRODUCER));
  assert([...processes, retried].every(({ kind }) => kind === CONSUMER));

  const sent = sends.map(attributesOf);
  assertEquals(sent.map((each) => each["messaging.kafka.offset"]), ["0", "1", "2"]);
  const poison = processes.find(({ spanId }) => spanId === letter.parentSpanId)!;
  assertEquals(letter.traceId, sends.find(({ spanId }) => spanId === poison.parentSpanId)!.traceId);
  assertEquals(attributesOf(poison), {
    "messaging.system": "kafka",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.destination.name": "orders",
    "messaging.destination.partition.id": "0",
    "messaging.consumer.group.name": "billers",
    "messaging.kafka.offset": "2",
    "kafka_workshop.outcome": "dlq",
    "error.type": "NOT_AN_ORDER",
  });
  assertEquals([poison.status.code, retried.status.code ?? 0], [ERROR, 0]);

  const { trace, span } = lineOf(lines, "A record went to the dead letters");
  assertEquals([trace, span], [poison.traceId, poison.spanId]);
  const late = lineOf(lines, "Handled late");
  assertEquals([late.trace, late.span], [retried.traceId, retried.spanId]);
});

Deno.test("without it nothing is traced, and records are as they were", async () => {
  const lines = await run({});
  assertEquals(lineOf(lines, "Handled good"), { trace: undefined, span: undefined });
});
