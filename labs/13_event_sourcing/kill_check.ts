import {
  type Check,
  type CheckContext,
  fail,
  inconclusive,
  pass,
  type Verdict,
} from "../../lib/workshop/mod.ts";
import { Choreography, POINTS } from "./choreography.ts";
import { NoDecision } from "./no_decision.ts";
import { SERVICES } from "./parts.ts";

const ORDERS = 10;
/** Which record of a turn a service dies of: the first of a batch, and one in the middle. */
const RECORDS = [0, 1] as const;

/** Real topics, real kills. */
export const killedAnywhere: Check = {
  id: "killed-anywhere",
  claim: "Wherever services are killed, each order is paid, reserved and shipped, or none of it",
  async run(context) {
    try {
      return await killServices(context);
    } catch (error) {
      if (error instanceof NoDecision) return error.verdict;
      throw error;
    }
  },
};

async function killServices(context: CheckContext): Promise<Verdict> {
  const { random, signal } = context;
  const shop = await Choreography.open(context, ORDERS);
  const calledOff = shop.orders.filter(() => random.next() < 0.3);
  for (const point of POINTS) {
    for (const service of SERVICES) {
      for (const record of RECORDS) {
        signal.throwIfAborted();
        await shop.turn(service, { point, record });
      }
    }
    const [order] = calledOff.splice(0, 1);
    if (order !== undefined) await shop.callOff(order);
  }
  for (const order of calledOff) await shop.callOff(order);
  await shop.drain();
  const evidence = { topics: Object.values(shop.topics).join(" "), kills: shop.kills };
  if (shop.redelivered === 0) {
    return inconclusive("No event came again, although services were killed", "Run it again");
  }
  const wrong = await shop.wrong();
  if (wrong === undefined) {
    return pass({ orders: ORDERS, kills: shop.kills, redelivered: shop.redelivered });
  }
  return fail({
    happened:
      `Services were killed ${shop.kills} times, and read ${shop.redelivered} events again. ` +
      wrong.happened,
    anomaly: wrong.anomaly,
    evidence: { ...evidence, order: wrong.order },
    fault: `SIGKILL of services, ${POINTS.join(", ")}`,
  });
}
