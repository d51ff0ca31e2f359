import { APPLICATION, CONSUMER, PRODUCER } from "./application_boards.ts";
import { type BoardSpec, dashboardOf } from "./board.ts";
import { KAFKA } from "./kafka_board.ts";
import { OVERVIEW } from "./overview_board.ts";
import { PERSISTENCE } from "./persistence_board.ts";

/** Where Grafana finds its dashboards. */
export const FOLDER = "deploy/grafana/dashboards";

/** Every dashboard. */
export const BOARDS: readonly BoardSpec[] = [
  OVERVIEW,
  KAFKA,
  APPLICATION,
  PRODUCER,
  CONSUMER,
  PERSISTENCE,
];

/** The text of each file by its name. */
export function boardFiles(): ReadonlyMap<string, string> {
  return new Map(
    BOARDS.map((board) => [board.file, `${JSON.stringify(dashboardOf(board), null, 2)}\n`]),
  );
}

/** Every expression of every panel, with where it stands. */
export function boardQueries(): { where: string; expression: string; legend: string }[] {
  return BOARDS.flatMap(({ title, rows }) =>
    rows.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        panel.queries.map(([expression, legend]) => ({
          where: `${title}, ${panel.title}`,
          expression,
          legend,
        }))
      )
    )
  );
}

/** An expression with what Grafana puts in for its own variables. */
export function asPrometheusGetsIt(expression: string): string {
  return expression.replaceAll("$__rate_interval", "1m");
}
