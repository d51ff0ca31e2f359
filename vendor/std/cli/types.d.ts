// The signatures of jsr:@std/cli 1.x that this project calls.
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
> {
  /** Flags that take no value. */
  boolean?: readonly B[];
  /** Flags whose value stays a string. */
  string?: readonly S[];
  /** Flags that may be given several times. */
  collect?: readonly C[];
  /** Flags that `--no-` turns off. */
  negatable?: readonly string[];
  alias?: Record<string, string | readonly string[]>;
  default?: Record<string, unknown>;
  /** Puts everything after `--` into its own list. */
  "--"?: boolean;
  stopEarly?: boolean;
  /** Called for each argument that no other option names; `false` drops it. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
export type Args<B extends string, S extends string, C extends string> =
  & { _: (string | number)[]; "--"?: string[] }
  & { [K in B]: boolean }
  & { [K in Exclude<S, C>]?: string }
  & { [K in C]: string[] };
export declare function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
>(args: readonly string[], options?: ParseOptions<B, S, C>): Args<B, S, C>;
