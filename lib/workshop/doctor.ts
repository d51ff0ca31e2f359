import { statfs } from "node:fs/promises";
import { messageOf } from "../core/mod.ts";
import { compose } from "./cluster/compose.ts";
import { requireJava, requireMaven, runProgram } from "./cluster/java.ts";
import { isPortFree } from "./cluster/ports.ts";

/** What the doctor found about one part of the machine. */
export interface Finding {
  /** What was looked at: `"port 9092"`. */
  readonly what: string;
  /** `bad` stops the workshop; `limited` stops something that one can do without. */
  readonly state: "good" | "limited" | "bad";
  /** What was seen. */
  readonly says: string;
  /** What to do, unless it is good. */
  readonly remedy?: string;
}

/** The machine as the doctor sees it; tests hand in another. */
export interface Machine {
  /** Runs a program to its end. */
  readonly run: (
    program: string,
    args: readonly string[],
  ) => Promise<{ readonly success: boolean; readonly stdout: string; readonly stderr: string }>;
  /** The running Deno's version. */
  readonly denoVersion: string;
  /** Whether a port of the loopback interface is free. */
  readonly isPortFree: (port: number) => boolean;
  /** Bytes that may still be written below a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
  /** Writes and removes a file; throws when that can't be done. */
  readonly tryWriting: (folder: URL) => Promise<void>;
  /** The addresses that `localhost` stands for and at which a server can be reached. */
  readonly localhost: () => Promise<{ readonly v4: boolean; readonly v6: boolean }>;
  /** Whether HTTP to a server of this machine gets there, and not to a proxy. */
  readonly reachesByHttp: (host: string) => Promise<boolean>;
}

const ROOT = new URL("../../", import.meta.url);
const LOCAL_HOSTS = ["localhost", "127.0.0.1"];
const HTTP_TIMEOUT_MS = 3000;
const LEAST_DENO = "2.9.6";
const LEAST_FREE_BYTES = 1024 ** 3;
const PORTS: readonly [port: number, user: string, remedy: string][] = [
  [9092, "Kafka clients", "stop what listens there (another Kafka?), or use --port"],
  [9093, "Apache Kafka's controller", "stop what listens there"],
  [8080, "the dashboard", "stop what listens there; the demo moves to the next free port"],
  [8081, "the schema registry", "stop what listens there"],
  [8000, "metrics of the random events", "stop what listens there, or set METRICS_PORT"],
  [8001, "metrics of the pub/sub system", "stop what listens there, or set METRICS_PORT"],
];

/** This machine. */
export const thisMachine: Machine = {
  run: runProgram,
  denoVersion: Deno.version.deno,
  isPortFree,
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  async tryWriting(folder) {
    await Deno.mkdir(folder, { recursive: true });
    const file = new URL(`doctor-${crypto.randomUUID()}.tmp`, folder);
    await Deno.writeTextFile(file, "");
    await Deno.remove(file);
  },
  async localhost() {
    return { v4: await reaches("127.0.0.1"), v6: await reaches("::1") };
  },
  reachesByHttp,
};

/** Looks at all that the workshop needs or can use. */
export async function examine(machine: Machine = thisMachine): Promise<Finding[]> {
  return [
    await deno(machine),
    await child(machine),
    await writing(machine),
    await disk(machine),
    await localhost(machine),
    await localHttp(machine),
    ...PORTS.map(([port, user, remedy]) => portFinding(machine, port, user, remedy)),
    await java(machine),
    await tool("Maven", () => requireMaven(machine.run)),
    await docker(machine),
  ];
}

