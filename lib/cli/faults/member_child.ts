// A member of the pipeline of a fault run, in a process of its own that can be killed.
import { runMember } from "../../workshop/fault_run/member/mod.ts";

Deno.exit(await runMember(Deno.stdin.readable));
