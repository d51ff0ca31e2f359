import { everyVersion } from "./every_version.ts";
import type { Scenario } from "./session.ts";

const TOPIC = 2;
/** Apache Kafka is started with values of its own for the broker's settings behind these. */
const SET_ON_THE_BROKER = ["retention.bytes", "retention.ms"];

/** What brokers are asked about settings, in every version. */
export const EVERY_VERSION_OF_SETTINGS: readonly Scenario[] = [
  everyVersion("DescribeConfigs", {
    prepare: (session) => session.topic({ config: { "segment.ms": "600000" } }),
    body: ({ prepared }) => ({
      resources: [{ resourceType: TOPIC, resourceName: prepared, configurationKeys: null }],
      includeSynonyms: true,
      includeDocumentation: false,
    }),
    see: ({ results, ...rest }) => ({
      ...rest,
      results: results.map(({ configs, ...result }) => ({
        ...result,
        configs: configs.filter(({ name }) => !SET_ON_THE_BROKER.includes(name))
          .toSorted((a, b) => a.name < b.name ? -1 : 1),
      })),
    }),
  }),
  everyVersion("AlterConfigs", {
    prepare: (session) => session.topic(),
    body: ({ session, prepared, version }) => ({
      resources: [prepared, session.name("none")].map((resourceName) => ({
        resourceType: TOPIC,
        resourceName,
        configs: [{ name: "segment.ms", value: String(60_000 + version) }],
      })),
      validateOnly: false,
    }),
    see: ({ responses, ...rest }) => ({
      ...rest,
      responses: responses.toSorted((a, b) => a.errorCode - b.errorCode),
    }),
  }),
  everyVersion("IncrementalAlterConfigs", {
    prepare: (session) => session.topic(),
    body: ({ session, prepared, version }) => ({
      resources: [prepared, session.name("none")].map((resourceName) => ({
        resourceType: TOPIC,
        resourceName,
        configs: [{ name: "segment.ms", configOperation: 0, value: String(60_000 + version) }],
      })),
      validateOnly: false,
    }),
    see: ({ responses, ...rest }) => ({
      ...rest,
      responses: responses.toSorted((a, b) => a.errorCode - b.errorCode),
    }),
  }),
];
