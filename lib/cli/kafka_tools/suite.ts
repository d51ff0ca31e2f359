// Run by `deno task test:tools`: needs Java with its compiler, kcat, and Maven for the first time.
import "./forget_cases.ts";
import "./groups_cases.ts";
import "./lag_cases.ts";
import "./topics_cases.ts";
import "./messages_cases.ts";
import "./perf_cases.ts";
import "./systems_cases.ts";
