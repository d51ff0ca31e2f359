import type { BoardSpec } from "./board.ts";

/** Brokers, partitions and groups. */
export const KAFKA: BoardSpec = {
  file: "kafka.json",
  title: "Kafka Monitoring",
  description: "Brokers, the state of partitions, what comes and goes, how far groups are",
  rows: [
    {
      title: "Brokers and controller",
      panels: [
        {
          title: "Brokers",
          description: "1 while the cluster counts a broker as alive.",
          limits: { problem: 1, falling: true },
          queries: [["max by (broker_id) (kafka_broker_up)", "broker {{broker_id}}"]],
        },
        {
          title: "Response time",
          description:
            "How long the cluster took to describe itself, and the controller to answer.",
          unit: "s",
          queries: [
            ["max by (broker_id) (kafka_broker_response_seconds)", "broker {{broker_id}}"],
            ["max(kafka_controller_response_seconds)", "controller"],
          ],
        },
        {
          title: "Controller",
          description: "Id of the broker that leads, -1 when there is none.",
          queries: [["max(kafka_controller_id)", "broker id"]],
        },
        {
          title: "Leaders and followers",
          description: "Partitions by broker; leaders should be spread evenly.",
          stacked: true,
          queries: [
            ["max by (broker_id) (kafka_broker_leader_partitions)", "leads {{broker_id}}"],
            ["max by (broker_id) (kafka_broker_follower_partitions)", "follows {{broker_id}}"],
          ],
        },
        {
          title: "Connections",
          description: "By listener; needs the agent of deploy/jmx/compose.yml.",
          queries: [["sum by (listener) (kafka_network_connections)", "{{listener}}"]],
        },
        {
          title: "Requests",
          description: "By kind; needs the agent of deploy/jmx/compose.yml.",
          unit: "ops",
          queries: [[
            "sum by (request) (rate(kafka_network_requests_total[$__rate_interval]))",
            "{{request}}",
          ]],
        },
      ],
    },
    {
      title: "Partitions",
      panels: [
        {
          title: "Partitions of topics",
          description: "How many there are.",
          view: "bargauge",
          queries: [["max by (topic) (kafka_topic_partitions)", "{{topic}}"]],
        },
        {
          title: "Replicas, in sync and in all",
          description: "Copies of all partitions of a topic.",
          queries: [
            [
              "sum by (topic) (max by (topic, partition) (kafka_partition_in_sync_replicas))",
              "{{topic}} in sync",
            ],
            [
              "sum by (topic) (max by (topic, partition) (kafka_partition_replicas))",
              "{{topic}} in all",
            ],
          ],
        },
        {
          title: "Under-replicated partitions",
          description: "Those with a replica that is not in sync.",
          limits: { problem: 1 },
          queries: [[
            "sum by (topic) (max by (topic, partition) (kafka_partition_under_replicated))",
            "{{topic}}",
          ]],
        },
      ],
    },
    {
      title: "Traffic",
      panels: [
        {
          title: "Records written",
          description: "By the ends of the logs, whoever wrote.",
          unit: "ops",
          queries: [[
            "sum by (topic) (max by (topic, partition) (deriv(kafka_partition_log_end_offset[5m])))",
            "{{topic}}",
          ]],
        },
        {
          title: "Records committed",
          description: "By the offsets of the groups.",
          unit: "ops",
          queries: [[
            "sum by (group) (max by (group, topic, partition) (deriv(kafka_consumer_committed_offset[5m])))",
            "{{group}}",
          ]],
        },
        {
          title: "Bytes in and out",
          description: "Keys and values, as our producers and consumers count them.",
          unit: "Bps",
          queries: [
            [
              "sum by (topic) (rate(kafka_producer_bytes_total[$__rate_interval]))",
              "in {{topic}}",
            ],
            [
              "sum by (topic) (rate(kafka_consumer_bytes_total[$__rate_interval]))",
              "out {{topic}}",
            ],
          ],
        },
      ],
    },
    {
      title: "Groups",
      panels: [
        {
          title: "Lag by topic",
          description: "Records between what a group committed and the end of the log.",
          limits: { warning: 100, problem: 10_000 },
          queries: [["group_topic:kafka_consumer_lag:sum", "{{group}} {{topic}}"]],
        },
        {
          title: "Lag in time",
          description: "Age of the oldest record that a group has not committed.",
          unit: "s",
          queries: [[
            "max by (group, topic) (kafka_consumer_lag_seconds)",
            "{{group}} {{topic}}",
          ]],
        },
        {
          title: "Members",
          description: "How many are in a group.",
          queries: [["max by (group) (kafka_consumer_group_members)", "{{group}}"]],
        },
        {
          title: "Lag by partition",
          description: "One partition that lags alone has a hot key or a stuck member.",
          queries: [[
            "group_topic_partition:kafka_consumer_lag:max",
            "{{group}} {{topic}}/{{partition}}",
          ]],
        },
        {
          title: "State of groups",
          description: "Which state each group is in.",
          view: "table",
          queries: [["max by (group, state) (kafka_consumer_group_state) == 1", "{{group}}"]],
        },
        {
          title: "Rebalances",
          description: "Generations that members here have joined, a minute.",
          queries: [[
            "60 * sum by (group) (rate(kafka_consumer_rebalances_total[$__rate_interval]))",
            "{{group}}",
          ]],
        },
      ],
    },
  ],
};
