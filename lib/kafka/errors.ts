import { WorkshopError } from "../core/mod.ts";

/** What a broker refused; `code` is Kafka's own name of the error. */
export class BrokerError extends WorkshopError {}

/** A connection that could not be made (definite) or was lost with answers outstanding (not). */
export class ConnectionError extends WorkshopError {}

/** A request that was not answered in time; whether it was done is not known. */
export class RequestTimeoutError extends WorkshopError {}

/** What came over the wire or lies in the log can't be what Kafka wrote. */
export class CorruptDataError extends WorkshopError {}

/** A session that was used after it was closed, or after an uncertain outcome ended it. */
export class SessionEndedError extends WorkshopError {}

/** A commit or effect of a generation that the group has left behind. */
export class StaleGenerationError extends WorkshopError {}

/** A batch that was not acknowledged; `definite` tells whether it is known not to be in the log. */
export class ProduceError extends WorkshopError {}
