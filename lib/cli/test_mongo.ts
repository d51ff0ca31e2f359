import { loadConfig } from "../config/mod.ts";
import { MongoServer, openRunFolder } from "../workshop/mod.ts";
import { command, EXIT } from "./command.ts";
import { text } from "./options.ts";

/** The contract of stores, and the documents of lab 12, on any MongoDB. */
const CONTRACT = ["lib/storage/mongo_suite.ts", "labs/12_persistence/mongo_documents_suite.ts"];
/** What happens when the server is killed: it takes one that may be killed. */
const OUTAGES = ["mongo_store_suite.ts", "mongo_pipeline_suite.ts", "mongo_pubsub_suite.ts"]
  .map((file) => `lib/workshop/mongo/${file}`);
/** What the driver asks of the system: its version for the handshake, a file that containers have. */
const DRIVER = ["--allow-sys=osRelease,uid,gid", "--ignore-env"];

await command({
  name: "test:mongo",
  summary: "Tests the MongoDB store: on MONGODB_URI, or on a small server of its own by Maven.",
  options: { filter: text("TEXT", "Run only the tests whose names hold this") },
  notes: ["On MONGODB_URI only the contract runs, in collections of its own that are dropped."],
}, async ({ options, signal }) => {
  const filter = options.filter === undefined ? [] : [`--filter=${options.filter}`];
  const { mongodbUri } = loadConfig();
  if (mongodbUri !== undefined) {
    console.log("Contract on the MongoDB of MONGODB_URI");
    return await denoTest([...CONTRACT, ...filter], mongodbUri.reveal(), ["--allow-net"], signal);
  }
  await using folder = await openRunFolder("mongodb");
  await using server = await MongoServer.start({ folder: folder.path, signal });
  console.log(`Contract on the MongoDB of the tests, port ${server.port}`);
  const local = ["--allow-net=127.0.0.1,localhost"];
  const contract = await denoTest([...CONTRACT, ...filter], server.uri, local, signal);
  const own = [...local, "--allow-run=java,mvn,mvn.cmd", "--allow-write=.runs"];
  const outages = await denoTest([...OUTAGES, ...filter], server.uri, own, signal);
  return contract === EXIT.ok ? outages : contract;
});

async function denoTest(
  args: readonly string[],
  uri: string,
  permissions: readonly string[],
  signal: AbortSignal,
) {
  const child = new Deno.Command("deno", {
    args: [
      ...["test", "--no-check", "--quiet", "--frozen", "--no-prompt", "--allow-read", ...DRIVER],
      ...permissions,
      ...args,
      ...["--", `--uri=${uri}`],
    ],
    signal,
  }).spawn();
  const { success } = await child.status;
  signal.throwIfAborted();
  return success ? EXIT.ok : EXIT.failed;
}
