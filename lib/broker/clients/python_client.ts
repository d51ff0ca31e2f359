import { findClient } from "./client_test_case.ts";
import { LiveClient, runClient } from "./client_process.ts";
import { type RecordText } from "./sample_records.ts";

/** The folder of the virtual environment that `.ci/clients` fills. */
const VENV_PYTHON = ".runs/clients/python/bin/python";

/** A Python library that can be steered. */
export interface PythonLibrary {
  readonly name: string;
  readonly missing: undefined;
  /** Starts a process that uses it. */
  start(bootstrapServers: string): PythonClient;
}

/** What to look for. */
export interface PythonLibraryOptions {
  /** The interpreters that may have it; the first one that does is taken. */
  readonly interpreters: readonly string[];
  /** Its module. */
  readonly module: string;
  /** How its version begins. */
  readonly version: string;
  /** Our program that steers it. */
  readonly program: string;
}

/** kafka-python as Debian 12 packages it. */
export const kafkaPython2 = await findPython("kafka-python 2", {
  interpreters: ["/usr/bin/python3", "python3"],
  module: "kafka",
  version: "2.",
  program: "kafka_python_client.py",
});

/** kafka-python as its authors publish it. */
export const kafkaPython3 = await findPython("kafka-python 3", {
  interpreters: [VENV_PYTHON],
  module: "kafka",
  version: "3.",
  program: "kafka_python_client.py",
});

/** librdkafka by its Python binding. */
export const confluentKafka = await findPython("confluent-kafka", {
  interpreters: [VENV_PYTHON],
  module: "confluent_kafka",
  version: "2.",
  program: "confluent_client.py",
});

function findPython(name: string, options: PythonLibraryOptions) {
  const { interpreters, module, version, program } = options;
  const ask = `import ${module}; print(${module}.__version__)`;
  return findClient<PythonLibrary>(name, async () => {
    for (const interpreter of interpreters) {
      const answer = await runClient(interpreter, ["-c", ask]).catch((error) => {
        if (error instanceof Deno.errors.NotCapable) throw error;
        return "";
      });
      if (!answer.startsWith(version)) continue;
      const start = (servers: string) => new PythonClient(interpreter, program, servers);
      return { name: `${name} (${answer.trim()})`, missing: undefined, start };
    }
  });
}

/** Starts a library that a test was registered for. */
export function startPython(library: object, bootstrapServers: string): PythonClient {
  return (library as PythonLibrary).start(bootstrapServers);
}

/** What a library refused, in its own words. */
export class PythonClientError extends Error {
  /** The exception's class, or the name of librdkafka's error. */
  readonly code: string;

  constructor(code: string, text: string) {
    super(`${code}: ${text}`);
    this.code = code;
  }
}

/** What one poll of a consumer gives. */
export interface Polled {
  readonly records: readonly (RecordText & { readonly offset: number })[];
  /** Numbers of the partitions that the consumer has. */
  readonly assignment: readonly number[];
}

/** A Python process that carries out one order after the other. */
export class PythonClient implements AsyncDisposable {
  readonly #process: LiveClient;
  #orders = 0;

  constructor(interpreter: string, program: string, bootstrapServers: string) {
    const path = decodeURIComponent(new URL(`./python/${program}`, import.meta.url).pathname);
    this.#process = new LiveClient(interpreter, ["-u", "-B", path, bootstrapServers]);
  }

  /** Gives an order and waits for its answer. @throws {PythonClientError} when it was refused */
  async call<T = unknown>(order: string, args: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const from = this.#orders++;
    await this.#process.write(JSON.stringify({ do: order, with: args }));
    const line = await this.#process.line(`answer to ${order}`, () => true, { from });
    const { result, error } = JSON.parse(line);
    if (error) throw new PythonClientError(error.name, error.text);
    return result;
  }

  /** Polls its consumer once. */
  poll(): Promise<Polled> {
    return this.call<Polled>("poll");
  }

  /** Ends the process without closing anything, as a crash does. */
  async kill(): Promise<void> {
    await this.#process.end("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.end();
  }
}
