import type { RunFault } from "../run_fault.ts";

/** No fault but the poison that every load has: what must hold anyway. */
export const poison: RunFault = {
  name: "poison",
  moves: "processor_messages_total",
  what: "One record in a hundred can't be processed: bad JSON, a bad payload, a bug's TypeError",
  on: ["embedded"],
  async inject({ load, until }) {
    await until(() => load.poison.length >= 3);
    return { fired: () => load.poison.length, end: () => Promise.resolve() };
  },
};

/** Longer than a letter is tried before people are told. */
const ALARM_MS = 20_000;

/** The dead letters' topic takes nothing for a while. */
export const lettersRefused: RunFault = {
  name: "dlq-refused",
  moves: "kafka_consumer_stalls_total",
  what: "The dead letters' topic can't be written until somebody is told of it",
  pipelines: ["plain"],
  async inject({ proxy, names, members, until }) {
    const refused = proxy.inject(
      { apiKeys: ["Produce"], topics: [names.deadLetters], action: "refuse" },
      "letters are refused",
    );
    const alarms = () =>
      members.heard("line").filter(({ level, text }) => level === "ERROR" && /DLQ/.test(text));
    await until(() => alarms().length > 0, ALARM_MS);
    return {
      fired: () => Math.min(refused.fired, alarms().length),
      end: async () => await refused.end(),
    };
  },
};
