// An embedded cluster on a data folder whose disk is full when it is told so: each write gets half
// through then, and fails. It prints its address, and a line for each order that it has followed.
import { Cluster } from "../../broker/mod.ts";

const writeSync = Deno.FsFile.prototype.writeSync;
let isFull = false;

Deno.FsFile.prototype.writeSync = function (bytes) {
  if (!isFull) return writeSync.call(this, bytes);
  writeSync.call(this, bytes.subarray(0, bytes.length >> 1));
  throw new Error("No space left on device (os error 28)");
};
Deno.addSignalListener("SIGINT", () => {});

const cluster = await Cluster.start({ dataDir: Deno.args[0]! });
console.log(
  JSON.stringify({ bootstrapServers: cluster.bootstrapServers, clusterId: cluster.clusterId }),
);
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  for (const line of text.split("\n").filter((line) => line !== "")) {
    isFull = JSON.parse(line).isFull;
    console.log("done");
  }
}
await cluster.close();
