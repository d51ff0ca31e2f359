import { assertEquals } from "@std/assert";
import { askedBy, draftOf, hrefOfDraft } from "./draft.ts";
import { originHref, placeIn, placeName } from "./place_of.ts";

Deno.test("places and drafts read back from addresses as they were", () => {
  const place = { partition: 3, offset: "9223372036854775807" };
  assertEquals(placeIn(placeName(place)), place);
  for (const text of ["", "3", "3-", "-1-2", "3-x", "3/4"]) assertEquals(placeIn(text), undefined);
  assertEquals(
    originHref("a b/0/12"),
    "/messages?topic=a+b&from=offset&offset=12&partitions=0&record=0-12",
  );
  const query = new URLSearchParams(
    "topic=t&from=time&time=5&filter=a%3D1&limit=20&uncommitted=true",
  );
  const draft = draftOf(query);
  assertEquals(draftOf(new URL(hrefOfDraft(draft), "http://localhost").searchParams), draft);
  assertEquals(askedBy({ ...draft, from: "latest" })["time"], "");
});
