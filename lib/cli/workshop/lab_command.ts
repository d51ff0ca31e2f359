import { InconclusiveError } from "../../workshop/mod.ts";
import { command, type CommandContext, type CommandSpec, EXIT, type ExitCode } from "../command.ts";
import type { OptionTable } from "../options.ts";

/** {@link command} for tasks that run labs: what can't be decided ends with its own exit code. */
export function labCommand<const T extends OptionTable>(
  spec: CommandSpec<T>,
  main: (context: CommandContext<T>) => Promise<ExitCode | void>,
): Promise<never> {
  return command(spec, async (context) => {
    try {
      return await main(context);
    } catch (error) {
      if (!(error instanceof InconclusiveError)) throw error;
      console.error(`inconclusive: ${error.message}\n${error.remedy}`);
      return EXIT.inconclusive;
    }
  });
}
