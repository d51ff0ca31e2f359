import { systemClock, WorkshopError } from "../../core/mod.ts";
import type { DemoOutcome } from "../demo/run.ts";
import { alertsByTheirCauses } from "./alert_proof.ts";
import { anomaliesFound } from "./anomaly_proof.ts";
import { steadyMemory } from "./backlog_proofs.ts";
import { lookedAtUnderLoad } from "./dashboard_proof.ts";
import { manyFaults } from "./fault_proofs.ts";
import { lastLine, ledgerFigures, missesGoal, reaching } from "./figures.ts";
import { demandKept, killAndRevive } from "./kill_revive.ts";
import type { Figure, Proof, ProofContext } from "./proof.ts";
import { stoppedBySignals } from "./stop_signal_proof.ts";
import { manyKills, recoveryBesideKafka } from "./recovery_proofs.ts";
import { copyWhileBounced } from "./transactions_proof.ts";

const CONCURRENT_PARTS = ["broker", "kafka", "producer", "consumer", "proxy", "systems"];
/** What ten minutes may add to the memory of a warm demo. */
const FLAT_SHARE = 0.15;
/** Longest time that a partition may be out of use after a broker died. */
const MAX_RECOVERY_MS = 10_000;

/** All proofs; one that stands here is run and listed. */
export const PROOFS: readonly Proof[] = [
  {
    name: "outage",
    claim: "The demo survives an Apache Kafka that is stopped and started again in its middle",
    minutes: 2,
    run: outage,
  },
  {
    name: "sigkill",
    claim:
      "A hundred times SIGKILL under load on a data folder lose and double nothing acknowledged",
    minutes: 3,
    run: manyKills,
  },
  {
    name: "recovery",
    claim: "Recovery of 1 GB after an unclean stop is no slower than Apache Kafka's",
    minutes: 1,
    run: recoveryBesideKafka,
  },
  {
    name: "kill-revive",
    claim:
      "Each of three brokers killed and revived under load, 50 times in all: what all in-sync " +
      "replicas acknowledged is kept in order, what one acknowledged is not, and clients recover " +
      "within 10 s",
    minutes: 1,
    run: killRevive,
  },
  {
    name: "transactions",
    claim:
      "100,000 records are copied exactly once and in order, in transactions of 750, while the " +
      "brokers and clients of three Apache Kafka brokers are stopped and killed",
    minutes: 12,
    run: copyWhileBounced,
  },
  {
    name: "sigterm",
    claim:
      "A consumer stopped by SIGTERM or Ctrl-C at 20 points of its work ends within 10 s with code " +
      "0 and repeats nothing that was finished; a stopped demo ends with its books balanced",
    minutes: 3,
    run: stoppedBySignals,
  },
  {
    name: "faults",
    claim: "Both pipelines outlive each fault, with 20 seeds and, on three brokers of Apache " +
      "Kafka, with 5: no invariant is violated, and all goes on within 30 s",
    minutes: 50,
    run: manyFaults,
  },
  {
    name: "labs-kafka",
    claim:
      "On Apache Kafka every solution passes, every stub fails, every mutant dies by its check",
    minutes: 16,
    run: labsOnKafka,
  },
  {
    name: "fuzz",
    claim: "A million malformed frames crash nothing, leak nothing, and keep nobody waiting",
    minutes: 3,
    run: malformedFrames,
  },
  {
    name: "memory",
    claim: "Ten minutes at 2,000 events a second leave the demo's memory flat and nothing lost",
    minutes: 11,
    run: flatMemory,
  },
  {
    name: "repeat",
    claim: "The concurrent parts' tests pass twenty times in a row",
    minutes: 38,
    run: twentyTimes,
  },
  {
    name: "alerts",
    claim:
      "Each alert is driven to firing by its real cause, reaches the dashboard through a real " +
      "Prometheus and Alertmanager, and goes when its cause has gone, at a fifth of the rules' times",
    minutes: 10,
    run: alertsByTheirCauses,
  },
  {
    name: "dashboard",
    claim:
      "At 20,000 records a second for ten minutes, with a browser on the overview and a live " +
      "tail, lag stays under 2 s, clicks are answered, and server and pages don't grow",
    minutes: 11,
    run: lookedAtUnderLoad,
  },
  {
    name: "anomalies",
    claim:
      "On labelled server metrics that it was not tuned on, the anomaly detector scores higher " +
      "than a windowed z-score by the rules of the Numenta Anomaly Benchmark",
    minutes: 1,
    run: anomaliesFound,
  },
  {
    name: "bench",
    claim: "The embedded cluster and our clients are as fast as their peers in the same run",
    minutes: 2,
    run: bench,
  },
  {
    name: "matrix",
    claim:
      "With clients of others the embedded cluster is as fast as it should be beside Apache Kafka",
    minutes: 12,
    run: matrix,
  },
  {
    name: "scrape",
    claim: "One scrape of the lag of 10,000 partitions and 100 groups takes less than 2 s, on " +
      "Apache Kafka too",
    minutes: 2,
    run: scrape,
  },
  {
    name: "backlog",
    claim:
      "A backlog of a million records of 1 KiB is validated and scored at half the speed at least " +
      "at which bare kafkajs parses it, and stored at 0.8 of what bare inserts reach",
    minutes: 8,
    run: backlog,
  },
  {
    name: "backlog-memory",
    claim:
      "Ten minutes at 5,000 records a second through the whole pipeline, with the log on disk, " +
      "leave the consumers' memory flat and everything stored",
    minutes: 11,
    run: steadyMemory,
  },
];

