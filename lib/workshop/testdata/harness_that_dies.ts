import { Subject } from "../subject.ts";

// Calls a task that never ends, and is killed by the test meanwhile.
const [task, port] = Deno.args;
const mayDial = [`127.0.0.1:${port}`];
const subject = await Subject.start({ task: task!, mayDial, timeLimitMs: 60_000 });
await subject.call("f", [Number(port)]);
