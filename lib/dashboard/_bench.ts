import { type Logger, nullLogger } from "../core/mod.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import type { PageRoute } from "./routing.ts";
import { type Dashboard, startDashboard } from "./server.ts";

/** What the server answered. */
export interface Told {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** A dashboard whose figures are made up, with routes to be tested. */
export class RoutesBench implements AsyncDisposable {
  readonly dashboard: Dashboard;
  #token: string | undefined;

  /** Starts it; at each look at its source it calls `onLook` too. */
  constructor(
    routes: readonly PageRoute[],
    { write = true, logger = nullLogger, onLook = () => Promise.resolve() }: {
      readonly write?: boolean;
      readonly logger?: Logger;
      readonly onLook?: () => Promise<unknown>;
    } = {},
  ) {
    const made = new SimulatedSource();
    const source = {
      snapshot: async () => {
        await onLook();
        return await made.snapshot();
      },
    };
    this.dashboard = startDashboard({ port: 0, source, intervalMs: 100, routes, write, logger });
  }

  /** Asks by GET. */
  async get(path: string, query: Readonly<Record<string, string>> = {}): Promise<Told> {
    const address = `${this.dashboard.url}${path}?${new URLSearchParams(query)}`;
    return await told(await fetch(address));
  }

  /** Orders as the page does: from the same origin, with its token. */
  async post(path: string, body: unknown): Promise<Told> {
    const { url } = this.dashboard;
    const token = this.#token ??= await tokenOf(url);
    const headers = { "content-type": "application/json", "origin": url, "x-write-token": token };
    return await told(
      await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
    );
  }

  /** The events of a stream, for as long as they are read. */
  async *events(
    path: string,
    query: Readonly<Record<string, string>> = {},
    // deno-lint-ignore no-explicit-any
  ): AsyncGenerator<{ readonly event: string; readonly data: any }> {
    const response = await fetch(`${this.dashboard.url}${path}?${new URLSearchParams(query)}`);
    let text = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const frames = text.split("\n\n");
      text = frames.pop()!;
      for (const frame of frames) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1];
        const event = field("event");
        if (event !== undefined) yield { event, data: JSON.parse(field("data") ?? "null") };
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dashboard[Symbol.asyncDispose]();
  }
}

async function tokenOf(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  return /name="write-token" content="([0-9a-f]+)"/.exec(page)![1]!;
}

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
}
