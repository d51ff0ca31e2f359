import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { ConfigError } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { RegistryClient, RegistryError } from "../../schemas/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { check } from "./check.ts";
import { diff } from "./diff.ts";
import type { SchemasAction, SchemasRun } from "./flags.ts";
import { list } from "./list.ts";
import { register } from "./register.ts";
import { show } from "./show.ts";

type Act = (
  action: SchemasAction,
  words: string[],
  flags?: Partial<SchemasRun["flags"]>,
) => Promise<{ readonly code: ExitCode | void; readonly text: string }>;

async function withRegistry(use: (act: Act, client: RegistryClient) => Promise<void>) {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using server = await startRegistry(kafka, { port: 0 });
  const registry = new RegistryClient({ url: server.url });
  const none = { deleted: false, version: undefined, type: undefined, json: false };
  await use(async (action, words, flags = {}) => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const code = await action({ registry, words, flags: { ...none, ...flags }, print });
    assertEquals(lines.filter((line) => line.length > 80 && !line.startsWith("{")), []);
    return { code, text: lines.join("\n") };
  }, registry);
}

const file = (version: number) => `schemas/evolution/event_v${version}.avsc`;

Deno.test("subjects are registered, listed, shown, checked and compared", async () => {
  await withRegistry(async (act) => {
    assertStringIncludes((await act(list, [])).text, "No subject at http://");
    assertEquals((await act(register, ["events-value", file(1)])).text, "events-value@1 has id 1");
    assertEquals((await act(register, ["events-value", file(2)])).text, "events-value@2 has id 2");
    assertStringIncludes((await act(list, [])).text, "events-value");
    assertStringIncludes((await act(show, ["events-value"])).text, '"name": "province"');
    assertStringIncludes((await act(show, ["events-value@1"])).text, "events-value@1, id 1");
    assertStringIncludes((await act(show, ["1"])).text, '"RandomEvent"');
    const good = await act(check, ["events-value", file(3)]);
    assertEquals([good.code, good.text], [
      EXIT.ok,
      `${file(3)} may follow events-value (BACKWARD)`,
    ]);
    const compared = await act(diff, ["events-value@1", file(3)]);
    assertStringIncludes(compared.text, "~ user_id: int → long");
    assertStringIncludes(compared.text, "permitted by NONE, BACKWARD");
  });
});

Deno.test("a schema that would break readers is told with what breaks, and exit code 1", async () => {
  await withRegistry(async (act) => {
    await act(register, ["events-value", file(3)]);
    const { code, text } = await act(check, ["events-value", file(4)], { json: true });
    const { compatible, messages } = JSON.parse(text);
    assertEquals([code, compatible], [EXIT.failed, false]);
    assertStringIncludes(messages.join(" "), "source");
    const error = await assertRejects(
      () => act(register, ["events-value", file(4)]),
      RegistryError,
    );
    assertEquals([error.httpStatus, error.outage], [409, false]);
  });
});

Deno.test("programs get JSON of the same", async () => {
  await withRegistry(async (act) => {
    const json = true;
    const registered = JSON.parse((await act(register, ["a-value", file(1)], { json })).text);
    assertEquals(registered, { subject: "a-value", version: 1, id: 1 });
    const [subject] = JSON.parse((await act(list, [], { json })).text).subjects;
    assertEquals([subject.subject, subject.versions, subject.level], ["a-value", [1], "BACKWARD"]);
    assertEquals(JSON.parse((await act(show, ["a-value"], { json })).text).id, 1);
    assertEquals(JSON.parse((await act(diff, ["a-value", file(2)], { json })).text).permitted, [
      ...["NONE", "BACKWARD", "FORWARD", "FULL"],
    ]);
  });
});

Deno.test("what is missing or wrong on the line is named", async () => {
  await withRegistry(async (act) => {
    await assertRejects(() => act(show, []), ConfigError, "Something is missing");
    await assertRejects(() => act(show, ["a@x"]), ConfigError, "no version");
    await assertRejects(() => act(register, ["a", "absent.avsc"]), ConfigError, "absent.avsc");
    await assertRejects(() => act(register, ["a", file(1), "b"]), ConfigError, "too many");
    await assertRejects(() => act(check, ["absent", file(1)]), RegistryError, "absent");
  });
});
