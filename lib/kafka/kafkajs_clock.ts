import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import ConsumerGroup from "kafkajs/src/consumer/consumerGroup.js";
import BrokerPool from "kafkajs/src/cluster/brokerPool.js";

/** How often kafkajs looks again at requests that wait for a free place, in milliseconds. */
const RECHECK_MS = 10;

/** The parts of kafkajs's request queue that tell the time. */
interface RequestQueueInternals {
  throttledUntil: number;
  throttleCheckTimeoutId: ReturnType<typeof setTimeout> | null;
  requestTimeoutIntervalId?: ReturnType<typeof setInterval>;
  readonly pending: readonly unknown[];
  readonly inflight: Map<number, { readonly requestTimeout: number; timeoutRequest(): void }>;
  readonly maxInFlightRequests: number | null;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
  isConnected(): boolean;
  destroy(): void;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

interface ConsumerGroupInternals {
  heartbeat(options: { interval: number }): Promise<void>;
}

interface BrokerPoolInternals {
  /** On the wall clock; `null` when metadata is to be asked for again. */
  metadataExpireAt: number | null;
  readonly metadataMaxAge: number;
  refreshMetadataIfNecessary(topics: readonly string[]): Promise<unknown>;
}

let steadied = false;

/** Told of each heartbeat of a group's member that was answered, and how long ago it was sent. */
export const onBeat: WeakMap<object, (agoMs: number) => void> = new WeakMap();

/**
 * Puts kafkajs's request queue, heartbeats and age of metadata on a clock that never steps. Left
 * alone they compare wall-clock times, so that a step of the clock times every request out, or stops
 * the heartbeats and hides new partitions, and an idle queue arms a timer with a negative delay over
 * and over.
 */
export function steadyKafkajs(monotonicMs: () => number = () => performance.now()): void {
  if (steadied) return;
  steadied = true;
  steadyRequestQueue(RequestQueue.prototype, monotonicMs);
  steadyHeartbeat(ConsumerGroup.prototype, monotonicMs);
  steadyMetadata(BrokerPool.prototype, monotonicMs);
}

function steadyRequestQueue(queue: RequestQueueInternals, monotonicMs: () => number): void {
  const sentAtMs = new WeakMap<object, number>();
  Object.assign(queue, {
    maybeThrottle(this: RequestQueueInternals, throttleMs: number | null) {
      if (!throttleMs || throttleMs <= 0) return;
      this.throttledUntil = Math.max(this.throttledUntil, monotonicMs() + throttleMs);
    },
    canSendSocketRequestImmediately(this: RequestQueueInternals) {
      const full = this.maxInFlightRequests !== null && this.maxInFlightRequests !== undefined &&
        this.inflight.size >= this.maxInFlightRequests;
      return !full && this.throttledUntil <= monotonicMs();
    },
    scheduleCheckPendingRequests(this: RequestQueueInternals) {
      if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
      const delayMs = Math.max(RECHECK_MS, this.throttledUntil - monotonicMs());
      this.throttleCheckTimeoutId = setTimeout(() => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      }, delayMs);
    },
    scheduleRequestTimeoutCheck(this: RequestQueueInternals) {
      if (!this.enforceRequestTimeout) return;
      this.destroy();
      this.requestTimeoutIntervalId = setInterval(() => {
        const now = monotonicMs();
        for (const request of [...this.inflight.values()]) {
          const seenMs = sentAtMs.get(request) ?? now;
          sentAtMs.set(request, seenMs);
          if (now - seenMs > request.requestTimeout) request.timeoutRequest();
        }
        if (!this.isConnected()) this.destroy();
      }, Math.min(this.requestTimeout, 100));
    },
  });
}

function steadyHeartbeat(group: ConsumerGroupInternals, monotonicMs: () => number): void {
  const original = group.heartbeat;
  const beatAtMs = new WeakMap<object, number>();
  group.heartbeat = async function (this: ConsumerGroupInternals, { interval }) {
    const now = monotonicMs();
    const last = beatAtMs.get(this);
    if (last === undefined) beatAtMs.set(this, now);
    else if (now >= last + interval) {
      await original.call(this, { interval: -Infinity });
      const answeredMs = monotonicMs();
      beatAtMs.set(this, answeredMs);
      onBeat.get(this)?.(answeredMs - now);
    }
  };
}

function steadyMetadata(pool: BrokerPoolInternals, monotonicMs: () => number): void {
  const original = pool.refreshMetadataIfNecessary;
  const known = new WeakMap<object, { readonly wallMs: number | null; readonly untilMs: number }>();
  pool.refreshMetadataIfNecessary = async function (this: BrokerPoolInternals, topics) {
    const last = known.get(this);
    if (last === undefined || last.wallMs !== this.metadataExpireAt) {
      const untilMs = monotonicMs() + this.metadataMaxAge;
      known.set(this, { wallMs: this.metadataExpireAt, untilMs });
    } else if (monotonicMs() > last.untilMs) {
      this.metadataExpireAt = null;
      known.delete(this);
    }
    return await original.call(this, topics);
  };
}
