/** Which frames are wanted; what is left out lets all through. */
export interface WireWish {
  /** Kinds of request, with their answers: `["Produce"]`. */
  readonly apis: readonly string[];
  /** What the client calls itself. */
  readonly clients: readonly string[];
  /** Topics, one of which the request names. */
  readonly topics: readonly string[];
  /** Only answers with an error, and what a fault hits. */
  readonly errorsOnly: boolean;
  /** Neither heartbeats nor fetches that bring nothing. */
  readonly quiet: boolean;
}

/** A frame as the page lists it. */
export interface WireFrameView {
  /** Which way it went. */
  readonly direction: "request" | "answer";
  /** When it was seen, in milliseconds since 1970. */
  readonly atMs: number;
  /** Number of the connection. */
  readonly connection: number;
  /** What the client calls itself; "" when it doesn't. */
  readonly client: string;
  /** `Produce`; `key 99` for one that the tables lack. */
  readonly api: string;
  /** Version of the request and its answer. */
  readonly version: number;
  /** Number of the request on its connection. */
  readonly correlationId: number;
  /** What is worth a line of it. */
  readonly text: string;
  /** Size of the frame as the sender sent it, length included. */
  readonly sizeBytes: number;
  /** Time from request to answer, in milliseconds; `null` for a request. */
  readonly durationMs: number | null;
  /** Names of errors in it. */
  readonly errors: readonly string[];
  /** What a fault does to it; `null` when none does. */
  readonly fault: string | null;
}

/** A frame that has passed the filter, and is read when somebody wants to see it. */
export interface PassingFrame {
  /** Decodes it for the list. */
  view(): WireFrameView;
  /** All of its fields, a line each. */
  full(): string;
}

/** A fault that is switched on. */
export interface WireFaultView {
  /** The first that was switched on is 1. */
  readonly id: number;
  /** As it can be written for `deno task proxy --fault`. */
  readonly text: string;
  /** How many requests it has hit. */
  readonly fired: number;
}

/** A client whose connections stand still. */
export interface FrozenView {
  /** What the client calls itself. */
  readonly client: string;
  /** How many frames are held back. */
  readonly held: number;
}

/** A fault as the page orders it. */
export interface FaultWish {
  /** `delay`, `dropAnswer`, `halfAnswer`, `reset`, `refuse`, `freeze`, … */
  readonly action: string;
  /** Kinds of request that it may hit; none stands for all. */
  readonly apis: readonly string[];
  /** What clients call themselves; none stands for all. */
  readonly clients: readonly string[];
  /** Topics, one of which the request names; none stands for all. */
  readonly topics: readonly string[];
  /** Of a delay, in milliseconds. */
  readonly delayMs?: number;
  /** How many requests are caught at most. */
  readonly times?: number;
}

/** A proxy before the cluster, as far as the page sees and drives it. */
export interface WireProxy {
  /** What clients take as bootstrap servers. */
  readonly address: string;
  /** What it stands in front of. */
  readonly upstream: string;
  /** Names of all kinds of request. */
  readonly apis: readonly string[];
  /** What faults may do, with a few words each. */
  readonly actions: readonly { readonly name: string; readonly help: string }[];
  /** How many clients are connected. */
  connections(): number;
  /** Calls the listener with each frame that fits; returns what ends that. @throws {ConfigError} */
  watch(wish: WireWish, listener: (frame: PassingFrame) => void): () => void;
  /** Those that are switched on. */
  faults(): readonly WireFaultView[];
  /** Switches one on. @throws {ConfigError} saying what is allowed */
  addFault(wish: FaultWish): WireFaultView;
  /** Switches one off; `false` when there is no such fault. */
  removeFault(id: number): boolean;
  /** The clients that are frozen. */
  frozen(): readonly FrozenView[];
  /** Holds all connections of a client. */
  freeze(client: string): void;
  /** Lets it go; `false` when it is not frozen. */
  release(client: string): boolean;
}
