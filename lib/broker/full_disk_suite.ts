// The test of a full disk on a disk that is full: a file system of 4 MB, in a namespace of its own
// (Linux). It stands beside full_disk_test.ts, which needs no rights.
import { tryFullDisk } from "./_full_disk.ts";
import { tempFolder } from "./_test_folder.ts";

const CHILD = new URL("./_full_disk_child.ts", import.meta.url).pathname;
const DISK_BYTES = 4_000_000;
const BALLAST_BYTES = 2_000_000;

/** A cluster in a process of its own, on a small disk that only this process sees. */
class SmallDiskProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  constructor(dataDir: string) {
    const mount = `mount -t tmpfs -o size=${DISK_BYTES} tmpfs ${dataDir}`;
    const permissions = "--allow-read --allow-write --allow-sys --allow-net=localhost,127.0.0.1";
    const run = `exec deno run --quiet --no-prompt ${permissions} ${CHILD}`;
    this.#child = new Deno.Command("unshare", {
      args: ["-Urm", "sh", "-c", `${mount} && ${run} ${dataDir} ${BALLAST_BYTES}`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#writer = this.#child.stdin.getWriter();
  }

  /** The next line that it prints: its address. */
  async address(): Promise<string> {
    let text = "";
    while (!text.endsWith("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error("The cluster on a small disk ended before it answered");
      text += value;
    }
    return text.trim();
  }

  async tell(line: string): Promise<string> {
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
    return await this.address();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#lines.cancel();
    await this.#child.status;
  }
}

Deno.test("a cluster on a disk that is full goes on when there is room", async () => {
  const dataDir = tempFolder();
  {
    await using disk = new SmallDiskProcess(dataDir);
    await tryFullDisk(await disk.address(), {
      isWhollyFull: false,
      fill: () => Promise.resolve(), // the records do
      free: async () => void await disk.tell("free"),
      restart: () => disk.tell("restart"),
    });
  }
  Deno.removeSync(dataDir, { recursive: true });
});
