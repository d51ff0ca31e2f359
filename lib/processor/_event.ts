import type { RandomEvent } from "../events/mod.ts";

let made = 0;

/** An event for tests: an ordinary page view, but for what is given. */
export function eventWith(fields: Partial<RandomEvent> = {}): RandomEvent {
  return {
    event_id: `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`,
    event_type: "page_view",
    user_id: 1234,
    timestamp: "2024-06-18T10:30:45Z",
    value: 1,
    status: "success",
    location: { city: "Jakarta", country: "Indonesia" },
    device_type: "mobile",
    metadata: {
      session_id: "3b1b6d6c-6c0e-4a2b-8a61-0b6f6f1c2d3e",
      ip_address: "192.168.1.42",
      user_agent: "Mozilla/5.0",
    },
    ...fields,
  };
}
