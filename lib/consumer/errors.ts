import { WorkshopError } from "../core/mod.ts";

/**
 * A handler that ran for longer than it may. Whether its effect has happened, or will still happen, is
 * not known.
 */
export class HandlerTimeoutError extends WorkshopError {}
