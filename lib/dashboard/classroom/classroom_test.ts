import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { type Classroom, type ClassroomOptions, openClassroom } from "./classroom.ts";

const LABS = ["01", "02", "03"].map((number) => ({ number, title: `Lab ${number}` }));
const ADDRESS = { hostname: "127.0.0.1", port: 0, explicitPort: false };

async function withKafka(
  body: (kafka: Kafka, open: (more?: Partial<ClassroomOptions>) => Promise<Classroom>) => Promise<
    void
  >,
): Promise<void> {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await body(kafka, (more) => openClassroom({ kafka, labs: LABS, address: ADDRESS, ...more }));
}

async function report(
  classroom: Classroom,
  name: string,
  verdicts: Readonly<Record<string, string>>,
): Promise<[number, string]> {
  const results = Object.entries(verdicts)
    .map(([lab, verdict]) => ({ lab, verdict, atMs: 1_700_000_000_000, tookMs: 5 }));
  const response = await fetch(classroom.urls[0]!, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, results }),
  });
  return [response.status, (await response.text()).trim()];
}

const shown = (classroom: Classroom) =>
  classroom.view().learners.map(({ name, results }) =>
    `${name}: ${
      Object.entries(results).map(([lab, { verdict }]) => `${lab} ${verdict}`).join(", ")
    }`
  );

const seen = (classroom: Classroom, lines: readonly string[]) =>
  waitFor(() => JSON.stringify(shown(classroom)) === JSON.stringify(lines), {
    what: lines.join("; "),
  });

Deno.test("what learners report stands on the board, the newest of each lab", async () => {
  await withKafka(async (_, open) => {
    await using room = await open();
    const changes: string[] = [];
    room.onChange(({ name, lab, cell }) => changes.push(`${name} ${lab} ${cell?.verdict}`));
    assertEquals(await report(room, "Bo", { "01": "pass", "02": "fail" }), [200, "Kept 2"]);
    assertEquals(await report(room, "Ada", { "03": "inconclusive" }), [200, "Kept 1"]);
    assertEquals(await report(room, "Bo", { "02": "pass" }), [200, "Kept 1"]);
    await seen(room, ["Ada: 03 inconclusive", "Bo: 01 pass, 02 pass"]);
    assertEquals(changes.length, 4);
  });
});

Deno.test("a restart brings the board back from the topic, and the old URL stays good", async () => {
  await withKafka(async (_, open) => {
    let token: string;
    {
      await using room = await open();
      token = room.urls[0]!.split("/").at(-1)!;
      await report(room, "Ada", { "01": "pass" });
    }
    await using room = await open({ token });
    assertEquals(shown(room), ["Ada: 01 pass"]);
    assertEquals(room.urls[0]!.endsWith(`/report/${token}`), true);
    assertEquals((await report(room, "Ada", { "02": "pass" }))[0], 200);
    await seen(room, ["Ada: 01 pass, 02 pass"]);
  });
});

Deno.test("there is room for so many learners, and one who leaves makes room", async () => {
  await withKafka(async (_, open) => {
    await using room = await open({ maxLearners: 2 });
    for (const name of ["Ada", "Bo"]) {
      assertEquals((await report(room, name, { "01": "pass" }))[0], 200);
    }
    const [status, text] = await report(room, "Cy", { "01": "pass" });
    assertEquals(status, 400);
    assertStringIncludes(text, "The board is full: it holds 2 learners");
    assertEquals((await report(room, "Bo", { "02": "fail" }))[0], 200);
    await seen(room, ["Ada: 01 pass", "Bo: 01 pass, 02 fail"]);
    assertEquals(await room.remove("Bo"), 2);
    await seen(room, ["Ada: 01 pass"]);
    assertEquals((await report(room, "Cy", { "01": "pass" }))[0], 200);
    await seen(room, ["Ada: 01 pass", "Cy: 01 pass"]);
    assertEquals(await room.remove("Nobody"), 0);
  });
});

Deno.test("what others write to the topic is shown only when it is a result", async () => {
  await withKafka(async (kafka, open) => {
    await using room = await open();
    await using session = await kafka.producer();
    const bytes = (text: string) => new TextEncoder().encode(text);
    const value = (name: string, lab: string) =>
      JSON.stringify({ name, lab, verdict: "pass", atMs: 1, tookMs: 1 });
    await session.produce({
      topic: "workshop-results",
      partition: 0,
      records: [
        { key: bytes("no slash"), value: bytes("{}") },
        { key: bytes("Ada/99"), value: bytes(value("Ada", "99")) },
        { key: bytes("<b>/01"), value: bytes(value("<b>", "01")) },
        { key: bytes("Ada/01"), value: bytes(value("Bo", "01")) },
        { key: bytes("Ada/01"), value: new Uint8Array([0xff, 0xfe]) },
        { key: bytes("a/b/01"), value: null },
        { key: bytes("Ada/02"), value: bytes(value("Ada", "02")) },
      ],
    });
    await seen(room, ["Ada: 02 pass"]);
  });
});

Deno.test("the topic keeps the newest of each learner and lab", async () => {
  await withKafka(async (kafka, open) => {
    await using _room = await open();
    await using admin = await kafka.admin();
    assertEquals((await admin.topicConfig("workshop-results"))["cleanup.policy"], "compact");
  });
});

Deno.test("without a cluster there is no classroom, and nothing stays open", async () => {
  await using kafka = connectKafka({ bootstrapServers: ["localhost:1"] });
  await assertRejects(() => openClassroom({ kafka, labs: LABS, address: ADDRESS }));
});

Deno.test("a cluster that was away keeps nobody from reporting once it is back", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const dataDir = await Deno.makeTempDir({ dir: ".runs" });
  let cluster = await Cluster.start({ dataDir });
  const [, port] = cluster.bootstrapServers.split(":");
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  try {
    await using room = await openClassroom({ kafka, labs: LABS, address: ADDRESS });
    assertEquals((await report(room, "Ada", { "01": "pass" }))[0], 200);
    await cluster.close();
    assertEquals((await report(room, "Bo", { "01": "pass" }))[0], 503);
    cluster = await Cluster.start({ dataDir, ports: [Number(port)] });
    await waitFor(async () => (await report(room, "Cy", { "02": "pass" }))[0] === 200, {
      what: "a report that is kept",
      timeoutMs: 60_000,
      intervalMs: 200,
    });
    await waitFor(() => shown(room).includes("Cy: 02 pass"), {
      what: "the board",
      timeoutMs: 60_000,
    });
    assertEquals(shown(room).includes("Ada: 01 pass"), true);
  } finally {
    await cluster.close();
    await Deno.remove(dataDir, { recursive: true });
  }
});
