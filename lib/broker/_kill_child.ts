// A cluster on a data folder, to be killed: it prints its address and runs until then.
import { Cluster } from "./cluster.ts";

const cluster = await Cluster.start({ dataDir: Deno.args[0]! });
console.log(cluster.bootstrapServers);
