import { errorName } from "../session.ts";
import type { SecureScenario, SecureSession } from "./secure_session.ts";
import { askWith, CLUSTER } from "./steps.ts";

/** What may be done with the cluster, and how rules that meet are weighed. */
export const PERMISSIONS_OF_THE_CLUSTER: readonly SecureScenario[] = [
  { name: "permission to administer the cluster", run: cluster },
  { name: "permission to administer users and rules", run: security },
  { name: "rules that meet", run: meeting },
];

async function cluster(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  await askWith(session, "DescribeLogDirs", {
    grants: [["cluster", CLUSTER, "describe"]],
    ask: async (broker) => {
      const { errorCode, results } = await broker.call("DescribeLogDirs", 4, {
        topics: [{ topic, partitions: [0] }],
      });
      return [errorName(errorCode), results.length];
    },
  });
  await askWith(session, "ElectLeaders", {
    grants: [["cluster", CLUSTER, "alter"]],
    ask: async (broker) => {
      const { errorCode, replicaElectionResults } = await broker.call("ElectLeaders", 2, {
        electionType: 0,
        topicPartitions: [{ topic, partitions: [0] }],
        timeoutMs: 5000,
      });
      return [
        errorName(errorCode),
        ...replicaElectionResults.map((one) => errorName(one.partitionResult[0]!.errorCode)),
      ];
    },
  });
  await askWith(session, "AlterPartitionReassignments", {
    grants: [["cluster", CLUSTER, "describe"], ["cluster", CLUSTER, "alter"]],
    ask: async (broker) => {
      const answer = await broker.call("AlterPartitionReassignments", 0, {
        timeoutMs: 5000,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, replicas: [0] }] }],
      });
      return [
        errorName(answer.errorCode),
        ...answer.responses.map((one) => errorName(one.partitions[0]!.errorCode)),
      ];
    },
  });
  await askWith(session, "ListPartitionReassignments", {
    grants: [["cluster", CLUSTER, "describe"]],
    ask: async (broker) => {
      const { errorCode } = await broker.call("ListPartitionReassignments", 0, {
        timeoutMs: 5000,
        topics: null,
      });
      return errorName(errorCode);
    },
  });
}

async function security(session: SecureSession): Promise<void> {
  const name = session.name("nobody");
  const filter = {
    resourceTypeFilter: 2,
    resourceNameFilter: name,
    patternTypeFilter: 3,
    principalFilter: null,
    hostFilter: null,
    operation: 1,
    permissionType: 1,
  };
  await askWith(session, "DescribeAcls", {
    grants: [["cluster", CLUSTER, "describe"]],
    ask: async (broker) => {
      const { errorCode, resources } = await broker.call("DescribeAcls", 3, filter);
      return [errorName(errorCode), resources.length];
    },
  });
  await askWith(session, "CreateAcls and DeleteAcls", {
    grants: [["cluster", CLUSTER, "describe"], ["cluster", CLUSTER, "alter"]],
    ask: async (broker) => {
      const created = await broker.call("CreateAcls", 3, {
        creations: [{
          resourceType: 2,
          resourceName: name,
          principal: "User:nobody",
          host: "*",
          operation: 3,
          permissionType: 3,
        }],
      });
      const deleted = await broker.call("DeleteAcls", 3, { filters: [filter] });
      return [
        ...created.results.map(({ errorCode }) => errorName(errorCode)),
        ...deleted.filterResults.map(({ errorCode }) => errorName(errorCode)),
      ];
    },
  });
  await askWith(session, "users", {
    grants: [["cluster", CLUSTER, "describe"], ["cluster", CLUSTER, "alter"]],
    ask: async (broker) => {
      const described = await broker.call("DescribeUserScramCredentials", 0, {
        users: [{ name }],
      });
      const altered = await broker.call("AlterUserScramCredentials", 0, {
        deletions: [{ name, mechanism: 1 }],
        upsertions: [],
      });
      return [
        errorName(described.errorCode),
        ...described.results.map(({ errorCode }) => errorName(errorCode)),
        ...altered.results.map(({ errorCode }) => errorName(errorCode)),
      ];
    },
  });
}

async function meeting(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  const visible = (what: string, grants: Parameters<typeof askWith>[2]["grants"]) =>
    askWith(session, what, {
      grants,
      ask: async (broker) => {
        const { topics } = await broker.call("Metadata", 8, {
          topics: [{ name: topic }],
          allowAutoTopicCreation: false,
          includeTopicAuthorizedOperations: true,
        });
        const [one] = topics;
        return [errorName(one!.errorCode), one!.topicAuthorizedOperations];
      },
    });
  await visible("a prefix", [["topic", topic.slice(0, -2), "read", { pattern: "prefixed" }]]);
  await visible("a prefix as a name", [["topic", topic.slice(0, -2), "read"]]);
  await visible("all topics", [["topic", "*", "write"]]);
  await visible("a star as a prefix", [["topic", "*", "write", { pattern: "prefixed" }]]);
  await visible("this address", [["topic", topic, "delete", { host: "127.0.0.1" }]]);
  await visible("another address", [["topic", topic, "delete", { host: "10.0.0.1" }]]);
  await visible("denial after", [
    ["topic", topic, "all"],
    ["topic", topic, "describe", { permission: "deny" }],
  ]);
  await visible("denial before", [
    ["topic", topic, "read", { permission: "deny" }],
    ["topic", topic, "read"],
    ["topic", topic, "write"],
  ]);
  await visible("denial of all topics", [
    ["topic", topic, "write"],
    ["topic", "*", "all", { permission: "deny" }],
  ]);
  await visible("denial of a prefix", [
    ["topic", topic, "alter"],
    ["topic", topic.slice(0, -2), "write", { permission: "deny", pattern: "prefixed" }],
    ["topic", topic.slice(0, -2), "alter", { permission: "deny", pattern: "prefixed" }],
  ]);
}
