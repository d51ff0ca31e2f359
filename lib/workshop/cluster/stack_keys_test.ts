import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { openRunFolder } from "../run_folder.ts";
import { STACK_USERS, writeStackKeys } from "./stack_keys.ts";

const HOST = { host: "kafka-secure", port: 9095 };

async function written(folder: string): Promise<Record<string, string>> {
  const [keys, trust] = [`${folder}/keys`, `${folder}/trust`];
  await Deno.mkdir(keys, { recursive: true });
  await Deno.mkdir(trust, { recursive: true });
  await writeStackKeys({ ...HOST, keys, trust });
  const texts: Record<string, string> = {};
  for (const dir of ["keys", "trust"]) {
    for await (const { name } of Deno.readDir(`${folder}/${dir}`)) {
      texts[`${dir}/${name}`] = await Deno.readTextFile(`${folder}/${dir}/${name}`);
      if (Deno.build.os === "windows") continue;
      const { mode } = await Deno.stat(`${folder}/${dir}/${name}`);
      assertEquals(mode! & 0o777, 0o600, name);
    }
  }
  return texts;
}

Deno.test("passwords and certificates are made once, and are for nobody else's eyes", async () => {
  await using folder = await openRunFolder("stack-keys-test");
  const first = await written(folder.path);
  assertEquals(await written(folder.path), first);
  const passwords = JSON.parse(first["keys/passwords.json"]!) as Record<string, string>;
  assertEquals(Object.keys(passwords), [...STACK_USERS]);
  for (const user of STACK_USERS) {
    assertMatch(passwords[user]!, /^[\w-]{24}$/);
    assertStringIncludes(first["keys/users"]!, `[name=${user},password=${passwords[user]}]\n`);
  }
  assertEquals(new Set(Object.values(passwords)).size, STACK_USERS.length);
});

Deno.test("clients get the authority and their own login, and nothing of the super user", async () => {
  await using folder = await openRunFolder("stack-keys-test");
  const texts = await written(folder.path);
  const names = Object.keys(texts).filter((name) => name.startsWith("trust/")).sort();
  assertEquals(names, ["trust/ca.pem", "trust/consumer.env", "trust/producer.env"]);
  const { admin } = JSON.parse(texts["keys/passwords.json"]!);
  for (const name of names) assert(!texts[name]!.includes(admin), name);
  assert(!texts["trust/ca.pem"]!.includes("PRIVATE"));
  assertStringIncludes(texts["trust/producer.env"]!, "KAFKA_BOOTSTRAP_SERVERS=kafka-secure:9093\n");
  assertStringIncludes(texts["keys/host.env"]!, "KAFKA_BOOTSTRAP_SERVERS=localhost:9095\n");
});

Deno.test("the certificate is for the broker's name among containers and on this machine", async () => {
  await using folder = await openRunFolder("stack-keys-test");
  const server = (await written(folder.path))["keys/server.pem"]!;
  const certificate = new X509Certificate(server.slice(server.indexOf("-----BEGIN CERT")));
  for (const name of ["kafka-secure", "localhost"]) {
    assertEquals(certificate.checkHost(name), name);
  }
  assertEquals(certificate.checkHost("kafka"), undefined);
});

Deno.test("only loopback speaks without TLS, and nothing is allowed without a rule", async () => {
  await using folder = await openRunFolder("stack-keys-test");
  const text = (await written(folder.path))["keys/server.properties"]!;
  const settings = new Map(
    text.trim().split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const kinds = new Map(
    settings.get("listener.security.protocol.map")!.split(",").map((pair) =>
      pair.split(":") as [string, string]
    ),
  );
  for (const listener of settings.get("listeners")!.split(",")) {
    const [name, address] = listener.split("://") as [string, string];
    assertEquals(kinds.get(name), address.startsWith("127.0.0.1:") ? "SASL_PLAINTEXT" : "SASL_SSL");
  }
  assertEquals(settings.get("allow.everyone.if.no.acl.found"), "false");
  assertEquals(settings.get("super.users"), "User:admin");
});
