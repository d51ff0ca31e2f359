import type { BoardSpec, PanelSpec } from "./board.ts";

const SERVICES: PanelSpec = {
  title: "Services",
  description: "1 while a program runs and is asked by Prometheus.",
  limits: { problem: 1, falling: true },
  queries: [["min by (service) (service_up)", "{{service}}"]],
};

const SENT: PanelSpec = {
  title: "Records sent",
  description: "Acknowledged, failed, and uncertain: those that may have been written.",
  unit: "ops",
  stacked: true,
  queries: [[
    "sum by (outcome) (rate(kafka_producer_messages_total[$__rate_interval]))",
    "{{outcome}}",
  ]],
};

const SEND_ERRORS: PanelSpec = {
  title: "Share of failed deliveries",
  description: "Of all that were sent: what failed, and what nobody knows.",
  unit: "percentunit",
  limits: { warning: 0.001, problem: 0.01 },
  queries: [[
    'sum by (topic) (rate(kafka_producer_messages_total{outcome=~"failed|uncertain"}[$__rate_interval])) / sum by (topic) (rate(kafka_producer_messages_total[$__rate_interval]))',
    "{{topic}}",
  ]],
};

const HANDLED: PanelSpec = {
  title: "Records handled",
  description: "By topic.",
  unit: "ops",
  queries: [[
    "sum by (topic) (rate(processor_messages_total[$__rate_interval]))",
    "{{topic}}",
  ]],
};

const HANDLING_ERRORS: PanelSpec = {
  title: "Share of records that fail",
  description: "Dead letters and errors, of all that were handled to their end.",
  unit: "percentunit",
  limits: { warning: 0.06, problem: 0.144 },
  queries: [["topic:processor_failures:ratio_rate5m", "{{topic}}"]],
};

const HANDLER_TIME: PanelSpec = {
  title: "Time of a handler",
  description: "Half of the records take less than the lower line, 99 of 100 less than the upper.",
  unit: "s",
  queries: [
    [
      "histogram_quantile(0.5, sum by (topic, le) (rate(processor_duration_seconds_bucket[$__rate_interval])))",
      "{{topic}} half",
    ],
    [
      "histogram_quantile(0.99, sum by (topic, le) (rate(processor_duration_seconds_bucket[$__rate_interval])))",
      "{{topic}} 99 %",
    ],
  ],
};

const COMMITS: PanelSpec = {
  title: "Commits",
  description: "Commits of offsets that the coordinator took.",
  unit: "ops",
  queries: [[
    "sum by (group) (rate(kafka_consumer_commits_total[$__rate_interval]))",
    "{{group}}",
  ]],
};

const STALLS: PanelSpec = {
  title: "Partitions that stand still",
  description: "They wait for a store, the dead letters or a retry topic.",
  limits: { problem: 1 },
  queries: [[
    "sum by (group, reason) (kafka_consumer_stalled_partitions)",
    "{{group}} {{reason}}",
  ]],
};

const LAG: PanelSpec = {
  title: "Lag",
  description: "Records between what a group committed and the end of the log.",
  limits: { warning: 100, problem: 10_000 },
  queries: [["group_topic:kafka_consumer_lag:sum", "{{group}} {{topic}}"]],
};

const REQUEST_TIME: PanelSpec = {
  title: "Time of a send",
  description: "From a request to its acknowledgement: half, and 99 of 100.",
  unit: "s",
  queries: [
    [
      'histogram_quantile(0.5, sum by (le) (rate(kafka_client_operation_duration_seconds_bucket{operation="Produce"}[$__rate_interval])))',
      "half",
    ],
    [
      'histogram_quantile(0.99, sum by (le) (rate(kafka_client_operation_duration_seconds_bucket{operation="Produce"}[$__rate_interval])))',
      "99 %",
    ],
  ],
};

const BATCHES: PanelSpec = {
  title: "Average batch",
  description: "Records in a batch; a linger makes it larger.",
  queries: [[
    "sum by (topic) (rate(kafka_producer_batch_records_sum[$__rate_interval])) / sum by (topic) (rate(kafka_producer_batch_records_count[$__rate_interval]))",
    "{{topic}}",
  ]],
};

