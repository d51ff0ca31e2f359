import { provinceOf } from "./cities.ts";
import {
  type DeviceType,
  type EventStatus,
  eventTimestamp,
  type EventType,
  type RandomEvent,
} from "./random_event.ts";
import { browserOf, operatingSystemOf } from "./user_agents.ts";

/** Where a record's types stand: `workshop.events.PurchaseData`. */
const NAMESPACE = "workshop.events";

/** What there is to say of each kind of event. */
export interface EventDataByName {
  /** Of `user_login`, `user_logout` and `session_timeout`. */
  readonly SessionData: {
    readonly method: "password" | "google" | "token";
    readonly duration_seconds: number | null;
  };
  /** Of `purchase`. */
  readonly PurchaseData: {
    readonly order_id: string;
    readonly items: number;
    readonly payment_method: "bank_transfer" | "credit_card" | "e_wallet" | "cash_on_delivery";
  };
  /** Of `add_to_cart` and `remove_from_cart`. */
  readonly CartData: { readonly product_id: string; readonly quantity: number };
  /** Of `page_view`. */
  readonly PageData: {
    readonly path: string;
    readonly referrer: string | null;
    readonly load_ms: number;
  };
  /** Of `click`. */
  readonly ClickData: { readonly path: string; readonly element: string };
  /** Of `form_submit`. */
  readonly FormData: { readonly form: string; readonly fields: number };
  /** Of `search`. */
  readonly SearchData: { readonly query: string; readonly results: number };
  /** Of `api_call`. */
  readonly ApiCallData: {
    readonly method: "GET" | "POST" | "PUT" | "DELETE";
    readonly path: string;
    readonly status_code: number;
    readonly duration_ms: number;
  };
  /** Of `error`. */
  readonly ErrorData: {
    readonly code: string;
    readonly severity: "warning" | "error" | "critical";
  };
}

/** The name of one kind of event data. */
export type EventDataName = keyof EventDataByName;

/** Type-specific data as Avro's union holds it: `{"workshop.events.SearchData": {…}}`. */
export type AvroEventData = {
  [Name in EventDataName]: {
    readonly [Branch in `workshop.events.${Name}`]: EventDataByName[Name];
  };
}[EventDataName];

/** An event of the topic `random-events` in Avro, by `schemas/event_schema.avsc`. */
export interface AvroEvent {
  /** A version 4 UUID. */
  readonly event_id: string;
  /** What happened. */
  readonly event_type: EventType;
  /** Milliseconds since 1970. */
  readonly timestamp: bigint;
  /** From 1. */
  readonly user_id: bigint;
  /** The session it belongs to. */
  readonly user_session_id: string;
  /** The address it came from. */
  readonly user_ip_address: string;
  /** Two decimals: money for the types of the shop, else the weight of the interaction. */
  readonly value: number;
  /** What became of it. */
  readonly status: EventStatus;
  /** Where it happened. */
  readonly location: {
    readonly city: string;
    readonly province: string;
    readonly country: string;
  };
  /** The device it came from. */
  readonly device: {
    readonly type: DeviceType;
    readonly os: string;
    readonly browser: string;
    readonly user_agent: string;
  };
  /** What there is to say of its type; `null` for an event that came as JSON. */
  readonly event_data: AvroEventData | null;
  /** Where it was made and how. */
  readonly metadata: {
    readonly source: string;
    readonly environment: string;
    readonly processing: {
      readonly schema_version: number;
      /** Milliseconds since 1970. */
      readonly produced_at: bigint;
      readonly correlation_id: string | null;
    };
  };
}

/** Which data an event type has. */
export const EVENT_DATA_OF_TYPE: Readonly<Record<EventType, EventDataName>> = {
  user_login: "SessionData",
  user_logout: "SessionData",
  purchase: "PurchaseData",
  add_to_cart: "CartData",
  remove_from_cart: "CartData",
  page_view: "PageData",
  click: "ClickData",
  form_submit: "FormData",
  search: "SearchData",
  api_call: "ApiCallData",
  error: "ErrorData",
  session_timeout: "SessionData",
};

/** What an Avro event says that a JSON event does not. */
export interface AvroEventExtras {
  /** The program that made it. @default {"random-events"} */
  readonly source?: string;
  /** `production`, `development` and the like. @default {"development"} */
  readonly environment?: string;
  /** When it was produced, in milliseconds since 1970. @default {the event's own time} */
  readonly producedAtMs?: number;
  /** What its record's header says. @default {null} */
  readonly correlationId?: string;
  /** What there is to say of its type. @default {null} */
  readonly data?: AvroEventData;
}

/** The version of {@linkcode AvroEvent}'s shape that this library writes. */
export const AVRO_EVENT_VERSION = 1;

/**
 * The Avro form of a JSON event. What JSON lacks is filled in from what it has, or from `extras`:
 *
 * | Avro | JSON |
 * |---|---|
 * | event_id, event_type, value, status | the same |
 * | timestamp | the same time, in milliseconds |
 * | user_id | the same, 64 bits |
 * | user_session_id, user_ip_address | metadata.session_id, metadata.ip_address |
 * | location.city, location.country | the same |
 * | location.province | the city's province; `unknown` for a city that we don't know |
 * | device.type, device.user_agent | device_type, metadata.user_agent |
 * | device.os, device.browser | read from the user agent |
 * | event_data | – |
 * | metadata | – |
 */
export function avroEventOf(event: RandomEvent, extras: AvroEventExtras = {}): AvroEvent {
  const { metadata: { session_id, ip_address, user_agent }, location, device_type } = event;
  const timestamp = BigInt(Date.parse(event.timestamp));
  const { source = "random-events", environment = "development", data = null } = extras;
  return {
    event_id: event.event_id,
    event_type: event.event_type,
    timestamp,
    user_id: BigInt(event.user_id),
    user_session_id: session_id,
    user_ip_address: ip_address,
    value: event.value,
    status: event.status,
    location: {
      city: location.city,
      province: provinceOf(location.city) ?? "unknown",
      country: location.country,
    },
    device: {
      type: device_type,
      os: operatingSystemOf(user_agent),
      browser: browserOf(user_agent),
      user_agent,
    },
    event_data: data,
    metadata: {
      source,
      environment,
      processing: {
        schema_version: AVRO_EVENT_VERSION,
        produced_at: extras.producedAtMs === undefined ? timestamp : BigInt(extras.producedAtMs),
        correlation_id: extras.correlationId ?? null,
      },
    },
  };
}

/**
 * The JSON form of an Avro event, for everything that reads events: the table of
 * {@linkcode avroEventOf} backwards. Parts of a second, province, system, browser, data and metadata
 * have no place in it.
 */
export function randomEventOf(event: AvroEvent): RandomEvent {
  return {
    event_id: event.event_id,
    event_type: event.event_type,
    user_id: Number(event.user_id),
    timestamp: eventTimestamp(Number(event.timestamp)),
    value: event.value,
    status: event.status,
    // The rules of JSON events decide whether this country is one.
    location: { city: event.location.city, country: event.location.country as "Indonesia" },
    device_type: event.device.type,
    metadata: {
      session_id: event.user_session_id,
      ip_address: event.user_ip_address,
      user_agent: event.device.user_agent,
    },
  };
}

/** Whether an event's data is of its type; an event without data is. */
export function isDataOfType({ event_type, event_data }: AvroEvent): boolean {
  if (event_data === null) return true;
  const [branch] = Object.keys(event_data);
  return branch === `${NAMESPACE}.${EVENT_DATA_OF_TYPE[event_type]}`;
}
