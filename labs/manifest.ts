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
];
