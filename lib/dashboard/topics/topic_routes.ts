import { streamEvents } from "../route_stream.ts";
import { json, type PageRoute, RequestError, type RouteCall } from "../routing.ts";
import type { SeenFolder, SeenTopic, TopicsAdmin, TopicsPorts } from "./ports.ts";
import { remembered } from "./remembered.ts";
import { sendLanes } from "./topic_lanes.ts";
import {
  pageOfNames,
  rowOf,
  statisticsOf,
  type TopicPage,
  topicQueryOf,
  wholeNumber,
} from "./topic_list.ts";
import {
  changesOf,
  demandConfirmed,
  demandOwnTopic,
  partitionCountOf,
  placesOf,
  wantedTopicOf,
} from "./topic_orders.ts";
import { detailOf, readersOf, settingRows } from "./topic_view.ts";

const NAMES_MS = 1000;
const STATISTICS_MS = 5000;
const FOLDERS_MS = 15_000;
const READERS_AT_ONCE = 50;

/** The addresses of the topics' page. */
export function topicRoutes({ admin }: TopicsPorts): readonly PageRoute[] {
  const names = remembered(() => admin.listTopics(), { forMs: NAMES_MS });
  return [...readings(admin, names), ...orders(admin, names.forget)];
}

function readings(admin: TopicsAdmin, names: () => Promise<readonly string[]>): PageRoute[] {
  const statistics = remembered(async () => statisticsOf(await admin.surveyTopics()), {
    forMs: STATISTICS_MS,
  });
  // whoever may not see the disks, goes without sizes
  const folders = remembered(() => admin.describeLogDirs().catch((): SeenFolder[] => []), {
    forMs: FOLDERS_MS,
  });
  return [
    read("/api/topics", async ({ query }) => {
      const wanted = topicQueryOf(query);
      const { total, matched, shown } = pageOfNames(await names(), wanted);
      const topics = shown.length === 0 ? [] : await admin.surveyTopics(shown);
      const { page, size } = wanted;
      return { total, matched, page, size, topics: topics.map(rowOf) } satisfies TopicPage;
    }),
    read("/api/topic-statistics", () => statistics()),
    read("/api/topics/:topic", async ({ params }) => {
      const [topic, disks] = await Promise.all([found(admin, params.topic!), folders()]);
      return detailOf(topic, disks);
    }),
    read("/api/topics/:topic/config", async ({ params }) => ({
      settings: settingRows(await admin.topicSettings(params.topic!)),
    })),
    read("/api/topics/:topic/groups", async ({ params, query }) => {
      const page = wholeNumber(query.get("page") ?? "0", { name: "page", min: 0, max: 100_000 });
      const groups = await admin.surveyGroups();
      const readers = readersOf(await found(admin, params.topic!), groups);
      const first = page * READERS_AT_ONCE;
      const shown = readers.slice(first, first + READERS_AT_ONCE);
      return { total: readers.length, page, size: READERS_AT_ONCE, groups: shown };
    }),
    {
      method: "GET",
      path: "/events/topics/:topic",
      access: "read",
      answer: (call) =>
        streamEvents(call, (sender, signal) => {
          return sendLanes(admin, { name: call.params.topic!, sender, signal });
        }),
    },
  ];
}

function orders(admin: TopicsAdmin, changed: () => void): PageRoute[] {
  return [
    write("POST", "/api/topics", async ({ body }) => {
      const topic = wantedTopicOf(body);
      demandOwnTopic(topic.name);
      await admin.checkTopics([topic]);
      await admin.createTopics([topic]);
      changed();
      return json({ name: topic.name }, 201);
    }, ({ body }) => ({ ...wantedTopicOf(body) })),
    write("PATCH", "/api/topics/:topic/config", async ({ params, body }) => {
      await admin.alterTopicConfig(params.topic!, changesOf(body));
      return json({ settings: settingRows(await admin.topicSettings(params.topic!)) });
    }, ({ body }) => ({ settings: changesOf(body) })),
    write("POST", "/api/topics/:topic/partitions", async ({ params, body }) => {
      demandOwnTopic(params.topic!);
      const count = partitionCountOf(body);
      await admin.createPartitions(params.topic!, count);
      return json({ name: params.topic!, partitions: count });
    }, ({ body }) => ({ count: partitionCountOf(body) })),
    write("POST", "/api/topics/:topic/delete-records", async ({ params, body }) => {
      const before = placesOf(params.topic!, body);
      demandOwnTopic(params.topic!);
      demandConfirmed(params.topic!, body);
      await admin.deleteRecords(before);
      return json({ name: params.topic!, partitions: before.length });
    }, ({ params, body }) => ({
      before: placesOf(params.topic!, body).slice(0, 100).map(({ partition, offset }) =>
        `${partition}@${offset}`
      ),
    })),
    write("DELETE", "/api/topics/:topic", async ({ params, body }) => {
      demandOwnTopic(params.topic!);
      demandConfirmed(params.topic!, body);
      await admin.deleteTopics([params.topic!]);
      changed();
      return json({ name: params.topic! });
    }),
  ];
}

async function found(admin: TopicsAdmin, name: string): Promise<SeenTopic> {
  const [topic] = await admin.surveyTopics([name]);
  if (topic !== undefined) return topic;
  throw new RequestError(404, `There is no topic ${name}`);
}

function read(path: string, answer: (call: RouteCall) => Promise<unknown>): PageRoute {
  return {
    method: "GET",
    path,
    access: "read",
    answer: async (call) => json(await answer(call)),
  };
}

function write(
  method: PageRoute["method"],
  path: string,
  answer: PageRoute["answer"],
  audit?: NonNullable<PageRoute["audit"]>,
): PageRoute {
  return { method, path, access: "write", answer, ...(audit !== undefined && { audit }) };
}
