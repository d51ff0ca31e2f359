import { tryFullDisk } from "./_full_disk.ts";
import { tempFolder } from "./_test_folder.ts";
import { Cluster } from "./cluster.ts";

/** A disk that is full as long as it is said to be: every write gets half through and fails. */
class FullDisk implements Disposable {
  isFull = false;
  readonly #writeSync = Deno.FsFile.prototype.writeSync;

  constructor() {
    const isFull = () => this.isFull;
    const writeSync = this.#writeSync;
    Deno.FsFile.prototype.writeSync = function (bytes) {
      if (!isFull()) return writeSync.call(this, bytes);
      writeSync.call(this, bytes.subarray(0, bytes.length >> 1));
      throw new Error("No space left on device (os error 28)");
    };
  }

  [Symbol.dispose](): void {
    Deno.FsFile.prototype.writeSync = this.#writeSync;
  }
}

/** Tries a cluster whose disk is full for a while, and perhaps again when it is closed. */
async function tryCluster(options: { readonly isFullAtClose: boolean }): Promise<void> {
  const dataDir = tempFolder();
  using disk = new FullDisk();
  let cluster = await Cluster.start({ dataDir });
  const say = (isFull: boolean) => {
    disk.isFull = isFull;
    return Promise.resolve();
  };
  try {
    await tryFullDisk(cluster.bootstrapServers, {
      isWhollyFull: true,
      fill: () => say(true),
      free: () => say(false),
      async restart() {
        await say(options.isFullAtClose);
        await cluster.close();
        await say(false);
        cluster = await Cluster.start({ dataDir });
        return cluster.bootstrapServers;
      },
    });
  } finally {
    await cluster.close();
    Deno.removeSync(dataDir, { recursive: true });
  }
}

Deno.test("a cluster on a full disk refuses, serves what it has, and goes on when there is room", async () => {
  await tryCluster({ isFullAtClose: false });
});

Deno.test("a cluster that is closed on a full disk has everything at its next start", async () => {
  await tryCluster({ isFullAtClose: true });
});
