import { messageOf, waitFor, WorkshopError } from "../../core/mod.ts";
import { freePorts } from "../cluster/mod.ts";
import { fetchApicurio } from "./fetch_apicurio.ts";

const START_TIMEOUT_MS = 120_000;
const CONFLUENT_API = "/apis/ccompat/v7";

/** How it is started. */
export interface ApicurioOptions {
  /** Which release. */
  readonly version: string;
  /** Ends the fetching of what is missing. */
  readonly signal?: AbortSignal;
}

/** A schema registry of Apicurio's in a process of its own, empty and in memory. */
export class Apicurio implements AsyncDisposable {
  /** Its Confluent API. */
  readonly url: string;
  readonly #process: Deno.ChildProcess;

  private constructor(url: string, process: Deno.ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  /**
   * Fetches what is missing, starts it on free ports and gives it the level that Confluent's
   * registry begins with.
   *
   * @throws {WorkshopError} code `FETCH_FAILED` or `APICURIO_NOT_STARTED`
   */
  static async start({ version, signal }: ApicurioOptions): Promise<Apicurio> {
    const { jar, java } = await fetchApicurio(version, signal);
    const [port, management] = freePorts(2);
    const process = new Deno.Command(java, {
      args: [
        ...["-Xmx384m", "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1"],
        ...[`-Dquarkus.http.port=${port}`, "-Dquarkus.management.host=127.0.0.1"],
        ...[`-Dquarkus.management.port=${management}`, "-Dquarkus.http.access-log.enabled=false"],
        ...["-Dapicurio.ccompat.use-canonical-hash=true", "-jar", jar],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const apicurio = new Apicurio(`http://127.0.0.1:${port}${CONFLUENT_API}`, process);
    try {
      await apicurio.#begin(signal);
      return apicurio;
    } catch (cause) {
      await apicurio[Symbol.asyncDispose]();
      signal?.throwIfAborted();
      throw new WorkshopError(
        `Apicurio ${version} did not start on port ${port}: ${messageOf(cause)}`,
        { code: "APICURIO_NOT_STARTED", cause },
      );
    }
  }

  async #begin(signal?: AbortSignal): Promise<void> {
    await waitFor(() => this.#setLevel().catch(() => false), {
      what: "Apicurio to answer",
      timeoutMs: START_TIMEOUT_MS,
      intervalMs: 200,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #setLevel(): Promise<boolean> {
    const response = await fetch(`${this.url}/config`, {
      method: "PUT",
      headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
      body: JSON.stringify({ compatibility: "BACKWARD" }),
    });
    await response.body?.cancel();
    return response.ok;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#process.status;
  }
}
