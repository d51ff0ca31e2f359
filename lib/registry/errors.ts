import { WorkshopError } from "../core/mod.ts";

/** What a request is answered with that can't be fulfilled: Confluent's error codes. */
export class RegistryError extends WorkshopError {
  /** The HTTP status. */
  readonly status: number;
  /** Confluent's number of the error, the status itself where it has none. */
  readonly errorCode: number;

  /** The message goes to the client: it holds nothing of the inside. */
  constructor(errorCode: number, message: string, cause?: unknown) {
    const status = errorCode > 999 ? Math.trunc(errorCode / 100) : errorCode;
    super(message, {
      code: `REGISTRY_${errorCode}`,
      retriable: status >= 500,
      definite: errorCode !== OPERATION_TIMEOUT,
      ...(cause === undefined ? {} : { cause }),
    });
    this.status = status;
    this.errorCode = errorCode;
  }
}

const OPERATION_TIMEOUT = 50002;

type Version = number | string;

/** Each error of the API, by what it is about. */
export const refused = {
  subjectNotFound: (subject: string) => new RegistryError(40401, `Subject '${subject}' not found.`),
  versionNotFound: (version: Version) => new RegistryError(40402, `Version ${version} not found.`),
  schemaNotFound: (id?: number) =>
    new RegistryError(40403, id === undefined ? "Schema not found" : `Schema ${id} not found`),
  subjectSoftDeleted: (subject: string) =>
    new RegistryError(
      40404,
      `Subject '${subject}' was soft deleted. Set permanent=true to delete permanently`,
    ),
  subjectNotSoftDeleted: (subject: string) =>
    new RegistryError(
      40405,
      `Subject '${subject}' was not deleted first before being permanently deleted`,
    ),
  versionSoftDeleted: (subject: string, version: Version) =>
    new RegistryError(
      40406,
      `Subject '${subject}' Version ${version} was soft deleted. ` +
        "Set permanent=true to delete permanently",
    ),
  versionNotSoftDeleted: (subject: string, version: Version) =>
    new RegistryError(
      40407,
      `Subject '${subject}' Version ${version} was not deleted first before being permanently ` +
        "deleted",
    ),
  levelNotConfigured: (subject: string) =>
    new RegistryError(
      40408,
      `Subject '${subject}' does not have subject-level compatibility configured`,
    ),
  modeNotConfigured: (subject: string) =>
    new RegistryError(40409, `Subject '${subject}' does not have subject-level mode configured`),
  incompatible: (subject: string, messages: readonly string[]) =>
    new RegistryError(
      409,
      `Schema being registered is incompatible with an earlier schema for subject "${subject}", ` +
        `details: [${messages.join("; ")}]`,
    ),
  invalidSchema: (message: string) => new RegistryError(42201, message),
  invalidVersion: (version: string) =>
    new RegistryError(
      42202,
      `The specified version '${version}' is not a valid version id. Allowed values are between ` +
        '[1, 2^31-1] and the string "latest"',
    ),
  invalidLevel: () =>
    new RegistryError(
      42203,
      "Invalid compatibility level. Valid values are none, backward, forward, full, " +
        "backward_transitive, forward_transitive, and full_transitive",
    ),
  invalidMode: () =>
    new RegistryError(42204, "Invalid mode. Valid values are READWRITE, READONLY, and IMPORT"),
  notPermitted: (message: string) => new RegistryError(42205, message),
  referenceExists: (subject: string, version: Version) =>
    new RegistryError(
      42206,
      `One or more references exist to the schema {subject=${subject},version=${version}}`,
    ),
  invalidSubject: (subject: string) =>
    new RegistryError(42208, `The specified subject '${subject}' is not a valid subject`),
  schemaTooLarge: () =>
    new RegistryError(42209, "The schema is larger than what one record may hold"),
  store: (cause: unknown) =>
    new RegistryError(50001, "Error in the backend data store: Kafka can't be reached", cause),
  timeout: (cause: unknown) =>
    new RegistryError(
      50002,
      "Operation timed out; it may have been done: look before it is repeated",
      cause,
    ),
} as const;