/** Whether nothing that is needed is missing. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.state !== "bad");
}

function good(what: string, says: string): Finding {
  return { what, state: "good", says };
}

function deno({ denoVersion }: Machine): Finding {
  if (!olderThan(denoVersion, LEAST_DENO)) return good("Deno", denoVersion);
  return {
    what: "Deno",
    state: "bad",
    says: `${denoVersion} is older than ${LEAST_DENO}, which the workshop is tested with`,
    remedy:
      `deno upgrade --version ${LEAST_DENO}, or put npx -y deno@${LEAST_DENO} before the task`,
  };
}

async function child({ run, denoVersion }: Machine): Promise<Finding> {
  const what = "deno on the PATH";
  const remedy =
    "put the folder of the deno program on the PATH: learner code runs in a child Deno";
  try {
    const { stdout } = await run("deno", ["--version"]);
    const version = /deno (\S+)/.exec(stdout)?.[1] ?? "unknown";
    if (version === denoVersion) return good(what, version);
    const says = `it is ${version}, but this runs on ${denoVersion}`;
    return { what, state: olderThan(version, LEAST_DENO) ? "bad" : "limited", says, remedy };
  } catch (error) {
    return { what, state: "bad", says: messageOf(error), remedy };
  }
}

async function writing({ tryWriting }: Machine): Promise<Finding> {
  try {
    await tryWriting(new URL(".runs/", ROOT));
    return good("writing here", "the project's folder can be written to");
  } catch (error) {
    return {
      what: "writing here",
      state: "bad",
      says: messageOf(error),
      remedy: "move the project to a folder that you own, or mend its rights",
    };
  }
}

async function disk({ freeBytes }: Machine): Promise<Finding> {
  try {
    const bytes = await freeBytes(".");
    const says = `${(bytes / 1024 ** 3).toFixed(1)} GiB free`;
    if (bytes >= LEAST_FREE_BYTES) return good("disk", says);
    return { what: "disk", state: "limited", says, remedy: "free 1 GiB: logs of brokers grow" };
  } catch (error) {
    return {
      what: "disk",
      state: "limited",
      says: `the free space is not known: ${messageOf(error)}`,
      remedy: "see to it that 1 GiB is free",
    };
  }
}

async function localhost(machine: Machine): Promise<Finding> {
  const what = "localhost";
  const { v4, v6 } = await machine.localhost();
  if (v4) return good(what, v6 ? "reached over IPv4 and IPv6" : "reached over IPv4; no IPv6 here");
  return {
    what,
    state: "bad",
    says: v6
      ? "127.0.0.1 can't be reached from here, only ::1"
      : "localhost reaches nothing on this machine",
    remedy: "let localhost stand for 127.0.0.1 in the hosts file; the brokers listen on IPv4",
  };
}

async function localHttp({ reachesByHttp }: Machine): Promise<Finding> {
  const what = "HTTP to this host";
  const [byName, byAddress] = await Promise.all(LOCAL_HOSTS.map(reachesByHttp));
  if (byName && byAddress) return good(what, "gets there");
  const names = byName ? "127.0.0.1" : byAddress ? "localhost" : "localhost and 127.0.0.1";
  return {
    what,
    state: "limited",
    says: `what asks ${names} does not get there: a proxy is in its way`,
    remedy:
      "set NO_PROXY=localhost,127.0.0.1 beside HTTP_PROXY: lab 09, registry and board need it",
  };
}

function portFinding(
  { isPortFree }: Machine,
  port: number,
  user: string,
  remedy: string,
): Finding {
  const what = `port ${port}`;
  if (isPortFree(port)) return good(what, `free for ${user}`);
  return { what, state: "limited", says: `taken; it is for ${user}`, remedy };
}

async function java({ run }: Machine): Promise<Finding> {
  return await tool("Java", () => requireJava(run));
}

async function tool(what: string, need: () => Promise<unknown>): Promise<Finding> {
  try {
    const version = await need();
    return good(what, typeof version === "number" ? String(version) : "found");
  } catch (error) {
    const [says = "", remedy = ""] = splitOnce(messageOf(error), ": ");
    const only = "; only Apache Kafka itself (--kafka) needs it";
    return { what, state: "limited", says: says + only, remedy };
  }
}

async function docker({ run }: Machine): Promise<Finding> {
  if (await compose(run).isAvailable()) return good("Docker", "an engine answers");
  return {
    what: "Docker",
    state: "limited",
    says: "no engine answers; Apache Kafka can also be started by Java and Maven",
    remedy: "start Docker Desktop or the docker service, if you would rather use it",
  };
}

function splitOnce(text: string, at: string): string[] {
  const index = text.indexOf(at);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + at.length)];
}

function olderThan(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split(/[.+-]/).map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (a![at] || 0) - (b![at] || 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Whether a server on this address is found by the name `localhost`. */
async function reaches(address: string): Promise<boolean> {
  let listener: Deno.TcpListener | undefined;
  try {
    listener = Deno.listen({ hostname: address, port: 0 });
    const accepted = listener.accept();
    const [near, far] = await Promise.all([
      Deno.connect({ hostname: "localhost", port: listener.addr.port }),
      accepted,
    ]);
    near.close();
    far.close();
    return true;
  } catch {
    return false;
  } finally {
    try {
      listener?.close();
    } catch {
      // A failed accept has closed it.
    }
  }
}

/** Whether a request to this host is answered by the server that listens for it. */
async function reachesByHttp(host: string): Promise<boolean> {
  const said = crypto.randomUUID();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(said),
  );
  try {
    const signal = AbortSignal.timeout(HTTP_TIMEOUT_MS);
    const response = await fetch(`http://${host}:${server.addr.port}`, { signal });
    return await response.text() === said;
  } catch {
    return false;
  } finally {
    await server.shutdown();
  }
}
