// A cluster on a small disk of its own: it prints its address, and does what it is told by lines.
import { Cluster } from "./cluster.ts";

const [dataDir = "", ballastBytes = ""] = Deno.args;
const ballast = `${dataDir}/ballast`;

Deno.writeFileSync(ballast, new Uint8Array(Number(ballastBytes)));
let cluster = await Cluster.start({ dataDir });
console.log(cluster.bootstrapServers);

for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  for (const line of text.split("\n").filter((line) => line !== "")) {
    if (line === "free") Deno.removeSync(ballast);
    if (line === "restart") {
      await cluster.close();
      cluster = await Cluster.start({ dataDir });
    }
    console.log(cluster.bootstrapServers);
  }
}
await cluster.close();
