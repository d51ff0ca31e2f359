import { ConfigError } from "../core/mod.ts";
import { type ApiName, MESSAGES } from "../protocol/mod.ts";
import { parseAddresses } from "./address.ts";
import type { Fault, FaultAction } from "./faults.ts";

/** What {@link parseFault} reads, for people. */
export const FAULT_HELP: readonly string[] = [
  "A fault is written ACTION [API,…] [key=value …], as in",
  "  dropAnswer Produce topic=orders times=3",
  "  delay Fetch,Produce ms=100-500 client=my-app seed=7",
  "  refuse Heartbeat group=billing after=2 chance=0.5",
  "Actions, of the requests that fit:",
  "  refuse       the broker never sees it; the connection is reset",
  "  reset        it is passed on, and the client's connection is reset at once",
  "  dropAnswer   the broker does the work; answer and connection are lost",
  "  halfRequest  the broker gets the first half, then the connection ends",
  "  halfAnswer   the client gets the first half, then the connection ends",
  "  flipRequest  one bit is turned in a record batch on its way to the broker",
  "  flipAnswer   one bit is turned in a record batch on its way to the client",
  "  garbleRequest, garbleAnswer   nobody can read what arrives instead",
  "  freeze       it waits until the fault is removed",
  "  delay        it waits ms=200, or by chance ms=100-500; of=answer: its answer",
  "API is a request's name, as Produce, or a number. Which requests fit is said by",
  "  topic= client= group=   names, with commas between; client is a client id",
  "  broker=                 ids, or addresses host:port",
  "  after= times= chance=   let so many pass first, catch so many at most,",
  "                          catch each with this chance from 0 to 1",
  "  seed=                   replays chance and delays",
];

const PLAIN_ACTIONS = [
  "refuse",
  "reset",
  "dropAnswer",
  "halfRequest",
  "halfAnswer",
  "flipRequest",
  "flipAnswer",
  "garbleRequest",
  "garbleAnswer",
  "freeze",
] as const;
const KEYS = [
  "ms",
  "of",
  "topic",
  "client",
  "group",
  "broker",
  "after",
  "times",
  "chance",
  "seed",
] as const;
const API_NAMES = Object.keys(MESSAGES) as ApiName[];

/**
 * Reads a fault from one line, such as `dropAnswer Produce topic=orders times=3`.
 *
 * @throws {ConfigError} saying what is allowed
 */
export function parseFault(line: string): Fault {
  const [actionWord = "", ...rest] = line.trim().split(/\s+/);
  const apis = rest.filter((word) => !word.includes("="));
  const values = parseValues(rest.filter((word) => word.includes("=")));
  const action = parseAction(actionWord, values);
  const list = (key: string) => values.get(key)?.split(",");
  const count = (key: string) => numberOf(values, key);
  return {
    action,
    ...(apis.length > 0 && { apiKeys: apis.flatMap((word) => word.split(",")).map(parseApi) }),
    ...given("topics", list("topic")),
    ...given("clientIds", list("client")),
    ...given("groups", list("group")),
    ...given("brokers", list("broker")?.map(parseBroker)),
    ...given("after", count("after")),
    ...given("times", count("times")),
    ...given("probability", count("chance")),
    ...given("seed", values.get("seed")),
  };
}

/** The line that {@link parseFault} reads as this fault. */
export function formatFault(fault: Fault): string {
  const { action } = fault;
  const delay = typeof action === "object" ? action : undefined;
  const words: [string, unknown][] = [
    ["ms", delay === undefined ? undefined : [delay.delayMs].flat().join("-")],
    ["of", delay?.of],
    ["topic", fault.topics],
    ["client", fault.clientIds],
    ["group", fault.groups],
    ["broker", fault.brokers],
    ["after", fault.after],
    ["times", fault.times],
    ["chance", fault.probability],
    ["seed", fault.seed],
  ];
  return [
    typeof action === "object" ? "delay" : action,
    ...(fault.apiKeys === undefined ? [] : [fault.apiKeys.join(",")]),
    ...words.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${value}`),
  ].join(" ");
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]?: V };
}

function parseValues(words: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    if (!KEYS.includes(key as typeof KEYS[number])) {
      throw wrong(`There is no "${key}="`, `use ${KEYS.map((one) => `${one}=`).join(" ")}`);
    }
    if (value === "") throw wrong(`"${key}=" has no value`, `write ${key}=VALUE without a space`);
    if (values.has(key)) {
      throw wrong(`"${key}=" is there twice`, "put commas between several names");
    }
    values.set(key, value);
  }
  return values;
}

function parseAction(word: string, values: ReadonlyMap<string, string>): FaultAction {
  const plain = PLAIN_ACTIONS.find((action) => action.toLowerCase() === word.toLowerCase());
  const isDelay = word.toLowerCase() === "delay";
  if (plain === undefined && !isDelay) {
    throw wrong(`There is no action "${word}"`, `use ${[...PLAIN_ACTIONS, "delay"].join(", ")}`);
  }
  if (plain !== undefined) {
    for (const key of ["ms", "of"].filter((key) => values.has(key))) {
      throw wrong(`"${key}=" says nothing of ${plain}`, "it belongs to delay");
    }
    return plain;
  }
  const of = values.get("of") ?? "request";
  if (of !== "request" && of !== "answer") {
    throw wrong(`"of=${of}" is neither`, "use of=request or of=answer");
  }
  return { delayMs: parseDelay(values.get("ms")), of };
}

function parseDelay(text: string | undefined): number | [number, number] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text ?? "") ?? [];
  if (from === undefined) {
    const problem = text === undefined ? "A delay needs a time" : `"ms=${text}" is no time`;
    throw wrong(problem, "use ms=200, or ms=100-500");
  }
  return to === undefined ? Number(from) : [Number(from), Number(to)];
}

function parseApi(word: string): ApiName | number {
  if (/^\d{1,5}$/.test(word)) return Number(word);
  const name = API_NAMES.find((api) => api.toLowerCase() === word.toLowerCase());
  if (name !== undefined) return name;
  throw wrong(`There is no request "${word}"`, `use a number, or one of ${API_NAMES.join(", ")}`);
}

function parseBroker(word: string): number | string {
  if (/^\d+$/.test(word)) return Number(word);
  parseAddresses(word);
  return word;
}

function numberOf(values: ReadonlyMap<string, string>, key: string): number | undefined {
  const text = values.get(key);
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw wrong(`"${key}=${text}" is no number`, `use ${key}=${key === "chance" ? "0.5" : "3"}`);
}

function wrong(problem: string, remedy: string): ConfigError {
  return new ConfigError(`${problem}: ${remedy}`);
}
