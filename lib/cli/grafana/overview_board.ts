import type { BoardSpec } from "./board.ts";

/** Whether everything runs, and the few figures that say how well. */
export const OVERVIEW: BoardSpec = {
  file: "overview.json",
  title: "System Overview",
  description: "Health of all components, and the figures that matter most",
  rows: [
    {
      title: "Health",
      panels: [
        {
          title: "Brokers up",
          description: "Brokers that the cluster counts as alive.",
          view: "stat",
          limits: { problem: 1, falling: true },
          queries: [["sum(max by (broker_id) (kafka_broker_up))", "brokers"]],
        },
        {
          title: "Programs that answer",
          description: "Of our own; a scaled one counts each container.",
          view: "stat",
          limits: { problem: 1, falling: true },
          queries: [['sum(up{job="workshop-app"})', "programs"]],
        },
        {
          title: "Down",
          description: "Whatever Prometheus asks and gets no answer from.",
          view: "stat",
          limits: { problem: 1 },
          queries: [['count(up{job=~"workshop-.+"} == 0) or vector(0)', "targets"]],
        },
        {
          title: "Alerts",
          description: "Firing now, without the watchdog.",
          view: "stat",
          limits: { problem: 1 },
          queries: [[
            'count(ALERTS{alertstate="firing", alertname!="Watchdog"}) or vector(0)',
            "alerts",
          ]],
        },
        {
          title: "Controller",
          description: "1 while the cluster has one.",
          view: "stat",
          limits: { problem: 1, falling: true },
          queries: [["max(kafka_controller_up)", "controller"]],
        },
        {
          title: "Stores up",
          description: "Programs that reach their store.",
          view: "stat",
          limits: { problem: 1, falling: true },
          queries: [["sum(store_up)", "stores"]],
        },
        {
          title: "Components",
          description: "1 where a component answers Prometheus, 0 where it doesn't.",
          view: "table",
          width: 12,
          queries: [["min by (job, compose_service, instance) (up)", "up"]],
        },
        {
          title: "Alerts that fire",
          description: "docs/MONITORING.md says what to do about each.",
          view: "table",
          width: 12,
          queries: [[
            'max by (alertname, severity, group, topic, instance) (ALERTS{alertstate="firing"})',
            "alert",
          ]],
        },
      ],
    },
    {
      title: "Key figures",
      panels: [
        {
          title: "Records sent",
          description: "Acknowledged by the cluster.",
          unit: "ops",
          queries: [[
            'sum by (topic) (rate(kafka_producer_messages_total{outcome="acknowledged"}[$__rate_interval]))',
            "{{topic}}",
          ]],
        },
        {
          title: "Records handled",
          description: "By what became of them: ok, retry, dlq, error.",
          unit: "ops",
          queries: [[
            "sum by (outcome) (rate(processor_messages_total[$__rate_interval]))",
            "{{outcome}}",
          ]],
        },
        {
          title: "Lag",
          description: "Records between what a group committed and the end of the log.",
          queries: [["sum by (group) (group_topic:kafka_consumer_lag:sum)", "{{group}}"]],
        },
      ],
    },
    {
      title: "Services and containers",
      panels: [
        {
          title: "Restarts within the hour",
          description: "How often a service began anew.",
          limits: { warning: 1, problem: 3 },
          queries: [[
            "sum by (service) (changes(service_start_time_seconds[1h]))",
            "{{service}}",
          ], [
            "sum by (container_label_com_docker_compose_service) (changes(container_start_time_seconds[1h]))",
            "container {{container_label_com_docker_compose_service}}",
          ]],
        },
        {
          title: "Containers that run",
          description: "By service, as the engine sees them.",
          queries: [[
            "count by (container_label_com_docker_compose_service) (time() - container_last_seen < 60)",
            "{{container_label_com_docker_compose_service}}",
          ]],
        },
        {
          title: "Memory of containers",
          description: "Without what the system can take back at any time.",
          unit: "bytes",
          queries: [[
            "sum by (container_label_com_docker_compose_service) (container_memory_working_set_bytes)",
            "{{container_label_com_docker_compose_service}}",
          ]],
        },
      ],
    },
    {
      title: "The machine",
      panels: [
        {
          title: "Processors",
          description:
            "Share in use; by the host's exporter, or as each program measures its host.",
          unit: "percentunit",
          limits: { warning: 0.8, problem: 0.95 },
          queries: [
            ['1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))', "host"],
            ["host_cpu_usage_ratio", "{{instance}}"],
          ],
        },
        {
          title: "Memory",
          description: "Share in use.",
          unit: "percentunit",
          limits: { warning: 0.85, problem: 0.95 },
          queries: [
            ["1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", "host"],
            ["host_memory_usage_ratio", "{{instance}}"],
          ],
        },
        {
          title: "Disks",
          description: "Share in use; from 0.8 on the alert DiskSpaceLow comes.",
          unit: "percentunit",
          limits: { warning: 0.7, problem: 0.8 },
          queries: [
            [
              '1 - node_filesystem_avail_bytes{fstype!~"tmpfs|overlay|squashfs|iso9660"} / node_filesystem_size_bytes{fstype!~"tmpfs|overlay|squashfs|iso9660"}',
              "host {{mountpoint}}",
            ],
            ["1 - disk_free_bytes / disk_size_bytes", "{{instance}} {{mount}}"],
          ],
        },
      ],
    },
  ],
};
