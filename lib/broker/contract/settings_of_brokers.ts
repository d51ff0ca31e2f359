import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";
import { awaitMark } from "./settings_mark.ts";

const TOPIC = 2;
const BROKER = 4;
const LOGGER = 8;
/** A setting that does nothing to a scenario. */
const MARK = "log.segment.delete.delay.ms";
const KEYS = ["message.max.bytes", "log.roll.ms", "log.cleanup.policy", "min.insync.replicas"];

type Change = readonly [name: string, operation: number, value: string | null];

/** Settings of brokers read and changed, and what topics make of them. */
export const SETTINGS_OF_BROKERS: readonly Scenario[] = [
  { name: "settings of a broker", run: ofOne },
  { name: "settings of brokers that are refused", run: refused },
  { name: "loggers of a broker", run: loggers },
];

async function change(
  broker: RawConnection,
  resource: { readonly type?: number; readonly name: string },
  changes: readonly Change[],
  validateOnly = false,
): Promise<Note> {
  const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
    resources: [{
      resourceType: resource.type ?? BROKER,
      resourceName: resource.name,
      configs: changes.map(([name, configOperation, value]) => ({ name, configOperation, value })),
    }],
    validateOnly,
  });
  return responses.map(({ errorCode }) => errorName(errorCode));
}

async function replace(
  broker: RawConnection,
  resource: { readonly type?: number; readonly name: string },
  configs: readonly (readonly [string, string | null])[],
): Promise<Note> {
  const { responses } = await broker.call("AlterConfigs", 2, {
    resources: [{
      resourceType: resource.type ?? BROKER,
      resourceName: resource.name,
      configs: configs.map(([name, value]) => ({ name, value })),
    }],
    validateOnly: false,
  });
  return responses.map(({ errorCode }) => errorName(errorCode));
}

async function describe(
  broker: RawConnection,
  resource: { readonly type?: number; readonly name: string },
  keys: readonly string[] | null = KEYS,
): Promise<Note> {
  const { results } = await broker.call("DescribeConfigs", 4, {
    resources: [{
      resourceType: resource.type ?? BROKER,
      resourceName: resource.name,
      configurationKeys: keys,
    }],
    includeSynonyms: true,
  });
  const { errorCode, configs } = results[0]!;
  return {
    error: errorName(errorCode),
    configs: configs.toSorted((a, b) => a.name < b.name ? -1 : 1).map((config) => [
      `${config.name}=${config.value} (${config.configSource})`,
      config.readOnly,
      ...config.synonyms.map(({ name, value, source }) => `${name}=${value} (${source})`),
    ]),
  };
}

/** Waits until a broker goes by all changes so far, those to settings of all brokers, too. */
async function settle(broker: RawConnection, name: string): Promise<void> {
  const mark = { type: BROKER, name, setting: MARK, askedOf: "0" };
  await awaitMark(broker, mark);
  await awaitMark(broker, mark);
}

async function ofOne(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const see = async (step: string) => {
    await settle(broker, "0");
    session.note(step, {
      broker: await describe(broker, { name: "0" }),
      topic: await describe(broker, { type: TOPIC, name: topic }, ["max.message.bytes"]),
    });
  };
  await see("as they are");
  session.note(
    "for one",
    await change(broker, { name: "0" }, [["message.max.bytes", 0, "2000000"]]),
  );
  await see("then");
  const both: Change[] = [["message.max.bytes", 0, "3000000"], ["log.roll.ms", 0, "7200000"]];
  session.note("for all", await change(broker, { name: "" }, both));
  await see("then");
  session.note("of all", await describe(broker, { name: "" }));
  session.note(
    "only checked",
    await change(broker, { name: "0" }, [["log.roll.ms", 0, "9"]], true),
  );
  session.note(
    "an item added",
    await change(broker, { name: "0" }, [
      ["log.cleanup.policy", 2, "compact"],
    ]),
  );
  await see("then");
  session.note(
    "replaced",
    await replace(broker, { name: "0" }, [["message.max.bytes", "2500000"]]),
  );
  await see("then");
  session.note("replaced by nothing", await replace(broker, { name: "0" }, []));
  await see("then");
  session.note(
    "put back",
    await change(broker, { name: "" }, [
      ["message.max.bytes", 1, null],
      ["log.roll.ms", 1, null],
    ]),
  );
  await see("then");
  await change(broker, { name: "0" }, [[MARK, 1, null]]);
}

async function refused(session: Session): Promise<void> {
  const broker = await session.broker();
  const changes: readonly (readonly [string, string, readonly Change[]])[] = [
    ["the broker's id", "0", [["broker.id", 0, "3"]]],
    ["a setting of the start", "0", [["num.partitions", 0, "3"]]],
    ["no number", "0", [["message.max.bytes", 0, "x"]]],
    ["a policy that is none", "0", [["log.cleanup.policy", 0, "shred"]]],
    ["null", "0", [["log.roll.ms", 0, null]]],
    ["an operation that is none", "0", [["log.roll.ms", 9, "5"]]],
    ["the same twice", "0", [["log.roll.ms", 0, "5"], ["log.roll.ms", 0, "6"]]],
    ["a broker that is not there", "9", [["log.roll.ms", 0, "5"]]],
    ["a broker that is no number", "x", [["log.roll.ms", 0, "5"]]],
    ["addresses for all", "", [["listeners", 0, "PLAINTEXT://:9999"]]],
    ["a good one and a bad one", "0", [["log.roll.ms", 0, "7"], ["message.max.bytes", 0, "x"]]],
  ];
  for (const [what, name, wanted] of changes) {
    session.note(what, await change(broker, { name }, wanted));
  }
  session.note("a kind that is none", await change(broker, { type: 77, name: "0" }, []));
  session.note("replaces what is fixed", await replace(broker, { name: "0" }, [["node.id", "4"]]));
  session.note("replaces by null", await replace(broker, { name: "0" }, [["log.roll.ms", null]]));
  session.note("nothing has changed", await describe(broker, { name: "0" }));
  session.note("of a broker that is not there", await describe(broker, { name: "9" }));
  session.note("of a broker that is no number", await describe(broker, { name: "x" }));
}

async function loggers(session: Session): Promise<void> {
  const broker = await session.broker();
  session.note("the root", await describe(broker, { type: LOGGER, name: "0" }, ["root"]));
  session.note("of no broker", await describe(broker, { type: LOGGER, name: "" }));
  session.note(
    "of a broker that is not there",
    await describe(broker, { type: LOGGER, name: "9" }),
  );
  session.note(
    "one that is none",
    await describe(broker, { type: LOGGER, name: "0" }, ["no.such.logger"]),
  );
}
