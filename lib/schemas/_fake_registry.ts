import type { RegistrySchema } from "./registry_schema.ts";

/** A request as the fake registry got it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly contentType: string | null;
}

/** A registry of a few routes, for what the embedded one does not do: failing as it is told. */
export class FakeRegistry implements AsyncDisposable {
  /** Every request so far. */
  readonly seen: SeenRequest[] = [];
  /** Answers the next requests instead. */
  readonly instead: (() => Response | Promise<Response>)[] = [];
  readonly #schemas: RegistrySchema[] = [];
  readonly #subjects = new Map<string, number[]>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname: path } = new URL(request.url);
    const { method, headers } = request;
    this.seen.push({
      method,
      path,
      authorization: headers.get("authorization"),
      contentType: headers.get("content-type"),
    });
    const body = method === "POST" ? await request.json() as RegistrySchema : undefined;
    return this.instead.shift()?.() ?? this.#route(path, body);
  }

  #route(path: string, body: RegistrySchema | undefined): Response {
    const [, first, subject = "", third, version] = path.split("/").map(decodeURIComponent);
    if (first === "schemas") return this.#byId(Number(third));
    if (path === "/subjects") return Response.json([...this.#subjects.keys()]);
    if (body !== undefined && path.endsWith("/versions")) return this.#register(subject, body);
    const ids = this.#subjects.get(subject);
    if (ids === undefined) return refusal(404, 40401, `Subject '${subject}' not found.`);
    const wanted = body === undefined
      ? version === "latest" ? ids.length : Number(version)
      : ids.findIndex((id) => this.#schemas[id - 1]!.schema === body.schema) + 1;
    const id = ids[wanted - 1];
    if (id === undefined) return refusal(404, body === undefined ? 40402 : 40403, "Not found.");
    return Response.json({ subject, version: wanted, id, ...this.#schemas[id - 1] });
  }

  #byId(id: number): Response {
    const schema = this.#schemas[id - 1];
    return schema === undefined
      ? refusal(404, 40403, `Schema ${id} not found`)
      : Response.json(schema);
  }

  #register(subject: string, schema: RegistrySchema): Response {
    const ids = this.#subjects.get(subject) ?? [];
    this.#subjects.set(subject, ids);
    const known = this.#schemas.findIndex(({ schema: text }) => text === schema.schema) + 1;
    const id = known > 0 ? known : this.#schemas.push(schema);
    if (!ids.includes(id)) ids.push(id);
    return Response.json({ id });
  }
}

/** An error as Confluent's registry answers it. */
export function refusal(status: number, code: number, message: string): Response {
  return Response.json({ error_code: code, message }, { status });
}
