import { json, type PageRoute } from "../routing.ts";
import { bytesOf, contentIn } from "./content.ts";
import type { ProducePorts } from "./ports.ts";
import { produceWish, recordOf, topicIn } from "./produce_record.ts";
import { redrive, replay, USUAL_HEADERS } from "./replay.ts";
import { sendRecord } from "./sending.ts";

/** A value of a megabyte in hexadecimal digits, with room for the rest. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What the page that sends asks for: two questions, and three orders that need writes. */
export function produceRoutes(ports: ProducePorts): readonly PageRoute[] {
  return [
    {
      method: "POST",
      path: "/api/produce/partition",
      access: "read",
      maxBodyBytes: MAX_BODY_BYTES,
      answer: async ({ body }) => json(await predicted(ports, body)),
    },
    {
      method: "GET",
      path: "/api/produce/headers",
      access: "read",
      answer: () => json({ usual: USUAL_HEADERS }),
    },
    {
      method: "POST",
      path: "/api/produce",
      access: "write",
      maxBodyBytes: MAX_BODY_BYTES,
      audit: ({ body }) => {
        const { topic, partition, key, value, headers } = produceWish(body);
        return {
          ...{ topic, partition: partition ?? null, key: key.as, value: value.as },
          ...{ characters: value.text.length, headers: headers.length },
        };
      },
      answer: async ({ body }) =>
        json(await sendRecord(ports, await recordOf(produceWish(body), ports))),
    },
    {
      method: "POST",
      path: "/api/produce/replay",
      access: "write",
      audit: placesOf,
      answer: async ({ body, signal }) => json(await replay(ports, body, signal)),
    },
    {
      method: "POST",
      path: "/api/produce/redrive",
      access: "write",
      audit: placesOf,
      answer: async ({ body, signal }) => json(await redrive(ports, body, signal)),
    },
  ];
}

/** Where a key will go, before anything is sent. */
async function predicted(ports: ProducePorts, body: unknown) {
  const { topic, key } = body as Readonly<Record<string, unknown>>;
  const name = topicIn(topic);
  const of = (await ports.admin.describeTopic(name)).length;
  const content = contentIn(key ?? { as: "null" }, "key");
  const { registry } = ports;
  const bytes = await bytesOf(content, { what: "key", fallbackSubject: `${name}-key`, registry });
  return { partition: bytes === null ? null : ports.partitionForKey(bytes, of), of };
}

/** What the audit log is told: places, never what a record holds. */
function placesOf({ body }: Parameters<PageRoute["answer"]>[0]) {
  const { topic, partition, offset, to, dryRun } = body as Readonly<Record<string, string>>;
  return { topic, partition, offset, to, dryRun };
}
