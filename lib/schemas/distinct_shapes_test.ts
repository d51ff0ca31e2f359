import { assertThrows } from "@std/assert";
import {
  ApplicationLogGenerator,
  dataTuple,
  EventGenerator,
  orderText,
  randomOrder,
  SystemMetricGenerator,
  UserEventGenerator,
} from "../events/mod.ts";
import { ManualClock, seededRandom } from "../core/mod.ts";
import { SchemaValidationError } from "./errors.ts";
import {
  dataMessageSchema,
  fileEventFormat,
  orderSchema,
  platformSchema,
  randomEventFormat,
} from "./formats.ts";
import { validateMessage, validatePlainMessage } from "./message_format.ts";

const random = seededRandom("shapes");
const clock = new ManualClock();

/** Each family of messages: how it is validated, and a message of it. */
const SHAPES: Readonly<Record<string, readonly [(text: string) => unknown, string]>> = {
  "random events": [
    (text) => validateMessage(text, randomEventFormat()),
    JSON.stringify(new EventGenerator({ random, clock }).next()),
  ],
  "file events": [
    (text) => validateMessage(text, fileEventFormat()),
    JSON.stringify({
      eventId: "unique-id",
      eventType: "user-created",
      eventVersion: "1.0",
      eventTime: "2024-01-01T00:00:00Z",
      payload: { userId: "u1", name: "Ann", email: "ann@example.com" },
    }),
  ],
  "user events": [
    (text) => validatePlainMessage(text, platformSchema("user_event")),
    JSON.stringify(new UserEventGenerator({ random, clock }).next()),
  ],
  "application logs": [
    (text) => validatePlainMessage(text, platformSchema("application_log")),
    JSON.stringify(new ApplicationLogGenerator({ random, clock }).next()),
  ],
  "system metrics": [
    (text) => validatePlainMessage(text, platformSchema("system_metric")),
    JSON.stringify(new SystemMetricGenerator({ random, clock }).next()),
  ],
  "orders": [
    (text) => validatePlainMessage(text, orderSchema()),
    orderText(randomOrder(random)),
  ],
  "data items": [
    (text) => validatePlainMessage(text, dataMessageSchema()),
    JSON.stringify(dataTuple(random, clock)[1]),
  ],
};

for (const [family, [validate]] of Object.entries(SHAPES)) {
  Deno.test(`the schema of ${family} takes its own messages and refuses those of all others`, () => {
    for (const [other, [, text]] of Object.entries(SHAPES)) {
      if (other === family) validate(text);
      else assertThrows(() => validate(text), SchemaValidationError, undefined, other);
    }
  });
}
