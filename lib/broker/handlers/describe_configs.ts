// Behavior: every setting of a topic, or the settings of a broker that this cluster goes by, each
// with where its value comes from. Brokers' settings can only be read.
//
// Version notes: 1 adds sources and synonyms, 3 types and documentation.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, RequestError } from "../errors.ts";
import { checkTopicName } from "../topics/topic_name.ts";
import { demandResource } from "./alter_configs.ts";
import { brokerConfigs } from "./broker_configs.ts";
import { effectiveConfigs } from "./describe_topic_configs.ts";
import { handler } from "./handler.ts";
import { RESOURCE_TYPES } from "./resource_types.ts";

type Resource = RequestBody<"DescribeConfigs">["resources"][number];
type Configs = ResponseInput<"DescribeConfigs">["results"][number]["configs"];

export const describeConfigs = handler("DescribeConfigs", [1, 4], ({ cluster, access }, body) => ({
  throttleTimeMs: 0,
  results: body.resources.map((resource) => {
    const { value, errorCode, errorMessage } = attempt(() => {
      demandResource(access, resource);
      return configsOf(cluster, resource);
    });
    const { resourceType, resourceName, configurationKeys: keys } = resource;
    const configs = (value ?? []).filter(({ name }) => !keys?.length || keys.includes(name))
      .map((config) => body.includeSynonyms ? config : { ...config, synonyms: [] });
    return { errorCode, errorMessage, resourceType, resourceName, configs };
  }),
}));

function configsOf(cluster: ClusterState, { resourceType, resourceName }: Resource): Configs {
  if (resourceType === RESOURCE_TYPES.topic) {
    const topic = cluster.topics.get(resourceName);
    if (topic === undefined) {
      checkTopicName(resourceName);
      throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
    }
    return withoutText(effectiveConfigs(topic.configs));
  }
  if (resourceType !== RESOURCE_TYPES.broker) {
    throw new RequestError("INVALID_REQUEST", `Resource type ${resourceType} has no settings here`);
  }
  if (resourceName !== "" && !cluster.brokerIds.includes(Number(resourceName))) {
    throw new RequestError(
      "INVALID_REQUEST",
      `Unexpected broker id, expected one of ${cluster.brokerIds.join(", ")}, got ${resourceName}`,
    );
  }
  return resourceName === "" ? [] : withoutText(brokerConfigs(cluster, Number(resourceName)));
}

function withoutText(configs: readonly Omit<Configs[number], "documentation">[]): Configs {
  return configs.map((config) => ({ ...config, documentation: null }));
}
