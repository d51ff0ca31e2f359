import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RequestError } from "../routing.ts";
import { alertMessage, toldBy } from "./_message.ts";
import { alertsIn } from "./alert_payload.ts";

Deno.test("a message of Alertmanager tells name, labels, sentences and the rule", () => {
  const [alert] = alertsIn(alertMessage([toldBy("ServiceDown", { job: "workshop-app" })]));
  assertEquals(
    { ...alert!, labels: { ...alert!.labels }, annotations: { ...alert!.annotations } },
    {
      name: "ServiceDown",
      fingerprint: alert!.fingerprint,
      status: "firing",
      labels: { job: "workshop-app" },
      annotations: { summary: "ServiceDown is there", action: "look" },
      startsAtMs: Date.parse("2026-01-01T00:00:00.000Z"),
      expression: 'up{job=~"workshop-.+"} == 0',
    },
  );
});

Deno.test("an alert without a link, or with another one, has no expression", () => {
  for (const generatorURL of ["", "nonsense", "http://grafana:3000/alert/1", 7, undefined]) {
    const [alert] = alertsIn(alertMessage([{ ...toldBy("A"), generatorURL }]));
    assertEquals(alert!.expression, undefined);
  }
});

Deno.test("long texts are cut", () => {
  const long = "x".repeat(100_000);
  const [alert] = alertsIn(
    alertMessage([{ ...toldBy("A", { a: long }), annotations: { b: long } }]),
  );
  assertEquals([alert!.labels["a"]!.length, alert!.annotations["b"]!.length], [2000, 2000]);
});

const entries = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`l${at}`, "v"]));

Deno.test.each(
  [
    [null, "the message is no JSON object"],
    [[], "the message is no JSON object"],
    [{ version: "3", alerts: [] }, "version is not 4"],
    [{ version: "4" }, "no list of alerts"],
    [alertMessage([null]), "alert 0 is no JSON object"],
    [alertMessage([toldBy("A"), { ...toldBy("B"), labels: {} }]), "alert 1 has no label alertname"],
    [alertMessage([{ ...toldBy("A"), labels: undefined }]), "the labels of alert 0"],
    [alertMessage([{ ...toldBy("A"), labels: { alertname: 7 } }]), "are not all text"],
    [alertMessage([{ ...toldBy("A"), labels: { ...entries, alertname: "A" } }]), "more than 64"],
    [alertMessage([{ ...toldBy("A"), annotations: [] }]), "the annotations of alert 0"],
    [alertMessage([{ ...toldBy("A"), status: "maybe" }]), "neither firing nor resolved"],
    [alertMessage([{ ...toldBy("A"), fingerprint: "<script>" }]), "no fingerprint"],
    [alertMessage([{ ...toldBy("A"), startsAt: "now" }]), "no time at which it began"],
    [alertMessage(Array.from({ length: 1001 }, () => toldBy("A"))), "set max_alerts"],
  ] as const,
)("what is none is refused with its reason: %#", (payload, said) => {
  const error = assertThrows(() => alertsIn(payload), RequestError);
  assertEquals(error.status, 400);
  assertStringIncludes(error.message, said);
});
