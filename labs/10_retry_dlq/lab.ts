import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { brokenLedger } from "./broken_ledger.ts";
import { oneBadRecord } from "./one_bad_record.ts";
import { sendBack } from "./send_back.ts";
import { yourDecisions } from "./your_decisions.ts";

/** Tries one bad record again in three ways, breaks the ledger, sends letters back, and asks you. */
export async function run(context: LabContext): Promise<void> {
  await oneBadRecord(context);
  const buried = await brokenLedger(context);
  await sendBack(context, buried);
  await yourDecisions(context);
}

if (import.meta.main) await standalone(findLab(labs, "10"));
