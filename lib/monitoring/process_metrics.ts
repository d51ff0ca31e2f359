import process from "node:process";
import { type Clock, type Meter, systemClock } from "../core/mod.ts";
import { metric, type PrometheusMeter } from "./meter.ts";

/** What process metrics are measured with. */
export interface ProcessMetricsOptions {
  /** Names the service in `service_up` and `service_start_time_seconds`. */
  readonly service: string;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Measures this process at every render: memory from Deno itself (prom-client's own gauges read
 * files that a narrow permission forbids), processor time, how late timers are.
 *
 * @returns a function that ends it
 */
export function measureProcess(
  meter: PrometheusMeter,
  { service, clock = systemClock }: ProcessMetricsOptions,
): () => void {
  const ended = serviceRuns(meter, service, clock);
  meter.gauge(metric("process_start_time_seconds")).set(clock.now() / 1000);
  const measures = [memory(meter), processorTime(meter), timerLateness(meter, clock)];
  const removers = measures.map((measure) => meter.onRender(measure));
  return () => {
    removers.forEach((remove) => remove());
    ended();
  };
}

/**
 * Shows that a service runs, and since when: a process, or a Worker that is started again when it
 * crashes.
 *
 * @returns a function that shows that it has ended
 */
export function serviceRuns(meter: Meter, service: string, clock: Clock = systemClock): () => void {
  const up = meter.gauge(metric("service_up"));
  up.set(1, { service });
  meter.gauge(metric("service_start_time_seconds")).set(clock.now() / 1000, { service });
  return () => up.set(0, { service });
}

function memory(meter: PrometheusMeter): () => void {
  const resident = meter.gauge(metric("process_resident_memory_bytes"));
  const total = meter.gauge(metric("nodejs_heap_size_total_bytes"));
  const used = meter.gauge(metric("nodejs_heap_size_used_bytes"));
  const external = meter.gauge(metric("nodejs_external_memory_bytes"));
  return () => {
    const usage = Deno.memoryUsage();
    resident.set(usage.rss);
    total.set(usage.heapTotal);
    used.set(usage.heapUsed);
    external.set(usage.external);
  };
}

function processorTime(meter: PrometheusMeter): () => void {
  const user = meter.counter(metric("process_cpu_user_seconds_total"));
  const system = meter.counter(metric("process_cpu_system_seconds_total"));
  const all = meter.counter(metric("process_cpu_seconds_total"));
  let last = { user: 0, system: 0 };
  return () => {
    const now = process.cpuUsage();
    const userSeconds = Math.max(0, now.user - last.user) / 1e6;
    const systemSeconds = Math.max(0, now.system - last.system) / 1e6;
    user.add(userSeconds);
    system.add(systemSeconds);
    all.add(userSeconds + systemSeconds);
    last = now;
  };
}

function timerLateness(meter: PrometheusMeter, clock: Clock): () => Promise<void> {
  const gauge = meter.gauge(metric("nodejs_eventloop_lag_seconds"));
  return async () => {
    const before = clock.monotonicMs();
    await new Promise((resolve) => setTimeout(resolve, 0));
    gauge.set(Math.max(0, clock.monotonicMs() - before) / 1000);
  };
}
