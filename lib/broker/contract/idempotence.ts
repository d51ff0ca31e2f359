import type { RawConnection } from "./raw_connection.ts";
import { appended, batchOf, fetched } from "./requests.ts";
import { errorName, type Scenario, type Session, settled } from "./session.ts";

/** What a partition remembers of an idempotent producer (KIP-98). */
export const IDEMPOTENCE: readonly Scenario[] = [
  { name: "ids of idempotent producers", run: ids },
  { name: "sequences of an idempotent producer", run: sequences },
  { name: "epochs of an idempotent producer", run: epochs },
  { name: "sequences that wrap", run: wrapping },
];

interface ProducerId {
  readonly producerId: number;
  readonly producerEpoch: number;
}

async function initProducerId(
  broker: RawConnection,
  version = 2,
  known: ProducerId = { producerId: -1, producerEpoch: -1 },
) {
  return await settled(
    () =>
      broker.call("InitProducerId", version, {
        transactionalId: null,
        transactionTimeoutMs: 60_000,
        ...known,
      }),
    ({ errorCode }) => errorCode,
  );
}

async function ids(session: Session): Promise<void> {
  const broker = await session.broker();
  const seen = new Set<number>();
  for (const version of [0, 1, 2, 3, 4]) {
    const answer = await initProducerId(broker, version);
    session.note(`v${version}`, {
      error: errorName(answer.errorCode),
      epoch: answer.producerEpoch,
      isNew: answer.producerId >= 0 && !seen.has(answer.producerId),
    });
    seen.add(answer.producerId);
  }
}

/** Sends batches of one producer to a partition of its own topic. */
async function producerOf(session: Session) {
  const broker = await session.broker();
  const topic = await session.topic();
  const { producerId } = await initProducerId(broker);
  const send = (baseSequence: number, count = 1, producerEpoch = 0, options = {}) => {
    const values = Array.from({ length: count }, (_, index) => String(baseSequence + index));
    const batch = batchOf(values, { producerId, producerEpoch, baseSequence, ...options });
    return appended(broker, batch, { topic });
  };
  return { broker, topic, producerId, send };
}

async function sequences(session: Session): Promise<void> {
  const { broker, topic, send } = await producerOf(session);
  session.note("the first", await send(0, 2));
  session.note("the next", await send(2));
  session.note("it again", await send(2));
  session.note("the first again", await send(0, 2));
  session.note("a gap", await send(5));
  session.note("a batch that begins before", await send(1, 2));
  session.note("a batch that reaches beyond", await send(2, 2));
  for (let sequence = 3; sequence < 9; sequence++) {
    session.note(`sequence ${sequence}`, await send(sequence));
  }
  session.note("the fifth from the end again", await send(4));
  session.note("the sixth from the end again", await send(3));
  session.note("the first once more", await send(0, 2));
  session.note("no sequence", await send(-1));
  session.note("with acks 1 too", await send(9));
  session.note("in the log", await fetched(broker, { topic, offset: 0 }));
}

async function epochs(session: Session): Promise<void> {
  const { send } = await producerOf(session);
  session.note("a producer that is not known may begin anywhere", await send(17));
  session.note("its next", await send(18));
  session.note("a new epoch that does not begin at 0", await send(19, 1, 1));
  session.note("a new epoch", await send(0, 1, 1));
  session.note("the old epoch", await send(19));
  session.note("an epoch skipped", await send(0, 1, 5));
  session.note("its next", await send(1, 1, 5));
  session.note("no epoch", await send(2, 1, -1));
}

async function wrapping(session: Session): Promise<void> {
  const { broker, topic, send } = await producerOf(session);
  const last = 2 ** 31 - 1;
  session.note("up to the last but one", await send(last - 2, 2));
  session.note("over the end", await send(last, 3));
  session.note("it again", await send(last, 3));
  session.note("the next after it", await send(2));
  session.note("a gap", await send(4));
  session.note("in the log", await fetched(broker, { topic, offset: 0 }));
}
