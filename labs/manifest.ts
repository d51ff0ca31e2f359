import type { LabEntry } from "../lib/workshop/mod.ts";

/**
 * The one list of labs. Tasks, listing, grading and checks follow from it: another lab is a folder
 * `labs/NN_name/`, its task and solution, and a line here.
 */
export const labs: readonly LabEntry[] = [
  {
    number: "01",
    name: "first_record",
    title: "The first record",
    misconception: "Sent means stored",
    documents: ["D"],
    cluster: { brokers: 1 },
    minutes: 25,
  },
  {
    number: "02",
    name: "partitions",
    title: "Partitions and keys",
    misconception: "Kafka is ordered",
    documents: ["A", "C", "D"],
    cluster: { brokers: 1 },
    minutes: 30,
  },
  {
    number: "03",
    name: "producers",
    title: "Producers",
    misconception: "A resolved promise means stored once",
    documents: ["A", "D"],
    cluster: { brokers: 1 },
    minutes: 45,
  },
  {
    number: "04",
    name: "consumer_groups",
    title: "Consumer groups",
    misconception: "More consumers means faster",
    documents: ["A", "C", "E"],
    cluster: { brokers: 1 },
    minutes: 40,
  },
  {
    number: "06",
    name: "delivery_guarantees",
    title: "Delivery guarantees",
    misconception: "Automatic commit always loses records, or never does",
    documents: ["A", "D", "E"],
    cluster: { brokers: 1 },
    minutes: 40,
  },
  {
    number: "10",
    name: "retry_dlq",
    title: "Retry and DLQ",
    misconception: "Retry is free",
    documents: ["B", "E"],
    cluster: { brokers: 1 },
    minutes: 40,
  },
  {
    number: "12",
    name: "persistence",
    title: "Persistence",
    misconception: "An upsert makes it idempotent",
    documents: ["A", "E"],
    cluster: { brokers: 1 },
    minutes: 45,
  },
  {
    number: "14",
    name: "replication",
    title: "Replication",
    misconception: "Three replicas means safe",
    documents: ["C", "E"],
    cluster: { brokers: 3 },
    minutes: 45,
  },
  {
    number: "16",
    name: "security",
    title: "Security",
    misconception: "TLS means authorised",
    documents: ["C", "E"],
    cluster: { brokers: 1, secure: true },
    minutes: 45,
  },
];
