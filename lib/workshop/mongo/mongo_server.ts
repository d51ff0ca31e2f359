import { WorkshopError } from "../../core/mod.ts";
import { pathOf } from "../cluster/jars.ts";
import { requireJava } from "../cluster/java.ts";
import { ensureJars, freePorts } from "../cluster/mod.ts";

const DEPLOY = new URL("../../../deploy/mongodb/", import.meta.url);
const LIBS = new URL("../../../.runs/mongo-jars", import.meta.url);

/** How a server is started. */
export interface MongoServerOptions {
  /** Folder of its file of documents; the caller removes it. */
  readonly folder: string;
  /** Ends the fetching of what is missing. */
  readonly signal?: AbortSignal;
}

/**
 * A server for tests that speaks MongoDB's protocol (mongo-java-server, by Maven): a process of its
 * own that can be killed and started again with what it had acknowledged.
 *
 * It has no transactions, no replica set, no logins, and it explains no queries.
 */
export class MongoServer implements AsyncDisposable {
  /** Where it listens, after a restart too. */
  readonly port: number;
  readonly #folder: string;
  #process: Deno.ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /**
   * Fetches what is missing and starts a server on a free port.
   *
   * @throws {WorkshopError} when Java or Maven is missing, or the server does not start
   */
  static async start({ folder, ...fetching }: MongoServerOptions): Promise<MongoServer> {
    await requireJava();
    await ensureJars(pathOf(LIBS), { ...fetching, pom: new URL("pom.xml", DEPLOY) });
    const server = new MongoServer(freePorts(1)[0]!, folder);
    await server.restart();
    return server;
  }

  /** The connection string. */
  get uri(): string {
    return `mongodb://127.0.0.1:${this.port}/`;
  }

  /** Ends it at once, as a power cut would; what it acknowledged stays in its file. */
  async kill(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (process === undefined) return;
    process.kill("SIGKILL");
    await process.stdin.close().catch(() => {});
    await process.status;
  }

  /** Starts it again after {@link kill}, on the same port with the same documents. */
  async restart(): Promise<void> {
    const process = new Deno.Command("java", {
      args: [
        ...["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
        ...["-cp", `${pathOf(LIBS)}/*`, pathOf(new URL("TestMongo.java", DEPLOY))],
        ...[String(this.port), `${this.#folder}/documents.mv`],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#process = process;
    const reader = process.stdout.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    if (value !== undefined && new TextDecoder().decode(value).startsWith("ready")) return;
    await this.kill();
    throw new WorkshopError(
      `The MongoDB of the tests did not start on port ${this.port}: see what it wrote above`,
      { code: "MONGODB_NOT_STARTED" },
    );
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
