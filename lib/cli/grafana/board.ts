import type { Dashboard, DataSourceRef, Panel, RowPanel, ThresholdsMode } from "@grafana/schema";

/** A question to Prometheus and what its answers are called: `{{topic}}`. */
export type Query = readonly [expression: string, legend: string];

/** How figures are shown. */
export type View = "timeseries" | "stat" | "table" | "bargauge";

/** One panel, without its place. */
export interface PanelSpec {
  /** What it shows. */
  readonly title: string;
  /** What to read from it, in a sentence. */
  readonly description: string;
  /** @default {"timeseries"} */
  readonly view?: View;
  /** Grafana's name of a unit: `short`, `ops`, `Bps`, `s`, `percentunit`, `bytes`. @default {"short"} */
  readonly unit?: string;
  /** Columns of 24. @default {8, a figure 4} */
  readonly width?: number;
  /** Whether values stand on each other. @default {false} */
  readonly stacked?: boolean;
  /** From which value on it is yellow, and red; with a fall, below which. @default {never} */
  readonly limits?: {
    readonly warning?: number;
    readonly problem: number;
    readonly falling?: boolean;
  };
  /** What it asks. */
  readonly queries: readonly Query[];
}

/** A part of a dashboard under a heading. */
export interface RowSpec {
  /** The heading. */
  readonly title: string;
  /** Its panels, from left to right. */
  readonly panels: readonly PanelSpec[];
}

/** A dashboard before its panels have places. */
export interface BoardSpec {
  /** Its file in deploy/grafana/dashboards. */
  readonly file: string;
  /** Its title in Grafana. */
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly description: string;
  /** Its parts from top to bottom. */
  readonly rows: readonly RowSpec[];
}

/** The one that deploy/grafana/provisioning makes. */
export const DATA_SOURCE = { type: "prometheus", uid: "prometheus" } satisfies DataSourceRef;
const COLUMNS = 24;
const HEIGHT: Readonly<Record<View, number>> = { timeseries: 8, table: 8, bargauge: 8, stat: 4 };
const SCHEMA_VERSION = 41;
const LETTERS = "ABCDEFGH";

/** A dashboard as Grafana reads it: rows below each other, panels beside each other. */
export function dashboardOf({ file, title, description, rows }: BoardSpec): Dashboard {
  return {
    uid: `workshop-${file.replace(/\.json$/, "")}`,
    title,
    description,
    tags: ["kafka-workshop"],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    refresh: "15s",
    time: { from: "now-30m", to: "now" },
    timezone: "browser",
    links: [{
      title: "Kafka workshop",
      type: "dashboards",
      tags: ["kafka-workshop"],
      icon: "",
      tooltip: "",
      asDropdown: true,
      targetBlank: false,
      includeVars: false,
      keepTime: true,
    }],
    annotations: { list: [] },
    templating: { list: [] },
    panels: placed(rows),
  } satisfies Dashboard;
}

function placed(rows: readonly RowSpec[]): (Panel | RowPanel)[] {
  const panels: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push(rowPanel(row.title, { id: panels.length + 1, y }));
    y += 1;
    let x = 0;
    let height = 0;
    for (const spec of row.panels) {
      const { view = "timeseries", width = view === "stat" ? 4 : 8 } = spec;
      if (x + width > COLUMNS) [x, y, height] = [0, y + height, 0];
      const gridPos = { x, y, w: width, h: HEIGHT[view] };
      panels.push(panelOf(spec, { id: panels.length + 1, gridPos }));
      x += width;
      height = Math.max(height, HEIGHT[view]);
    }
    y += height;
  }
  return panels;
}

function rowPanel(title: string, { id, y }: { id: number; y: number }): RowPanel {
  return {
    id,
    title,
    type: "row",
    collapsed: false,
    gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    panels: [],
  };
}

function panelOf(
  spec: PanelSpec,
  { id, gridPos }: { readonly id: number; readonly gridPos: NonNullable<Panel["gridPos"]> },
): Panel {
  const { title, description, view = "timeseries", unit = "short", stacked = false } = spec;
  const { limits, queries } = spec;
  return {
    id,
    title,
    description,
    type: view,
    datasource: DATA_SOURCE,
    gridPos,
    fieldConfig: {
      defaults: {
        unit,
        ...(view !== "table" && { min: 0 }),
        ...(limits !== undefined && { thresholds: thresholdsOf(limits) }),
        ...(view === "timeseries" && {
          custom: {
            fillOpacity: stacked ? 30 : 0,
            stacking: { mode: stacked ? "normal" : "none", group: "A" },
          },
        }),
      },
      overrides: [],
    },
    options: optionsOf(view),
    targets: queries.map(([expr, legendFormat], at) => ({
      refId: LETTERS[at]!,
      expr,
      legendFormat,
      datasource: DATA_SOURCE,
      ...(view !== "timeseries" && { instant: true }),
      ...(view === "table" && { format: "table" }),
    })),
  } satisfies Panel;
}

function optionsOf(view: View): NonNullable<Panel["options"]> {
  if (view === "timeseries") {
    return { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } };
  }
  if (view === "table") return { showHeader: true };
  const reduceOptions = { calcs: ["lastNotNull"], fields: "", values: false };
  return view === "stat"
    ? { reduceOptions, colorMode: "value", textMode: "auto" }
    : { reduceOptions, orientation: "horizontal", displayMode: "basic" };
}

/** Colours from the lowest value up: good ones are low, or, where a fall is bad, high. */
function thresholdsOf({ warning, problem, falling = false }: NonNullable<PanelSpec["limits"]>) {
  const [lowest, highest] = falling ? ["red", "green"] : ["green", "red"];
  const bounds = (warning === undefined ? [problem] : [warning, problem]).sort((a, b) => a - b);
  const steps = bounds.map((value, at) => ({
    value,
    color: at === bounds.length - 1 ? highest! : "yellow",
  }));
  return {
    mode: "absolute" as ThresholdsMode,
    steps: [{ value: null, color: lowest! }, ...steps],
  };
}
