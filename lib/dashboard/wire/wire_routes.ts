import { ConfigError, systemClock } from "../../core/mod.ts";
import { streamEvents } from "../route_stream.ts";
import { json, type PageRoute, RequestError, type RouteCall } from "../routing.ts";
import type { FaultWish, WireProxy, WireWish } from "./wire_port.ts";
import { WireTap, type WireTapOptions } from "./wire_tap.ts";

/** What the page is told of the proxy; `null` when there is none. */
export interface WireFacts {
  readonly proxy:
    | Pick<WireProxy, "address" | "upstream" | "apis" | "actions">
    | null;
}

/** How long frames gather before a page hears of them, in milliseconds. */
const GATHER_MS = 100;
const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 255;
const MAX_FAULTS = 50;
const MAX_DELAY_MS = 600_000;

/** What the page of the wire asks for; `undefined` stands for no proxy. */
export function wireRoutes(
  proxy: WireProxy | undefined,
  options: WireTapOptions = {},
): readonly PageRoute[] {
  const tap = proxy === undefined ? undefined : new WireTap(proxy, options);
  return [
    { method: "GET", path: "/api/wire", access: "read", answer: () => json(factsOf(proxy)) },
    {
      method: "GET",
      path: "/api/wire/events",
      access: "read",
      answer: (call) => follow(call, opened(proxy), tap!),
    },
    {
      method: "GET",
      path: "/api/wire/frames/:id",
      access: "read",
      answer: ({ params }) => {
        opened(proxy);
        const text = /^\d{1,15}$/.test(params.id!) ? tap!.full(Number(params.id)) : undefined;
        if (text !== undefined) return json({ text });
        throw new RequestError(404, "This frame is too long ago: only the newest ones are kept");
      },
    },
    ...faultRoutes(proxy),
  ];
}

function faultRoutes(proxy: WireProxy | undefined): readonly PageRoute[] {
  return [
    {
      method: "POST",
      path: "/api/wire/faults",
      access: "write",
      answer: ({ body }) => {
        const driven = opened(proxy);
        if (driven.faults().length >= MAX_FAULTS) {
          throw new RequestError(409, `There are ${MAX_FAULTS} faults: switch one off first`);
        }
        return json(told(() => driven.addFault(faultOf(body))), 201);
      },
    },
    {
      method: "DELETE",
      path: "/api/wire/faults/:id",
      access: "write",
      answer: ({ params }) => {
        if (opened(proxy).removeFault(Number(params.id))) return json({ removed: params.id });
        throw new RequestError(404, `There is no fault ${params.id}`);
      },
    },
    {
      method: "POST",
      path: "/api/wire/frozen",
      access: "write",
      answer: ({ body }) => {
        const driven = opened(proxy);
        const [client] = namesOf([(body as Fields).client], "client");
        if (client === undefined) throw new RequestError(400, "Say whom: a client id");
        if (driven.frozen().length >= MAX_FAULTS) {
          throw new RequestError(409, `${MAX_FAULTS} clients are frozen: release one first`);
        }
        driven.freeze(client);
        return json({ frozen: client }, 201);
      },
    },
    {
      method: "DELETE",
      path: "/api/wire/frozen/:client",
      access: "write",
      answer: ({ params }) => {
        if (opened(proxy).release(params.client!)) return json({ released: params.client });
        throw new RequestError(404, `Client ${params.client} is not frozen`);
      },
    },
  ];
}

function factsOf(proxy: WireProxy | undefined): WireFacts {
  if (proxy === undefined) return { proxy: null };
  const { address, upstream, apis, actions } = proxy;
  return { proxy: { address, upstream, apis, actions } };
}

function opened(proxy: WireProxy | undefined): WireProxy {
  if (proxy !== undefined) return proxy;
  throw new RequestError(404, "No proxy runs: deno task dashboard --proxy starts one");
}

/** A mistake in what was asked for is the asker's. */
function told<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError) throw new RequestError(400, error.message);
    throw error;
  }
}

/** Frames as they pass, and the faults with their counts whenever they change. */
function follow(call: RouteCall, proxy: WireProxy, tap: WireTap): Response {
  const watch = told(() => tap.watch(wishOf(call.query)));
  return streamEvents(call, async (sender, signal) => {
    using watching = watch;
    let known = "";
    while (!signal.aborted) {
      const frames = watching.take();
      const { seen, dropped } = watching;
      if (frames.length > 0 && !sender.send({ event: "frames", data: { frames, seen, dropped } })) {
        watching.notSent(frames.length);
      }
      const state = {
        faults: proxy.faults(),
        frozen: proxy.frozen(),
        connections: proxy.connections(),
        seen: watching.seen,
        dropped: watching.dropped,
      };
      const text = JSON.stringify(state);
      if (text !== known && sender.send({ event: "state", data: state })) known = text;
      await systemClock.sleep(GATHER_MS, signal).catch(() => {});
    }
  });
}

type Fields = Readonly<Record<string, unknown>>;

function wishOf(query: URLSearchParams): WireWish {
  const names = (name: string) => namesOf(query.getAll(name), name);
  return {
    apis: names("api"),
    clients: names("client"),
    topics: names("topic"),
    errorsOnly: query.get("errors") === "1",
    quiet: query.get("quiet") === "1",
  };
}

function faultOf(body: unknown): FaultWish {
  const { action, apis, clients, topics, delayMs, times } = body as Fields;
  if (typeof action !== "string") throw new RequestError(400, "Say what is done: an action");
  const delay = wholeOf(delayMs, { what: "A delay", most: MAX_DELAY_MS });
  const count = wholeOf(times, { what: "A number of times", most: 1_000_000_000 });
  return {
    action,
    apis: namesOf(apis, "apis"),
    clients: namesOf(clients, "clients"),
    topics: namesOf(topics, "topics"),
    ...(delay !== undefined && { delayMs: delay }),
    ...(count !== undefined && { times: count }),
  };
}

function namesOf(value: unknown, what: string): string[] {
  const list = value ?? [];
  const isList = Array.isArray(list) && list.length <= MAX_NAMES &&
    list.every((name) => typeof name === "string" && name.length <= MAX_NAME_LENGTH);
  if (isList) return list.filter((name) => name !== "");
  throw new RequestError(
    400,
    `${what}: a list of at most ${MAX_NAMES} names, each of at most ${MAX_NAME_LENGTH} characters`,
  );
}

function wholeOf(
  value: unknown,
  { what, most }: { readonly what: string; readonly most: number },
): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most) {
    return value;
  }
  throw new RequestError(400, `${what} is a whole number from 0 to ${most}`);
}
