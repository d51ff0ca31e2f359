/** What a relay does with the next message that names a command. */
interface Cut {
  readonly command: string;
  /** Whether the server still gets the message, and only its answer is lost. */
  readonly delivered: boolean;
  readonly done: PromiseWithResolvers<void>;
}

/** Stands between a driver and MongoDB and breaks the connection at a chosen command. */
export class Relay implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #target: number;
  readonly #open = new Set<Deno.Conn>();
  readonly #running: Promise<void>;
  #cut: Cut | undefined;
  #silent = false;

  /** A relay before the server on a port. */
  constructor(target: number) {
    this.#target = target;
    this.#running = this.#accept();
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}/`;
  }

  /** Breaks the connection before the server hears of the command; resolves when it did. */
  cutBefore(command: string): Promise<void> {
    return this.#cutAt(command, false);
  }

  /** Lets the command through and breaks the connection before its answer; resolves when it did. */
  cutAnswerOf(command: string): Promise<void> {
    return this.#cutAt(command, true);
  }

  /** Holds all answers back from now on. */
  silence(): void {
    this.#silent = true;
  }

  #cutAt(command: string, delivered: boolean): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#cut = { command, delivered, done };
    return done.promise;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) void this.#serve(client);
  }

  async #serve(client: Deno.Conn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#target });
    const both = [client, server];
    for (const connection of both) this.#open.add(connection);
    let isCut: Cut | undefined;
    const forwards = this.#pipe(client, server, (bytes) => {
      if (this.#cut === undefined || !names(bytes, this.#cut.command)) return true;
      isCut = this.#cut;
      this.#cut = undefined;
      return isCut.delivered;
    });
    const backwards = this.#pipe(server, client, () => isCut === undefined);
    await Promise.race([forwards, backwards]);
    for (const connection of both) {
      if (this.#open.delete(connection)) connection.close();
    }
    await Promise.allSettled([forwards, backwards]);
    isCut?.done.resolve();
  }

  /** Copies until an end, an error, or a message that must not pass. */
  async #pipe(from: Deno.Conn, to: Deno.Conn, passes: (bytes: Uint8Array) => boolean) {
    const buffer = new Uint8Array(1 << 20);
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        const bytes = buffer.subarray(0, count);
        if (!passes(bytes)) return;
        if (this.#silent) continue;
        for (let sent = 0; sent < count;) sent += await to.write(bytes.subarray(sent));
      }
    } catch {
      // The other direction has closed the connection.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) {
      this.#open.delete(connection);
      connection.close();
    }
    await this.#running.catch(() => {});
  }
}

/** Whether a message begins with a command: its name is the first key of the body. */
function names(bytes: Uint8Array, command: string): boolean {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  return text.includes(`${command}\0`);
}
