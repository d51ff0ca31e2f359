/** What settings can belong to, by Kafka's own numbers. */
export const RESOURCE_TYPES = { topic: 2, broker: 4, brokerLogger: 8 } as const;
