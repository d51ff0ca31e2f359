// Behavior: every setting of a topic, or the settings of a broker that this cluster goes by, each
// with where its value comes from; for a broker with an empty name those that were made for all. The
// only logger is root.
//
// Version notes: 1 adds sources and synonyms, 3 types and documentation.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, RequestError } from "../errors.ts";
import type { Topic } from "../topics/topic.ts";
import { checkTopicName } from "../topics/topic_name.ts";
import { demandResource } from "./alter_configs.ts";
import { checkBrokerName } from "./alter_broker_settings.ts";
import { brokerConfigs, LOGGERS, settingsOfAll } from "./broker_configs.ts";
import { effectiveConfigs } from "./describe_topic_configs.ts";
import { handler, type RequestContext } from "./handler.ts";
import { RESOURCE_TYPES } from "./resource_types.ts";

type Resource = RequestBody<"DescribeConfigs">["resources"][number];
type Configs = ResponseInput<"DescribeConfigs">["results"][number]["configs"];

export const describeConfigs = handler(
  "DescribeConfigs",
  [1, 4],
  ({ cluster, access, brokerId }, body) => ({
    throttleTimeMs: 0,
    results: body.resources.map((resource) => {
      const { value, errorCode, errorMessage } = attempt(() => {
        demandResource(access, resource);
        return configsOf({ cluster, brokerId }, resource);
      });
      const { resourceType, resourceName, configurationKeys: keys } = resource;
      const configs = (value ?? []).filter(({ name }) => !keys?.length || keys.includes(name))
        .map((config) => body.includeSynonyms ? config : { ...config, synonyms: [] });
      return { errorCode, errorMessage, resourceType, resourceName, configs };
    }),
  }),
);

type Asked = Pick<RequestContext, "cluster" | "brokerId">;

function configsOf({ cluster, brokerId }: Asked, resource: Resource): Configs {
  const { resourceType, resourceName: name } = resource;
  switch (resourceType) {
    case RESOURCE_TYPES.topic:
      return withoutText(effectiveConfigs(topicOf(cluster, name).configs, { cluster, brokerId }));
    case RESOURCE_TYPES.broker:
      checkBrokerName(cluster, name);
      return withoutText(
        name === "" ? settingsOfAll(cluster) : brokerConfigs(cluster, Number(name)),
      );
    case RESOURCE_TYPES.brokerLogger:
      if (name === "") throw new RequestError("INVALID_REQUEST", "A logger's broker has no id");
      checkBrokerName(cluster, name);
      return LOGGERS.map((logger) => ({ ...logger, documentation: "" }));
    default:
      throw new RequestError("INVALID_REQUEST", `Resource type ${resourceType} has no settings`);
  }
}

function topicOf({ topics }: ClusterState, name: string): Topic {
  const topic = topics.get(name);
  if (topic !== undefined) return topic;
  checkTopicName(name);
  throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
}

function withoutText(configs: readonly Omit<Configs[number], "documentation">[]): Configs {
  return configs.map((config) => ({ ...config, documentation: null }));
}
