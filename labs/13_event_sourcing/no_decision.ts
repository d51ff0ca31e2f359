import { type Facts, type Fail, fail } from "../../lib/workshop/mod.ts";
import { PARTS, type Service, SERVICES } from "./parts.ts";
import { shown } from "./shown.ts";
import type { Decision } from "./stub.ts";

/** An answer of `nextStep` that no service can write down. */
export class NoDecision extends Error {
  readonly verdict: Fail;

  constructor(
    { service, when, given }: {
      readonly service: Service;
      readonly when: string;
      readonly given: unknown;
    },
    evidence: Facts,
  ) {
    const { done, refused, undone } = PARTS[service];
    const words = [done, refused, undone].filter((word) => word !== undefined).join(", ");
    const happened =
      `nextStep() returned ${shown(given)} for ${service} ${when}: there is no such ` +
      `decision. What ${service} may decide is ${words}, or undefined for nothing`;
    super(happened);
    this.verdict = fail({
      happened,
      anomaly: "no decision",
      evidence: { service, ...evidence, returned: shown(given) },
    });
  }
}

const DECISIONS: readonly unknown[] = SERVICES.flatMap((service) => {
  const { done, refused, undone } = PARTS[service];
  return [done, refused, undone];
});

/** Whether it is one of the shop's decisions, or undefined for none. */
export function isDecision(value: unknown): value is Decision | undefined {
  return DECISIONS.includes(value);
}