async function outage(context: ProofContext): Promise<readonly Figure[]> {
  await context.task("kafka:start");
  try {
    const { output: running } = await context.begin(
      "Ready:",
      ...["demo", "--kafka", "--duration", "60s", "--json"] as const,
    );
    running.catch(() => {});
    await systemClock.sleep(5000, context.signal);
    await context.task("kafka:stop");
    context.say("Apache Kafka is stopped for ten seconds");
    await systemClock.sleep(10_000, context.signal);
    await context.task("kafka:start");
    return ledgerFigures(JSON.parse(await running));
  } finally {
    await context.task("kafka:stop");
  }
}

async function killRevive({ say, signal }: ProofContext): Promise<readonly Figure[]> {
  const outcome = await killAndRevive({ rounds: 50, say, signal });
  demandKept(outcome, MAX_RECOVERY_MS);
  const { producerMs, consumerMs } = outcome;
  const { acknowledged, inLog, lost, doubled, outOfOrder } = outcome;
  return [
    { what: "brokers killed and revived", value: String(producerMs.length) },
    {
      what: "acks all: acknowledged, in the log, lost, doubled, out of order",
      value: [acknowledged, inLog, lost, doubled, outOfOrder].join(", "),
    },
    {
      what: "acks 1 with held followers: acknowledged, lost",
      value: `${outcome.looseAcknowledged}, ${outcome.looseLost}`,
    },
    { what: "written again, median and longest", value: medianAndLongest(producerMs) },
    { what: "read again, median and longest", value: medianAndLongest(consumerMs) },
  ];
}

function medianAndLongest(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  return `${sorted[sorted.length >> 1]} ms, ${sorted.at(-1)} ms`;
}

async function labsOnKafka(context: ProofContext): Promise<readonly Figure[]> {
  await context.task("kafka:start");
  try {
    await context.task("verify", "--solutions", "--kafka");
    const output = await context.task("lab:check", "--kafka");
    return [{ what: "lab:check --kafka", value: lastLine(output) }];
  } finally {
    await context.task("kafka:stop");
  }
}

async function malformedFrames({ task }: ProofContext): Promise<readonly Figure[]> {
  const report = JSON.parse(await task("fuzz", "--frames", "1000000", "--json"));
  const { answered, closed, waiting } = report.connections;
  return [
    { what: "seed, frames", value: `${report.seed}, ${report.frames}` },
    {
      what: "connections answered to the end, closed, left waiting",
      value: `${answered}, ${closed}, ${waiting}`,
    },
    {
      what: "records of another client meanwhile, the slowest",
      value: `${report.roundTrips}, ${report.slowestRoundTripMs} ms`,
    },
    {
      what: "memory at a tenth, at the end",
      value: `${report.rssMb.early} MB, ${report.rssMb.last} MB`,
    },
  ];
}

async function flatMemory({ task }: ProofContext): Promise<readonly Figure[]> {
  const outcome: DemoOutcome = JSON.parse(
    await task(
      "demo",
      "--scenario",
      "random_events",
      "--rate",
      "2000",
      "--duration",
      "10m",
      "--json",
    ),
  );
  const { earlyMb, lastMb, peakMb } = outcome.memory;
  const growth = lastMb / earlyMb - 1;
  if (growth > FLAT_SHARE) {
    throw new WorkshopError(`Memory grew from ${earlyMb} MB to ${lastMb} MB`, {
      code: "MEMORY_GREW",
    });
  }
  return [
    ...ledgerFigures(outcome),
    { what: "memory, median of minutes 2 to 4", value: `${earlyMb} MB` },
    {
      what: "memory, median of the last 2 minutes",
      value: `${lastMb} MB (${(growth * 100).toFixed(1)} %)`,
    },
    { what: "highest memory", value: `${peakMb} MB` },
  ];
}

async function twentyTimes({ task, say }: ProofContext): Promise<readonly Figure[]> {
  for (let run = 1; run <= 20; run++) {
    say(`Run ${run} of 20`);
    await task("test:parts", ...CONCURRENT_PARTS.map((part) => `lib/${part}`));
  }
  return [{ what: "runs in a row", value: "20" }];
}

async function bench({ task }: ProofContext): Promise<readonly Figure[]> {
  const lines = (await task("bench")).split("\n").filter((line) => line.trim() !== "");
  return reaching(lines, missesGoal);
}

async function matrix({ task }: ProofContext): Promise<readonly Figure[]> {
  const lines = (await task("bench", "--only", "matrix")).trimEnd().split("\n");
  return reaching(lines, (line) => / < [\d.]+$/.test(line));
}

async function scrape({ task }: ProofContext): Promise<readonly Figure[]> {
  return reaching((await task("bench", "--only", "scrape")).trimEnd().split("\n"), missesGoal);
}

async function backlog({ task }: ProofContext): Promise<readonly Figure[]> {
  return reaching((await task("bench", "--only", "backlog")).trimEnd().split("\n"), missesGoal);
}