/** Producers and consumers side by side. */
export const APPLICATION: BoardSpec = {
  file: "application.json",
  title: "Application Monitoring",
  description: "Status and error rates of producers and consumers, and how fresh results are",
  rows: [
    { title: "Status", panels: [SERVICES, SENT, HANDLED] },
    {
      title: "Errors",
      panels: [
        SEND_ERRORS,
        HANDLING_ERRORS,
        {
          title: "What became of records",
          description: "Handled, retried, given up, lost to an error.",
          unit: "ops",
          stacked: true,
          queries: [[
            "sum by (outcome) (rate(processor_messages_total[$__rate_interval]))",
            "{{outcome}}",
          ]],
        },
        {
          title: "Refused by validation",
          description: "By the stage that refused.",
          unit: "ops",
          queries: [[
            "sum by (stage) (rate(processor_refused_total[$__rate_interval]))",
            "{{stage}}",
          ]],
        },
        STALLS,
        {
          title: "Log lines",
          description: "Warnings and errors written.",
          unit: "ops",
          queries: [[
            'sum by (level) (rate(log_messages_total{level=~"WARN|ERROR"}[$__rate_interval]))',
            "{{level}}",
          ]],
        },
      ],
    },
    {
      title: "Freshness",
      panels: [
        {
          title: "From record to effect",
          description: "Time until the effect is stored: half of the records, and 99 of 100.",
          unit: "s",
          queries: [
            [
              "histogram_quantile(0.5, sum by (topic, le) (rate(pipeline_end_to_end_seconds_bucket[$__rate_interval])))",
              "{{topic}} half",
            ],
            [
              "histogram_quantile(0.99, sum by (topic, le) (rate(pipeline_end_to_end_seconds_bucket[$__rate_interval])))",
              "{{topic}} 99 %",
            ],
          ],
        },
        {
          title: "Within five seconds",
          description: "Share of records; the goal is 99 of 100.",
          unit: "percentunit",
          limits: { problem: 0.99, falling: true },
          queries: [[
            'sum by (topic) (rate(pipeline_end_to_end_seconds_bucket{le=~"5|5[.]0"}[5m])) / sum by (topic) (rate(pipeline_end_to_end_seconds_count[5m]))',
            "{{topic}}",
          ]],
        },
        HANDLER_TIME,
      ],
    },
    {
      title: "Processes",
      panels: [
        {
          title: "Memory",
          description: "Resident memory of each program.",
          unit: "bytes",
          queries: [["process_resident_memory_bytes", "{{job}} {{instance}}"]],
        },
        {
          title: "Event loop",
          description: "How late a timer of no delay fired.",
          unit: "s",
          queries: [["nodejs_eventloop_lag_seconds", "{{instance}}"]],
        },
        {
          title: "Risk alerts",
          description: "Events that were judged risky, by level.",
          unit: "ops",
          queries: [[
            "sum by (level) (rate(processor_risk_alerts_total[$__rate_interval]))",
            "{{level}}",
          ]],
        },
      ],
    },
  ],
};

/** One producer after the other. */
export const PRODUCER: BoardSpec = {
  file: "producer.json",
  title: "Producers",
  description: "Status, speed, batches, errors and delay of what is sent",
  rows: [{
    title: "Producers",
    panels: [
      SERVICES,
      {
        title: "Messages a second",
        description: "Acknowledged by the cluster, by topic.",
        unit: "ops",
        queries: [[
          'sum by (topic) (rate(kafka_producer_messages_total{outcome="acknowledged"}[$__rate_interval]))',
          "{{topic}}",
        ]],
      },
      BATCHES,
      SEND_ERRORS,
      REQUEST_TIME,
      {
        title: "Bytes a second",
        description: "Keys and values, by topic.",
        unit: "Bps",
        queries: [[
          "sum by (topic) (rate(kafka_producer_bytes_total[$__rate_interval]))",
          "{{topic}}",
        ]],
      },
      {
        title: "Sent again",
        description: "Messages that a producer tried again after a failure.",
        unit: "ops",
        queries: [[
          "sum by (topic) (rate(producer_message_retries_total[$__rate_interval]))",
          "{{topic}}",
        ]],
      },
      SENT,
    ],
  }],
};

/** One consumer after the other. */
export const CONSUMER: BoardSpec = {
  file: "consumer.json",
  title: "Consumers",
  description: "Status, speed, commits, errors and lag of what is read",
  rows: [{
    title: "Consumers",
    panels: [
      SERVICES,
      {
        title: "Messages a second",
        description: "Fetched by a group.",
        unit: "ops",
        queries: [[
          "sum by (group, topic) (rate(kafka_consumer_messages_total[$__rate_interval]))",
          "{{group}} {{topic}}",
        ]],
      },
      COMMITS,
      HANDLING_ERRORS,
      HANDLED,
      HANDLER_TIME,
      LAG,
      STALLS,
      {
        title: "Out of range",
        description: "The log no longer had the offset to read, and reading went on elsewhere.",
        queries: [[
          "sum by (group, topic) (increase(kafka_consumer_out_of_range_total[1h]))",
          "{{group}} {{topic}}",
        ]],
      },
    ],
  }],
};
