import { startClusterInWorker } from "../broker/mod.ts";
import { seededRandom } from "../core/mod.ts";
import { ApacheKafka } from "../workshop/cluster/mod.ts";
import { openRunFolder } from "../workshop/mod.ts";
import { command } from "./command.ts";
import { flag, number, text } from "./options.ts";
import { bounceTransactions, demandCopied } from "./transactions/bounce.ts";
import {
  bouncedApacheKafka,
  type BouncedCluster,
  bouncedEmbedded,
} from "./transactions/bounced_cluster.ts";

/** Transactions that last this long are open when something is bounced. */
const DELAY_MS = 400;

await command({
  name: "transactions",
  summary: "Copies a topic exactly once while brokers and copiers are bounced, cleanly and hard.",
  options: {
    records: number("How many are copied", { fallback: 20_000, min: 100, max: 10_000_000 }),
    size: number("Records of a transaction", { fallback: 750, min: 1, max: 10_000 }),
    copiers: number("Processes that copy", { fallback: 2, min: 1, max: 8 }),
    rounds: number("How often something is bounced", { fallback: 8, min: 1, max: 1000 }),
    seed: text("TEXT", "Decides what is bounced when; made up if it is not given"),
    kafka: flag("On three brokers of Apache Kafka, started for this run"),
    json: flag("Print one line of JSON"),
  },
}, async ({ options, signal }) => {
  const say = options.json ? () => {} : (line: string) => console.log(line);
  const seed = options.seed ?? crypto.randomUUID();
  await using opened = new AsyncDisposableStack();
  const cluster = options.kafka
    ? await apacheKafka(opened, signal)
    : bouncedEmbedded(opened.use(await startClusterInWorker({ brokers: 3 })));
  say(`${options.kafka ? "Apache Kafka" : "The embedded cluster"}, seed ${seed}`);
  const outcome = await bounceTransactions({
    cluster,
    records: options.records,
    transactionRecords: options.size,
    copiers: options.copiers,
    rounds: options.rounds,
    delayMs: DELAY_MS,
    random: seededRandom(seed),
    say,
    signal,
  });
  console.log(JSON.stringify({ seed, ...outcome }));
  demandCopied(outcome, options.records);
});

async function apacheKafka(
  opened: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<BouncedCluster> {
  const folder = opened.use(await openRunFolder("transactions"));
  const kafka = await ApacheKafka.start({ dir: folder.path, brokers: 3, controlled: true, signal });
  return bouncedApacheKafka(opened.use(kafka));
}
