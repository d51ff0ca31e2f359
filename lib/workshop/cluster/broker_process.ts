import { WorkshopError } from "../../core/mod.ts";
import { runProgram } from "./java.ts";
import { DEPLOY_FOLDER } from "./jars.ts";
import { endProcess, processControl } from "./process_control.ts";

/** Where a broker's files lie. */
export interface BrokerFiles {
  /** The folder of Apache Kafka's jars. */
  readonly libs: string;
  /** The broker's own folder: properties, log segments, log lines. */
  readonly folder: string;
}

/** A Java process that runs one broker. */
export interface BrokerProcess {
  readonly pid: number;
  /** Whether it still runs. */
  isRunning(): Promise<boolean>;
  /** Asks it to end, and ends it when it has not within `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Sends a signal that does not end it; one that has ended does not get it. */
  signal(signal: Deno.Signal): void;
  /** What it wrote to its error stream before its logging began. */
  complaints(): string;
  /** Lets this process end while the broker runs on. */
  letGo(): Promise<void>;
}

/** The properties file of a broker: its path in the command line tells the process from others. */
export function propertiesPath(folder: string): string {
  return `${folder}/server.properties`;
}

/**
 * Prepares a broker's folder for its first start.
 *
 * @throws {WorkshopError} code `FORMAT_FAILED`
 */
export async function formatStorage(files: BrokerFiles, clusterId: string): Promise<void> {
  const { success, stdout, stderr } = await runProgram("java", [
    "-Xmx128m",
    "-XX:TieredStopAtLevel=1",
    ...loggingFlags(files.folder),
    "-cp",
    `${files.libs}/*`,
    "kafka.tools.StorageTool",
    "format",
    "--ignore-formatted",
    "-t",
    clusterId,
    "-c",
    propertiesPath(files.folder),
  ]);
  if (success) return;
  throw new WorkshopError(
    `Apache Kafka could not prepare ${files.folder}: ${lastLine(stderr) || lastLine(stdout)}`,
    { code: "FORMAT_FAILED" },
  );
}

/** How a broker is started. */
export interface SpawnOptions {
  /** Whether it lives on when this process ends. @default {false} */
  readonly detached?: boolean;
  /** The largest heap, in megabytes. @default {1024} */
  readonly heapMb?: number;
  /** Whether a quick start matters more than what it can carry. @default {false} */
  readonly shortLived?: boolean;
}

const LASTING = ["-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"];
const SHORT_LIVED = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** Starts a broker; it answers only some seconds later. */
export function spawnBroker(files: BrokerFiles, options: SpawnOptions = {}): BrokerProcess {
  const { detached = false, heapMb = 1024, shortLived = false } = options;
  const child = new Deno.Command("java", {
    args: [
      ...(shortLived ? SHORT_LIVED : LASTING),
      `-Xms${Math.min(shortLived ? 64 : 256, heapMb)}m`,
      `-Xmx${heapMb}m`,
      "-Djava.awt.headless=true",
      ...loggingFlags(files.folder),
      "-cp",
      `${files.libs}/*`,
      "kafka.Kafka",
      propertiesPath(files.folder),
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    detached,
  }).spawn();
  const process = ownChild(child);
  if (!detached) endWithThisProcess(child);
  return process;
}

/** A broker that an earlier process started and left running. */
export function attachBroker(pid: number, folder: string): BrokerProcess {
  const control = processControl();
  const mark = propertiesPath(folder);
  return {
    pid,
    isRunning: () => control.isRunning(pid, mark),
    stop: (deadlineMs) => endProcess(control, { pid, mark }, deadlineMs),
    kill: async () => {
      if (await control.isRunning(pid, mark)) await control.end(pid, "at once");
    },
    signal: () => {},
    complaints: () => "",
    letGo: () => Promise.resolve(),
  };
}

/** An exit that leaves no time to stop the broker still leaves nothing running. */
function endWithThisProcess(child: Deno.ChildProcess): void {
  const onUnload = () => child.kill("SIGKILL");
  globalThis.addEventListener("unload", onUnload);
  child.status.then(() => globalThis.removeEventListener("unload", onUnload));
}

function ownChild(child: Deno.ChildProcess): BrokerProcess {
  let running = true;
  const ended = child.status.then(() => {
    running = false;
  });
  const complaints = collect(child.stderr);
  const end = async (signal: Deno.Signal) => {
    if (running) child.kill(signal);
    await ended;
    await complaints.finished;
  };
  return {
    pid: child.pid,
    isRunning: () => Promise.resolve(running),
    async stop(deadlineMs) {
      const timer = setTimeout(() => running && child.kill("SIGKILL"), deadlineMs);
      await end("SIGTERM");
      clearTimeout(timer);
    },
    kill: () => end("SIGKILL"),
    signal: (signal) => void (running && child.kill(signal)),
    complaints: () => complaints.text(),
    async letGo() {
      child.unref();
      await complaints.cancel();
    },
  };
}

/** Keeps the beginning of a stream; a broker that writes more is not held up. */
function collect(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let kept = "";
  const finished = (async () => {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (kept.length < 10_000) kept += decoder.decode(chunk.value, { stream: true });
    }
  })();
  return { finished, text: () => kept, cancel: () => reader.cancel() };
}

function loggingFlags(folder: string): string[] {
  return [
    `-Dkafka.logs.dir=${folder}/logs`,
    `-Dlog4j2.configurationFile=${new URL("log4j2.xml", DEPLOY_FOLDER).href}`,
  ];
}

/** The last line of what a program printed, for an error. */
export function lastLine(text: string): string {
  return text.trim().split("\n").findLast((line) => !/^\s+at |^\s*$/.test(line))?.trim() ?? "";
}
