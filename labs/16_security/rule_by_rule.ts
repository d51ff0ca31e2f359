import type { Acl } from "../../lib/kafka/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { join, outcomeOf, type Probe, read, transact, write } from "./probes.ts";
import { newUser } from "./staging.ts";

/** A user without any rule, who gets one after the other. */
export async function ruleByRule(context: LabContext): Promise<void> {
  const { screen, admin } = context;
  screen.heading("2. One rule after the other");
  screen.say(
    "A new user tries four things, again after each rule that is added. A letter stands for the " +
      "resource that the cluster refused: T topic, G group, C cluster, X transactional id.",
  );
  await context.predict({
    id: "idempotent",
    question:
      "A user without any rule produces to a topic with an idempotent producer. What does " +
      "the cluster say that it may not use?",
    choices: ["The topic", "The cluster", "The transactional id"],
  });
  const topic = await context.topic("trips");
  const producer = await context.producer({ lingerMs: 0 });
  await producer.send({ topic, value: "a record" });
  const name = `budi-${crypto.randomUUID().slice(0, 6)}`;
  const group = context.groupId("drivers");
  await using kafka = await newUser(context, name);
  const probes = [write(topic), read(topic), join(group, topic), transact(name)];
  const principal = `User:${name}`;
  const rules: readonly Acl[] = [
    { resourceType: "topic", resourceName: topic, principal, operation: "describe" },
    { resourceType: "topic", resourceName: topic, principal, operation: "write" },
    { resourceType: "topic", resourceName: topic, principal, operation: "read" },
    { resourceType: "group", resourceName: group, principal, operation: "read" },
    { resourceType: "transactionalId", resourceName: name, principal, operation: "write" },
  ];
  const tryAll = async () => {
    const outcomes = [];
    for (const probe of probes) outcomes.push(await outcomeOf(probe, kafka));
    return outcomes;
  };
  const rows = [{ rule: "none", outcomes: await tryAll() }];
  for (const rule of rules) {
    await admin.createAcls([rule]);
    rows.push({ rule: `${rule.operation} ${rule.resourceType}`, outcomes: await tryAll() });
  }
  screen.line();
  screen.table(
    [
      { title: "and a rule to" },
      ...["produce", "read", "join a group", "begin a transaction"]
        .map((title) => ({ title })),
    ],
    rows.map(({ rule, outcomes }) => [rule, ...outcomes.map(cell)]),
  );
  await admin.deleteAcls({ principal });
  await admin.deleteScramUser(name);
  await context.seen("idempotent", sentence(probes[0]!, rows[0]!.outcomes[0]!));
}

function cell(code: string): string {
  if (code === "allowed") return "yes";
  const letters: Readonly<Record<string, string>> = {
    TOPIC_AUTHORIZATION_FAILED: "no: T",
    GROUP_AUTHORIZATION_FAILED: "no: G",
    CLUSTER_AUTHORIZATION_FAILED: "no: C",
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "no: X",
  };
  return letters[code] ?? code;
}

function sentence({ what }: Probe, code: string): string {
  return `${code}, when it tried to ${what.replace(/ lab16.*/, "")}. Before the first record the ` +
    "producer asks for an id, and for that it needs to write to some topic, or a rule on the " +
    "cluster that nobody needs since Kafka 2.8. Who may write needs nothing else: write includes " +
    "describe";
}
