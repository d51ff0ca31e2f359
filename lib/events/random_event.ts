/** The twelve types of random events. */
export const EVENT_TYPES = [
  "user_login",
  "user_logout",
  "purchase",
  "add_to_cart",
  "remove_from_cart",
  "page_view",
  "click",
  "form_submit",
  "search",
  "api_call",
  "error",
  "session_timeout",
] as const;

/** One of the twelve types of random events. */
export type EventType = (typeof EVENT_TYPES)[number];

/** What became of the thing an event tells of. */
export const EVENT_STATUSES = ["success", "pending", "failed", "cancelled"] as const;

/** What became of the thing an event tells of. */
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** What kind of device an event came from. */
export const DEVICE_TYPES = ["mobile", "desktop", "tablet", "smart_tv", "iot_device"] as const;

/** What kind of device an event came from. */
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** An event of the topic `random-events`, as its JSON text holds it. */
export interface RandomEvent {
  /** A version 4 UUID. */
  readonly event_id: string;
  /** What happened. */
  readonly event_type: EventType;
  /** A whole number from 1. */
  readonly user_id: number;
  /** UTC with `Z`, to the second. */
  readonly timestamp: string;
  /** Two decimals: money for the types of the shop, else the weight of the interaction. */
  readonly value: number;
  /** What became of it. */
  readonly status: EventStatus;
  /** Where it happened. */
  readonly location: { readonly city: string; readonly country: "Indonesia" };
  /** The device it came from. */
  readonly device_type: DeviceType;
  /** The session it belongs to. */
  readonly metadata: {
    readonly session_id: string;
    readonly ip_address: string;
    readonly user_agent: string;
  };
}

/** A time as events hold it: UTC, to the second, `2024-06-18T10:30:45Z`. */
export function eventTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19) + "Z";
}
