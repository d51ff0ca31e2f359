import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { connectionOf } from "./connection.ts";
import { loadConfig } from "./load.ts";

const configOf = (variables: Record<string, string>) =>
  loadConfig({ env: (name) => variables[name] });

Deno.test("a plain connection has neither TLS nor a login", () => {
  assertEquals(connectionOf(configOf({})), {
    bootstrapServers: ["localhost:9092"],
    clientId: "kafka-workshop",
    tls: false,
  });
});

Deno.test("a secured connection carries PEM texts and the login", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const ca = await Deno.makeTempFile({ dir: ".runs", suffix: ".pem" });
  try {
    await Deno.writeTextFile(ca, "PEM");
    const connection = connectionOf(configOf({
      KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
      KAFKA_SASL_MECHANISM: "SCRAM-SHA-256",
      KAFKA_SASL_USERNAME: "ann",
      KAFKA_SASL_PASSWORD: "hunter2",
      KAFKA_SSL_CA_FILE: ca,
    }));
    assertEquals(connection.tls, { ca: "PEM" });
    assertEquals(connection.sasl, {
      mechanism: "scram-sha-256",
      username: "ann",
      password: "hunter2",
    });
  } finally {
    await Deno.remove(ca);
  }
});

Deno.test("a PEM file that can't be read is a configuration error", () => {
  const config = configOf({ KAFKA_SECURITY_PROTOCOL: "SSL", KAFKA_SSL_CA_FILE: "absent.pem" });
  const error = assertThrows(() => connectionOf(config), ConfigError);
  assertStringIncludes(error.message, "KAFKA_SSL_CA_FILE names absent.pem, which can't be read");
});
