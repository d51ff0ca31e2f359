import { type AvroNode, type AvroSchema, branchByLook, branchName } from "./avro_node.ts";

const SCRIPT = new URL("testdata/other_avro.py", import.meta.url);

/** Python's Avro libraries in a process of their own, asked line by line. */
export class OtherAvro implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string) {
    this.#child = new Deno.Command(python, {
      args: [decodeURIComponent(SCRIPT.pathname)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#lines = linesOf(this.#child.stdout);
  }

  /** What Python answers to a question. */
  async ask(question: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(question)}\n`));
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("Python ended");
    const answer = JSON.parse(value);
    if (answer.error === undefined) return answer;
    throw new Error(`${answer.error} for ${JSON.stringify(question).slice(0, 500)}`);
  }

  /** What a library reads from a payload, and the bytes it writes of that. */
  async value(
    library: string,
    schema: AvroSchema,
    payload: Uint8Array,
    reader: AvroSchema = schema,
  ): Promise<{ value: unknown; written: Uint8Array<ArrayBuffer> }> {
    const answer = await this.ask({
      action: "value",
      library,
      schema: schema.text,
      reader: reader.text,
      payload: payload.toHex(),
    });
    return { value: answer["value"], written: Uint8Array.fromHex(answer["written"] as string) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#lines.return?.();
    await this.#child.status;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

/** A value as JSON that keeps what JSON would lose, as the script makes it. */
export function tagged(node: AvroNode, value: unknown): unknown {
  switch (node.kind) {
    case "int":
    case "long":
      return { int: String(value) };
    case "float":
    case "double":
      return { float: hexOf(value as number) };
    case "string":
    case "enum":
      return { text: value };
    case "bytes":
    case "fixed":
      return { bytes: (value as Uint8Array).toHex() };
    case "array":
      return (value as unknown[]).map((item) => tagged(node.items, item));
    case "map":
      return mapOf(value, () => node.values);
    case "record":
      return mapOf(value, (name) => node.fields.find((field) => field.name === name)!.node);
    case "union": {
      if (value === null) return null;
      const [name] = Object.keys(value as object);
      const branch = node.branches.find((branch) => node.wrapped && branchName(branch) === name) ??
        node.branches[branchByLook(node, value)]!;
      const inside = node.wrapped ? (value as Record<string, unknown>)[name!] : value;
      return tagged(branch, inside);
    }
    default:
      return value;
  }
}

function mapOf(value: unknown, nodeOf: (name: string) => AvroNode): unknown {
  const entries = Object.entries(value as Readonly<Record<string, unknown>>)
    .map(([name, item]) => [name, tagged(nodeOf(name), item)]);
  return { map: entries.sort(([a], [b]) => a! < b! ? -1 : 1) };
}

function hexOf(number: number): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, number);
  return bytes.toHex();
}
