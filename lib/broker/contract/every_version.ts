import {
  type ApiName,
  apiVersions,
  type RequestInput,
  type ResponseBody,
} from "../../protocol/mod.ts";
import { HANDLERS } from "../handlers/all.ts";
import type { RawConnection } from "./raw_connection.ts";
import type { Scenario, Session } from "./session.ts";
import { wholeAnswer } from "./whole_answer.ts";

/** What a request is made from. */
export interface Asking<P> {
  readonly session: Session;
  readonly broker: RawConnection;
  readonly version: number;
  readonly prepared: P;
}

/** What an API is asked in each of its versions. */
export interface EveryVersionOptions<N extends ApiName, P> {
  /** Done once, before the first version. */
  readonly prepare: (session: Session) => Promise<P>;
  /** The request of a version. */
  readonly body: (asking: Asking<P>) => RequestInput<N> | Promise<RequestInput<N>>;
  /** The part of the answer that is the scenario's own. @default {all of it} */
  readonly see?: (answer: ResponseBody<N>, prepared: P) => unknown;
}

/** A scenario that asks an API in every version that the embedded cluster offers. */
export function everyVersion<const N extends ApiName, P>(
  api: N,
  { prepare, body, see = (answer) => answer }: EveryVersionOptions<N, P>,
): Scenario {
  return {
    name: `every version of ${api}`,
    async run(session) {
      const broker = await session.broker();
      const prepared = await prepare(session);
      const { minVersion, maxVersion } = HANDLERS.find(({ name }) => name === api)!;
      const [least] = apiVersions(api);
      for (let version = Math.max(minVersion, least); version <= maxVersion; version++) {
        const request = await body({ session, broker, version, prepared });
        const answer = await broker.call(api, version, request);
        session.note(`v${version}`, wholeAnswer(see(answer, prepared)));
      }
    },
  };
}
