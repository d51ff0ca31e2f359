// Behavior: replaces all settings of topics, of a broker or, with an empty name, of all brokers: what
// is not listed goes back to its default.
//
// Version notes: all versions behave alike.
import type { ClusterState } from "../cluster_state.ts";
import { attempt, RequestError } from "../errors.ts";
import type { Access } from "../security/access.ts";
import type { Topic } from "../topics/topic.ts";
import { checkTopicConfigs } from "../topics/topic_config_checks.ts";
import { alterBrokerSettings } from "./alter_broker_settings.ts";
import { handler } from "./handler.ts";
import { RESOURCE_TYPES } from "./resource_types.ts";

export const alterConfigs = handler("AlterConfigs", [0, 2], ({ cluster, access }, body) => ({
  throttleTimeMs: 0,
  responses: body.resources.map(({ resourceType, resourceName, configs }) => {
    const { errorCode, errorMessage } = attempt(() => {
      demandResource(access, { resourceType, resourceName });
      if (resourceType === RESOURCE_TYPES.broker) {
        const { validateOnly } = body;
        const nothing = configs.find(({ value }) => value === null);
        if (nothing !== undefined) {
          throw new RequestError("INVALID_REQUEST", `Null value for ${nothing.name}`);
        }
        const replacing = { changes: configs, replace: true, validateOnly };
        return alterBrokerSettings(cluster, resourceName, replacing);
      }
      const topic = alterableTopic(cluster, { resourceType, resourceName });
      checkTopicConfigs(configs.map(({ name, value }) => [name, value]));
      if (body.validateOnly) return;
      const given = new Map(configs.map(({ name, value }) => [name, value]));
      const dropped = [...topic.configs.keys()].filter((name) => !given.has(name));
      cluster.topics.configure(topic, [
        ...given,
        ...dropped.map((name) => [name, null] as const),
      ]);
    });
    return { errorCode, errorMessage, resourceType, resourceName };
  }),
}));

/**
 * Lets nobody read or change the settings of a topic, of brokers or of their loggers who may not.
 *
 * @throws {RequestError} an authorization error
 */
export function demandResource(
  access: Access,
  { resourceType, resourceName }: { resourceType: number; resourceName: string },
): void {
  const { topic, broker, brokerLogger } = RESOURCE_TYPES;
  if (resourceType === topic) access.demand("topic", resourceName);
  else if (resourceType === broker || resourceType === brokerLogger) access.demand("cluster");
}

/**
 * The topic whose settings are to be changed.
 *
 * @throws {RequestError} it is not there, or the resource is no topic
 */
export function alterableTopic(
  cluster: ClusterState,
  { resourceType, resourceName }: { resourceType: number; resourceName: string },
): Topic {
  if (resourceType !== RESOURCE_TYPES.topic) {
    throw new RequestError(
      "INVALID_REQUEST",
      `Settings of resource type ${resourceType} can't be changed: those of topics and brokers can`,
    );
  }
  if (resourceName === "") {
    throw new RequestError("INVALID_REQUEST", "Default topic resources are not allowed.");
  }
  const topic = cluster.topics.get(resourceName);
  if (topic === undefined) {
    throw new RequestError(
      "UNKNOWN_TOPIC_OR_PARTITION",
      `The topic '${resourceName}' does not exist.`,
    );
  }
  return topic;
}
