/**
 * What a run shows, told to other processes of the same machine: the dashboard watches labs by it.
 *
 * @module
 */
export { type BroadcastOptions, openRunBroadcast, type RunBroadcast } from "./run_broadcast.ts";
export { BROADCAST_FOLDER, type PlainShown, type RunEvent, type RunHead } from "./run_event.ts";
export { type RunPart, RunReader, type WatchedRun } from "./run_reader.ts";
