import type { BoardSpec } from "./board.ts";

/** Stores: whether they answer, what they are asked, how they grow. */
export const PERSISTENCE: BoardSpec = {
  file: "persistence.json",
  title: "Persistence Monitoring",
  description: "Connection and response of the stores, operations on them, and their growth",
  rows: [
    {
      title: "Connection",
      panels: [
        {
          title: "Stores and MongoDB",
          description:
            "1 while a program reaches its store, and while MongoDB answers its exporter.",
          limits: { problem: 1, falling: true },
          queries: [
            ["min by (store) (store_up)", "{{store}}"],
            ["min(mongodb_up)", "MongoDB's exporter"],
          ],
        },
        {
          title: "Response time",
          description: "How long a store took to answer at the last look.",
          unit: "s",
          queries: [["max by (store) (store_response_seconds)", "{{store}}"]],
        },
        {
          title: "Connections",
          description: "Open ones: our own, and all that MongoDB counts.",
          queries: [
            ["sum by (store) (store_connections)", "{{store}}"],
            ['sum(mongodb_ss_connections{conn_type="current"})', "MongoDB in all"],
          ],
        },
      ],
    },
    {
      title: "Operations",
      panels: [
        {
          title: "Operations of our programs",
          description: "By store and kind.",
          unit: "ops",
          queries: [[
            "sum by (store, operation) (rate(persistence_operations_total[$__rate_interval]))",
            "{{store}} {{operation}}",
          ]],
        },
        {
          title: "Operations by outcome",
          description: "What a store could not do comes again: nothing is lost.",
          unit: "ops",
          queries: [[
            "sum by (store, outcome) (rate(persistence_operations_total[$__rate_interval]))",
            "{{store}} {{outcome}}",
          ]],
        },
        {
          title: "Operations of MongoDB",
          description: "Inserts, queries, updates, deletions, by its own counters.",
          unit: "ops",
          queries: [[
            "sum by (legacy_op_type) (rate(mongodb_ss_opcounters[$__rate_interval]))",
            "{{legacy_op_type}}",
          ]],
        },
        {
          title: "Time of an operation",
          description: "Half of them take less than the lower line, 99 of 100 less than the upper.",
          unit: "s",
          width: 12,
          queries: [
            [
              "histogram_quantile(0.5, sum by (store, operation, le) (rate(persistence_duration_seconds_bucket[$__rate_interval])))",
              "{{store}} {{operation}} half",
            ],
            [
              "histogram_quantile(0.99, sum by (store, operation, le) (rate(persistence_duration_seconds_bucket[$__rate_interval])))",
              "{{store}} {{operation}} 99 %",
            ],
          ],
        },
        {
          title: "Partitions that wait for a store",
          description: "Their records come again once it is back.",
          width: 12,
          limits: { problem: 1 },
          queries: [[
            'sum by (group) (kafka_consumer_stalled_partitions{reason="outage"})',
            "{{group}}",
          ]],
        },
      ],
    },
    {
      title: "Size",
      panels: [
        {
          title: "Documents",
          description: "Rows or documents by collection.",
          queries: [[
            "max by (store, collection) (store_documents)",
            "{{store}} {{collection}}",
          ]],
        },
        {
          title: "Size",
          description: "On disk, and what MongoDB counts as data.",
          unit: "bytes",
          queries: [
            ["max by (store) (store_size_bytes)", "{{store}}"],
            ["sum by (database) (mongodb_dbstats_dataSize)", "MongoDB {{database}}"],
          ],
        },
        {
          title: "Growth",
          description: "Of the stores, over the last quarter of an hour.",
          unit: "Bps",
          queries: [
            ["max by (store) (deriv(store_size_bytes[15m]))", "{{store}}"],
            ["sum by (database) (deriv(mongodb_dbstats_dataSize[15m]))", "MongoDB {{database}}"],
          ],
        },
      ],
    },
  ],
};
