// A consumer as tutorials show it, with kafkajs' own automatic commits: for the experiment alone.
import { Kafka, logLevel } from "kafkajs";

/** What the experiment hands over. */
export interface Orders {
  readonly bootstrapServers: readonly string[];
  readonly topic: string;
  readonly groupId: string;
  /** Commits are made when so many records are handled. */
  readonly commitEvery: number;
  /** Whether the handler waits for the work, or starts it and returns. */
  readonly waits: boolean;
  charge(offset: string): Promise<void>;
}

/** Consumes until the process is killed. */
export async function consume(orders: Orders): Promise<void> {
  const { bootstrapServers, topic, groupId, commitEvery, waits, charge } = orders;
  const client = new Kafka({ brokers: [...bootstrapServers], logLevel: logLevel.NOTHING });
  // Whoever is killed is left behind at the next rebalance, and that is not long.
  const consumer = client.consumer({ groupId, sessionTimeout: 6000, rebalanceTimeout: 300 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: true,
    autoCommitThreshold: commitEvery,
    async eachMessage({ message }) {
      const charging = charge(message.offset);
      if (waits) await charging;
    },
  });
  await new Promise(() => {});
}
