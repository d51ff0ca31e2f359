/**
 * What every part may use: errors, time, chance, backoff, this host's figures, and the interfaces of
 * logs and metrics.
 *
 * @module
 */
export * from "./backoff.ts";
export * from "./clock.ts";
export * from "./errors.ts";
export * from "./header_text.ts";
export * from "./host.ts";
export * from "./listen.ts";
export * from "./open_answers.ts";
export * from "./logger.ts";
export * from "./meter.ts";
export * from "./random.ts";
export * from "./utf8_text.ts";
export * from "./trace_context.ts";
export * from "./tracer.ts";
export * from "./wait.ts";
