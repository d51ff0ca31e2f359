import { assertEquals, assertThrows } from "@std/assert";
import { routeCall } from "../_route_call.ts";
import { RequestError } from "../routing.ts";
import { actionRoutes, type ActionTold } from "./action_routes.ts";

const SESSION = "6b4a2d2e-8a0c-4a59-9e5e-0d1f2a3b4c5d";

function tell(body: unknown, hear: (action: ActionTold) => boolean) {
  const [route] = actionRoutes(hear);
  return route!.answer(routeCall({ body }));
}

Deno.test("a page that is looked at and a control that is clicked are heard of", async () => {
  const heard: ActionTold[] = [];
  const hear = (action: ActionTold) => heard.push(action) > 0;
  const response = await tell({ page: "/topics", session: SESSION }, hear);
  assertEquals([response.status, await response.json()], [202, { taken: true }]);
  await tell({ page: "/", control: "button", session: SESSION }, hear);
  assertEquals(heard.map(({ timeMs: _, ...action }) => action), [
    { kind: "page_view", page: "/topics", session: SESSION },
    { kind: "click", page: "/#button", session: SESSION },
  ]);
});

Deno.test("what is too much is said to be so", async () => {
  const response = await tell({ page: "/", session: SESSION }, () => false);
  assertEquals(await response.json(), { taken: false });
});

Deno.test("nothing that a page shows fits an action", () => {
  const good = { page: "/topics", control: "button", session: SESSION };
  for (
    const bad of [
      {},
      { ...good, page: "/topics/orders" },
      { ...good, page: "/topics?q=secret" },
      { ...good, page: "topics" },
      { ...good, control: "Delete orders" },
      { ...good, control: 7 },
      { ...good, control: "" },
      { ...good, session: "me" },
      { page: ["/"], session: SESSION },
    ]
  ) {
    assertThrows(() => void tell(bad, () => true), RequestError, "a page's path");
  }
});
