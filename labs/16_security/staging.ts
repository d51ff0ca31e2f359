import { waitFor } from "../../lib/core/mod.ts";
import { type Acl, connectKafka, type Kafka } from "../../lib/kafka/mod.ts";
import type { CheckContext } from "../../lib/workshop/mod.ts";
import type { Case } from "./applications.ts";
import { exactly } from "./rules.ts";

/** An application whose topics, user and rules are in the cluster. */
export class Stage implements AsyncDisposable {
  readonly staged: Case;
  /** Its user's connection. */
  readonly kafka: Kafka;
  readonly #context: CheckContext;
  #rules: Acl[] = [];

  private constructor(context: CheckContext, staged: Case, kafka: Kafka) {
    this.#context = context;
    this.staged = staged;
    this.kafka = kafka;
  }

  /** Makes topics with a record in each, and a user who may do nothing yet. */
  static async open(context: CheckContext, staged: Case): Promise<Stage> {
    const { admin } = context;
    await admin.createTopics(staged.topics.map((name) => ({ name, partitions: 1 })));
    const producer = await context.producer({ lingerMs: 0 });
    await Promise.all(staged.topics.map((topic) => producer.send({ topic, value: "a record" })));
    const kafka = await newUser(context, staged.application.user);
    return new Stage(context, staged, kafka);
  }

  /** Puts rules into the cluster. */
  async allow(rules: readonly Acl[]): Promise<void> {
    this.#rules.push(...rules);
    await this.#context.admin.createAcls(rules);
  }

  /** Takes one rule away while something is tried. */
  async without<T>(rule: Acl, attempt: () => Promise<T>): Promise<T> {
    const { admin } = this.#context;
    await admin.deleteAcls(exactly(rule));
    try {
      return await attempt();
    } finally {
      await admin.createAcls([rule]);
    }
  }

  /** The rules in the cluster that are about a name, as the cluster lists them. */
  async rulesAbout(name: string): Promise<readonly Acl[]> {
    const { admin } = this.#context;
    return await admin.listAcls({ resourceName: name, patternType: "match" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { admin } = this.#context;
    await this.kafka[Symbol.asyncDispose]();
    for (const rule of this.#rules) await admin.deleteAcls(exactly(rule));
    await admin.deleteScramUser(this.staged.application.user);
    const there = await admin.listTopics();
    await admin.deleteTopics(this.staged.topics.filter((topic) => there.includes(topic)));
    const groups = (await admin.listGroups()).filter((group) =>
      group.startsWith(this.staged.application.user)
    );
    await admin.deleteGroups(groups);
  }
}

/** A user who may do nothing yet, connected; Apache Kafka takes a moment to know of one. */
export async function newUser({ admin, secured }: CheckContext, name: string): Promise<Kafka> {
  const user = { name, password: crypto.randomUUID() };
  await admin.alterScramUser(user);
  const kafka = connectKafka(secured.connectionAs(user));
  await waitFor(async () => {
    await using session = await kafka.producer({ idempotent: false }).catch(() => undefined);
    if (session === undefined) return false;
    const code = await session.partitionCount("lab16-nothing").catch((error) => error.code);
    return code !== "SASL_AUTHENTICATION_FAILED";
  }, { what: `${name} to be known` });
  return kafka;
}
