import type { FaultRun, InForce, RunFault } from "../run_fault.ts";

/** No fault but the poison that every load has: what must hold anyway. */
export const poison: RunFault = {
  name: "poison",
  what: "One record in a hundred can't be processed: bad JSON, a bad payload, a bug's TypeError",
  async inject({ load, until }) {
    await until(() => load.poison.length >= 3);
    return { fired: () => load.poison.length, end: () => Promise.resolve() };
  },
};

/** How long the topic refuses: longer than a letter is tried. */
const REFUSED_MS = 4000;

/** The dead letters' topic takes nothing for a while. */
export const lettersRefused: RunFault = {
  name: "dlq-refused",
  what: "The dead letters' topic takes nothing for four seconds",
  pipelines: ["plain"],
  async inject(run) {
    const refusal = run.random.pick([byBroker, byConnection]);
    const end = await refusal(run);
    const lettersBefore = run.progress.count("dlq sent");
    const isAlarmed = () =>
      run.members.heard("line").filter(({ level, text }) => level === "ERROR" && /DLQ/.test(text))
        .length;
    await run.until(() => isAlarmed() > 0);
    const taken = run.progress.count("dlq sent") - lettersBefore;
    await run.pass(REFUSED_MS / 4);
    return {
      fired: isAlarmed,
      end,
      judge: () =>
        taken === 0
          ? []
          : [{ rule: "I10", what: `${taken} letters were taken by a topic that refuses` }],
    } satisfies InForce;
  },
};

/** The broker says no: it wants more replicas than there are. */
async function byBroker({ admin, names }: FaultRun): Promise<() => Promise<void>> {
  const topic = names.deadLetters;
  const before = (await admin.topicConfig(topic))["min.insync.replicas"] ?? "1";
  await admin.alterTopicConfig(topic, { "min.insync.replicas": "9" });
  return () => admin.alterTopicConfig(topic, { "min.insync.replicas": before });
}

/** Each try to write ends with its connection. */
function byConnection({ proxy, names }: FaultRun): Promise<() => Promise<void>> {
  const refused = proxy.inject(
    { apiKeys: ["Produce"], topics: [names.deadLetters], action: "refuse" },
    "letters are refused",
  );
  return Promise.resolve(async () => await refused.end());
}
