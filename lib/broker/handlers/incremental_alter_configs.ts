// Behavior: changes single settings of topics, of a broker or, with an empty name, of all brokers,
// and leaves the others: 0 sets, 1 puts the default back, 2 adds items to a list, 3 takes items from
// it. All changes of one are made or none.
//
// Version notes: all versions behave alike.
import { attempt, RequestError } from "../errors.ts";
import type { Topic } from "../topics/topic.ts";
import { checkTopicConfigs } from "../topics/topic_config_checks.ts";
import { listItems, topicConfig } from "../topics/topic_configs.ts";
import { alterBrokerSettings, type SettingChange } from "./alter_broker_settings.ts";
import { alterableTopic, demandResource } from "./alter_configs.ts";
import { RESOURCE_TYPES } from "./resource_types.ts";
import { handler } from "./handler.ts";

const OPERATIONS = ["set", "delete", "append", "subtract"] as const;

interface Change {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

export const incrementalAlterConfigs = handler(
  "IncrementalAlterConfigs",
  [0, 1],
  ({ cluster, access }, body) => ({
    throttleTimeMs: 0,
    responses: body.resources.map(({ resourceType, resourceName, configs }) => {
      const { errorCode, errorMessage } = attempt(() => {
        demandResource(access, { resourceType, resourceName });
        refuseTwice(configs);
        if (resourceType === RESOURCE_TYPES.broker) {
          const changes = configs.map(brokerChange);
          const { validateOnly } = body;
          return alterBrokerSettings(cluster, resourceName, { changes, validateOnly });
        }
        const topic = alterableTopic(cluster, { resourceType, resourceName });
        const changes = configs.map((change) => [change.name, changed(topic, change)] as const);
        checkTopicConfigs(after(topic, changes));
        if (!body.validateOnly) cluster.topics.configure(topic, changes);
      });
      return { errorCode, errorMessage, resourceType, resourceName };
    }),
  }),
);

/** All settings of a topic as they will be. */
function after(
  topic: Topic,
  changes: readonly (readonly [string, string | null])[],
): [string, string][] {
  const settings = new Map<string, string | null>([...topic.configs, ...changes]);
  return [...settings].flatMap(([name, value]) => value === null ? [] : [[name, value]]);
}

function refuseTwice(configs: readonly Change[]): void {
  if (new Set(configs.map(({ name }) => name)).size < configs.length) {
    throw new RequestError("INVALID_REQUEST", "A setting is changed more than once");
  }
}

function brokerChange({ name, configOperation, value }: Change): SettingChange {
  const operation = OPERATIONS[configOperation];
  if (operation === undefined) {
    throw new RequestError("INVALID_REQUEST", `There is no operation ${configOperation}`);
  }
  if (operation === "delete") return { name, value: null };
  if (value === null) throw new RequestError("INVALID_REQUEST", `Null value for ${name}`);
  return operation === "set" ? { name, value } : { name, value, edits: operation };
}

/** The value that a setting gets; null puts the default back. */
function changed(topic: Topic, { name, configOperation, value }: Change): string | null {
  const operation = OPERATIONS[configOperation];
  if (operation === undefined) {
    throw new RequestError("UNKNOWN_SERVER_ERROR", `There is no operation ${configOperation}`);
  }
  if (operation === "delete") return null;
  if (value === null) throw new RequestError("INVALID_REQUEST", `Null value for ${name}`);
  const next = operation === "set" ? value : edited(topic, { name, value, operation });
  return next;
}

function edited(
  topic: Topic,
  { name, value, operation }: {
    name: string;
    value: string;
    operation: "append" | "subtract";
  },
): string {
  if (topicConfig(name)?.type !== "list") {
    throw new RequestError("INVALID_CONFIG", `Can't ${operation} to ${name}: it is not a list`);
  }
  const items = listItems(value);
  const present = listItems(topic.config(name));
  const next = operation === "append"
    ? [...present, ...items.filter((item) => !present.includes(item))]
    : present.filter((item) => !items.includes(item));
  return next.join(",");
}
