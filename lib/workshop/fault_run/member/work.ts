import { headerText, WorkshopError } from "../../../core/mod.ts";
import type { ConsumedRecord } from "../../../kafka/mod.ts";
import { AvroDeserializer, isWireFormat, RegistryClient } from "../../../schemas/mod.ts";
import type { Identity } from "../../history/mod.ts";
import type { Poison } from "../../history/mod.ts";
import type { MemberOrder } from "./messages.ts";
import type { PlannedRecord, PoisonKind } from "../run_plan.ts";

/** The header that names a record, so that one whose payload can't be read has a name too. */
export const ID_HEADER = "run-id";
/** The header that names the transaction in which a record was written. */
export const TXN_HEADER = "run-txn";
/** The header that tells of an output which record it was made of. */
export const FROM_HEADER = "run-from";

/** What a payload holds. */
export interface Payload {
  readonly amount: number;
  readonly flaky: number;
}

/** The code that each kind of poison ends with in the dead letters. */
const REASONS: Readonly<Record<PoisonKind, string>> = {
  "bad JSON": "JSON_INVALID",
  "bad payload": "PAYLOAD_INVALID",
  TypeError: "UNEXPECTED",
};

/** What has to become of a planted record. */
export function poisonOf({ id, poison }: PlannedRecord): Poison {
  return { id, reason: REASONS[poison!], attempts: 1 };
}

/** The consumer waits for it, and so it need not be asked twice at once. */
const REGISTRY = { retries: 0, timeoutMs: 1000 };

/** Who a record is. */
export function identityOf({ headers, key, topic, partition, offset }: ConsumedRecord): Identity {
  const id = headerText(headers, ID_HEADER) ?? `${topic}/${partition}@${offset}`;
  const text = key === null ? undefined : new TextDecoder().decode(key);
  return { id, ...(text === undefined ? {} : { key: text }) };
}

/**
 * The work of the pipeline's handler: reads and checks the payload. Poison of the third kind makes it
 * stumble as a handler with a bug does.
 *
 * @throws {WorkshopError} `JSON_INVALID`, `PAYLOAD_INVALID`, or the retriable `NOT_YET`
 * @throws {TypeError} the payload's customer is null
 */
export function payloadOf(record: ConsumedRecord, attempt: number): Payload {
  const { amount, flaky = 0, customer } = parsed(record.value) as Partial<Payload> & {
    readonly customer?: { readonly name: string } | null;
  };
  if (typeof amount !== "number") {
    throw new WorkshopError("The amount is no number: correct who sends it", {
      code: "PAYLOAD_INVALID",
    });
  }
  if (customer !== undefined) customer!.name.trim();
  if (attempt <= flaky) {
    throw new WorkshopError(`Attempt ${attempt} fails as it was planted: try again`, {
      code: "NOT_YET",
      retriable: true,
    });
  }
  return { amount, flaky };
}

/** As {@link payloadOf}, for payloads that may be Avro: while the registry is away it is an outage. */
export function payloadReader(
  { registry: url }: MemberOrder,
): (record: ConsumedRecord, attempt: number) => Promise<Payload> {
  if (url === undefined) return (...args) => Promise.resolve(payloadOf(...args));
  const registry = new RegistryClient({ url, ...REGISTRY });
  const deserializer = new AvroDeserializer({ registry });
  return async (record, attempt) => {
    if (!isWireFormat(record.value)) return payloadOf(record, attempt);
    const { text } = (await deserializer.deserialize(record.value)).value as { text: string };
    return payloadOf({ ...record, value: new TextEncoder().encode(text) }, attempt);
  };
}

function parsed(value: Uint8Array | null): object {
  try {
    return JSON.parse(new TextDecoder().decode(value ?? undefined));
  } catch (cause) {
    throw new WorkshopError("The payload is no JSON: correct who sends it", {
      code: "JSON_INVALID",
      cause,
    });
  }
}
