/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A request whose every byte the test decides; the connection is closed after the answer. */
export async function rawRequest(
  port: number,
  request: {
    readonly line?: string;
    readonly headers?: readonly string[];
    readonly body?: string;
  },
): Promise<RawAnswer> {
  const { line = "GET / HTTP/1.1", headers = [`Host: localhost:${port}`], body = "" } = request;
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const text = [line, ...headers, "Connection: close", "", body].join("\r\n");
  await connection.write(new TextEncoder().encode(text));
  return parse(await new Response(connection.readable).text());
}

function parse(text: string): RawAnswer {
  const split = text.indexOf("\r\n\r\n");
  const [first, ...lines] = text.slice(0, split).split("\r\n");
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  }));
  return { status: Number(first?.split(" ")[1]), headers, body: text.slice(split + 4) };
}
