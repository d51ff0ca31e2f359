import { WorkshopError } from "../../lib/core/mod.ts";
import { connectKafka, type KafkaConnection } from "../../lib/kafka/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";

/** A client and what came of its attempt to read. */
interface Attempt {
  readonly client: string;
  readonly code: string;
  readonly message: string;
  readonly tookMs: number;
}

const DOORS = ["TLS", "login", "rules"] as const;
/** The door at which a client is stopped that gets this answer. */
const STOPPED_AT: Readonly<Record<string, number>> = {
  CONNECTION_FAILED: 0,
  SASL_AUTHENTICATION_FAILED: 1,
  TOPIC_AUTHORIZATION_FAILED: 2,
};

/** One reader, with one thing wrong at a time. */
export async function threeDoors(context: LabContext): Promise<void> {
  const { screen, secured, admin } = context;
  screen.heading("1. Three doors");
  screen.say(
    "A client that wants to read a topic passes three doors. TLS: do I trust the server? Login: " +
      "does the server know me? Rules: may I do this? Each looks at something else.",
  );
  await context.predict({
    id: "doors",
    question: "A client trusts the right authority and logs in with the right password. May it " +
      "read the topic?",
    choices: ["Yes: the connection is secure", "Yes, but it may not write", "No"],
  });
  const topic = await context.topic("orders");
  const producer = await context.producer({ lingerMs: 0 });
  await producer.send({ topic, value: "a record" });
  const user = { name: `anne-${crypto.randomUUID().slice(0, 6)}`, password: "kopi tubruk" };
  await admin.alterScramUser(user);
  const right = secured.connectionAs(user);
  const clients: readonly (readonly [string, KafkaConnection])[] = [
    ["trusts another authority", { ...right, tls: { ca: secured.wrongCa } }],
    ["has a wrong password", secured.connectionAs({ ...user, password: "teh botol" })],
    ["has neither wrong", right],
  ];
  const attempts: Attempt[] = [];
  for (const [client, connection] of clients) {
    attempts.push(await attempt(client, connection, topic));
  }
  const rule = {
    resourceType: "topic",
    resourceName: topic,
    principal: `User:${user.name}`,
    operation: "read",
  } as const;
  await admin.createAcls([rule]);
  attempts.push(await attempt("has a rule, too", right, topic));
  show(context, attempts);
  await admin.deleteAcls({ principal: rule.principal });
  await admin.deleteScramUser(user.name);
  await context.seen(
    "doors",
    `${attempts[2]!.code}. TLS keeps others from listening, a password says who somebody is; ` +
      "neither says what anybody may do",
  );
}

async function attempt(
  client: string,
  connection: KafkaConnection,
  topic: string,
): Promise<Attempt> {
  await using kafka = connectKafka(connection);
  const begunMs = performance.now();
  const tookMs = () => performance.now() - begunMs;
  try {
    const { length } = await Array.fromAsync(kafka.read({ topic }));
    return { client, code: "", message: `${length} record read`, tookMs: tookMs() };
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    return { client, code: error.code, message: error.message, tookMs: tookMs() };
  }
}

function show({ screen }: LabContext, attempts: readonly Attempt[]): void {
  screen.line();
  screen.table(
    [
      { title: "the client" },
      ...DOORS.map((title) => ({ title })),
      { title: "error" },
      { title: "ms", align: "right" as const },
    ],
    attempts.map(({ client, code, tookMs }) => {
      const stopped = STOPPED_AT[code] ?? DOORS.length;
      const doors = DOORS.map((_, at) => at < stopped ? "open" : at === stopped ? "shut" : "");
      return [client, ...doors, code, Math.round(tookMs)];
    }),
  );
  screen.line();
  for (const { client, message, code } of attempts) {
    if (code !== "") screen.say(`${client}: ${message.replace(/^.*?: /, "")}`, "  ");
  }
  screen.say(
    "The first error comes from your own machine: it hung up before it told the server anything. " +
      "The second comes as the answer to a login, the third as the answer to a request.",
  );
}
