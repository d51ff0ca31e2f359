import { WorkshopError } from "../core/mod.ts";

/** Confluent's error codes that programs ask for. */
export const REGISTRY_CODES = {
  subjectNotFound: 40401,
  versionNotFound: 40402,
  schemaNotFound: 40403,
  subjectSoftDeleted: 40404,
  subjectNotSoftDeleted: 40405,
  versionSoftDeleted: 40406,
  versionNotSoftDeleted: 40407,
  subjectLevelNotSet: 40408,
  subjectModeNotSet: 40409,
  incompatible: 409,
  invalidSchema: 42201,
  invalidVersion: 42202,
  invalidLevel: 42203,
  invalidMode: 42204,
  operationNotPermitted: 42205,
} as const;

/**
 * A schema registry refused something, or could not be asked. With `outage` nothing was decided about
 * the record: the registry is away, refuses the login, or what answers is no registry.
 */
export class RegistryError extends WorkshopError {
  /** The status of the answer, `undefined` when none came. */
  readonly httpStatus: number | undefined;
  /** Confluent's code in the answer, `undefined` when it had none. */
  readonly errorCode: number | undefined;

  /** Says what was asked and what came of it. */
  constructor(message: string, details: RegistryErrorDetails) {
    const { code, outage = false, definite = true, cause } = details;
    super(message, { code, outage, definite, retriable: outage, cause });
    this.httpStatus = details.httpStatus;
    this.errorCode = details.errorCode;
  }
}

/** What a {@linkcode RegistryError} is made of. */
export interface RegistryErrorDetails {
  /** `REGISTRY_UNREACHABLE`, `REGISTRY_LOGIN_REFUSED`, `REGISTRY_ANSWER_INVALID`, `REGISTRY_REFUSED`. */
  readonly code: string;
  /** The status of the answer. */
  readonly httpStatus?: number;
  /** Confluent's code in it. */
  readonly errorCode?: number;
  /** Whether nothing was decided. @default {false} */
  readonly outage?: boolean;
  /** Whether it is known that nothing was changed. @default {true} */
  readonly definite?: boolean;
  /** What this follows from. */
  readonly cause?: unknown;
}
