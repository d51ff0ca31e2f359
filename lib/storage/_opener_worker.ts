/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { messageOf } from "../core/mod.ts";
import { openSqliteStore } from "./sqlite.ts";

/** Says that it is about to open the store, and then how that went. */
self.onmessage = async ({ data: path }: MessageEvent<string>) => {
  self.postMessage("opening");
  try {
    await using store = openSqliteStore({ path });
    await store.ping();
    self.postMessage("opened");
  } catch (error) {
    self.postMessage(messageOf(error));
  }
};
