import { loadConfig } from "../config/mod.ts";
import { apacheControl, ApacheKafka } from "../workshop/cluster/mod.ts";
import { openRunFolder } from "../workshop/mod.ts";
import { command, EXIT, type ExitCode } from "./command.ts";
import { serveControl } from "./contract/control_server.ts";
import { flag, text } from "./options.ts";

/** Tests that run on an Apache Kafka as they do on the embedded cluster. */
const CONTRACT = [
  ...["contract_test.ts", "contract_kafkajs_test.ts", "contract_port_test.ts"]
    .map((file) => `lib/broker/${file}`),
  ...["faults_contract_test.ts", "frozen_member_contract_test.ts"]
    .map((file) => `lib/proxy/${file}`),
];
/** Scenarios that kill brokers: they need three of them, on a cluster of their own. */
const THREE_BROKERS = ["lib/broker/contract_brokers_test.ts"];
/** Scenarios of logins and access rules: they need a cluster that has them. */
const SECURE = ["lib/broker/secure_contract_test.ts"];
/** The contract waits for the cleaner, which by default looks after logs once in some minutes. */
const QUICK_CLEANER = {
  "log.cleaner.backoff.ms": "100",
  "log.initial.task.delay.ms": "100",
  "log.retention.check.interval.ms": "100",
};
/** Tests of what starts an Apache Kafka; they start their own. */
const CLUSTER = [
  ...["apache_kafka_suite.ts", "apache_control_suite.ts", "apache_secure_suite.ts"],
  ...["stack_secure_suite.ts", "jmx_suite.ts"],
].map((file) => `lib/workshop/cluster/${file}`);
/** What those may run, the start of the stack's secure broker and its clients among it. */
const CLUSTER_RUNS = "--allow-run=java,mvn,mvn.cmd,ps,kill,bash,deno";

await command({
  name: "test:kafka",
  summary:
    "Runs the contract of the embedded cluster, and the tests of kafka:start, on Apache Kafka.",
  options: {
    kafka: flag("Use KAFKA_BOOTSTRAP_SERVERS, or localhost:9092, instead of one of its own"),
    filter: text("TEXT", "Run only the tests whose names hold this"),
    record: flag("Make what Apache Kafka answers the contract"),
  },
}, async ({ options, signal }) => {
  const filter = options.filter === undefined ? [] : [`--filter=${options.filter}`];
  await using kafka = options.kafka ? undefined : await ownKafka(signal);
  const address = kafka?.bootstrapServers ?? loadConfig().bootstrapServers[0]!;
  const args = [`--kafka=${address}`, ...(options.record ? ["--record"] : [])];
  console.log(`Contract on Apache Kafka at ${address}`);
  const codes = [
    await denoTest([...CONTRACT, ...filter, "--", ...args], [], signal),
    ...(options.kafka ? [] : [
      await onThreeBrokers(filter, options.record, signal),
      await onSecureKafka(filter, options.record, signal),
    ]),
    ...(options.kafka || options.record ? [] : [
      await denoTest([...CLUSTER, ...filter], [CLUSTER_RUNS], signal),
    ]),
  ];
  return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
});

async function onThreeBrokers(
  filter: readonly string[],
  record: boolean,
  signal: AbortSignal,
): Promise<ExitCode> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await openRunFolder("contract"));
  const kafka = opened.use(
    await ApacheKafka.start({
      dir: folder.path,
      signal,
      heapMb: 384,
      brokers: 3,
      controlled: true,
    }),
  );
  const control = opened.use(serveControl(apacheControl(kafka)));
  const args = [`--kafka=${kafka.bootstrapServers}`, `--control=${control.address}`];
  console.log(`Contract on three brokers of Apache Kafka at ${kafka.bootstrapServers}`);
  const recorded = record ? ["--record"] : [];
  return await denoTest([...THREE_BROKERS, ...filter, "--", ...args, ...recorded], [], signal);
}

async function onSecureKafka(
  filter: readonly string[],
  record: boolean,
  signal: AbortSignal,
): Promise<ExitCode> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await openRunFolder("contract"));
  const kafka = opened.use(
    await ApacheKafka.start({ dir: folder.path, signal, heapMb: 384, secure: {} }),
  );
  const { name, password } = kafka.security!.superUser;
  const args = [`--kafka-secure=${kafka.internalServers}`, `--super-user=${name}:${password}`];
  console.log(`Contract on a secure Apache Kafka at ${kafka.internalServers}`);
  const recorded = record ? ["--record"] : [];
  return await denoTest([...SECURE, ...filter, "--", ...args, ...recorded], [], signal);
}

async function ownKafka(signal: AbortSignal) {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await openRunFolder("contract"));
  const kafka = opened.use(
    await ApacheKafka.start({ dir: folder.path, signal, heapMb: 512, settings: QUICK_CLEANER }),
  );
  const stack = opened.move();
  return {
    bootstrapServers: kafka.bootstrapServers,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function denoTest(
  args: readonly string[],
  permissions: readonly string[],
  signal: AbortSignal,
): Promise<ExitCode> {
  const child = new Deno.Command("deno", {
    args: [
      "test",
      // The types are for deno task check.
      "--no-check",
      "--quiet",
      "--frozen",
      "--no-prompt",
      "--allow-read",
      "--allow-write=.runs,kafka-data,lib/broker/contract/transcripts",
      "--allow-net=localhost,127.0.0.1",
      "--allow-env",
      "--allow-sys",
      ...permissions,
      ...args,
    ],
    signal,
  }).spawn();
  const { success } = await child.status;
  signal.throwIfAborted();
  return success ? EXIT.ok : EXIT.failed;
}
