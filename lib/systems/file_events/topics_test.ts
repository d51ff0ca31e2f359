import { assertEquals } from "@std/assert";
import { envelope } from "./_events.ts";
import { topicChoices, topicOf } from "./topics.ts";

Deno.test("topics of one's own are made like ours, however many they are", () => {
  assertEquals(topicChoices(["a", "b", "c"]), [
    { definition: "kafka-topics1", name: "a" },
    { definition: "kafka-topics2", name: "b" },
    { definition: "kafka-topics2", name: "c" },
  ]);
  assertEquals(topicChoices([]), [{ definition: "kafka-topics1", name: "kafka-topics1" }]);
});

Deno.test("events of users go to the second topic, all others and those without one to the first", () => {
  const user = envelope("user-created", { userId: "u-1" });
  assertEquals(topicOf(user, ["a", "b"]), "b");
  assertEquals(topicOf(user, ["a"]), "a");
  assertEquals(topicOf(envelope("order-placed", {}), ["a", "b"]), "a");
});
