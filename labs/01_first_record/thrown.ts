import type { Fail, ThrownError } from "../../lib/workshop/mod.ts";
import type { Delivery } from "../../lib/producer/mod.ts";

/** What is wrong with what an order that was not acknowledged made the task throw, if something is. */
export function wrongError(
  error: ThrownError,
  deliveries: readonly Delivery[],
): Pick<Fail, "happened" | "anomaly"> | undefined {
  if (!isDeliveryError(error)) {
    return {
      happened: `placeOrder() threw "${error.message}", which is not the producer's ` +
        `DeliveryError: its code and its definite are lost, and with them what the caller must ` +
        `know to tell "not stored" from "not known", and to decide whether to try again`,
      anomaly: "error without a type",
    };
  }
  const owns = deliveries.flatMap((each) => each.outcome === "acknowledged" ? [] : [each.error]);
  const isOwn = owns.some(({ message, code }) => message === error.message && code === error.code);
  if (isOwn || owns.length === 0) return undefined;
  return {
    happened: `placeOrder() threw a DeliveryError that it had made by itself, "${error.message}" ` +
      `with code ${error.code}. The producer's own said "${owns[0]!.message}" with code ` +
      `${owns[0]!.code}: what it knew of the cause is lost on the way to the caller`,
    anomaly: "error made anew",
  };
}

function isDeliveryError(error: ThrownError): boolean {
  return error.name === "DeliveryError" && typeof error.code === "string" &&
    typeof error.definite === "boolean";
}
