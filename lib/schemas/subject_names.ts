/** Whether a schema is that of a record's key or of its value. */
export type RecordPart = "key" | "value";

/** What a subject is called by. */
export interface SubjectOf {
  /** The topic. */
  readonly topic: string;
  /** Whether it is for keys or values. */
  readonly part: RecordPart;
  /** The schema's name, with its namespace. */
  readonly schemaName: string;
}

/** How subjects are named: one schema a topic, one a record type, or one a record type and topic. */
export type SubjectNameStrategy = (of: SubjectOf) => string;

/** Confluent's three strategies. */
export const SUBJECT_NAMES = {
  /** `orders-value`: all records of a topic have one schema. */
  topic: ({ topic, part }) => `${topic}-${part}`,
  /** `shop.Order`: a record type has one schema in all topics. */
  record: ({ schemaName }) => schemaName,
  /** `orders-shop.Order`: a topic has several record types. */
  topicRecord: ({ topic, schemaName }) => `${topic}-${schemaName}`,
} as const satisfies Readonly<Record<string, SubjectNameStrategy>>;
