import { useEffect, useRef } from "./preact.ts";
import uPlot from "uplot";
import { browser } from "./browser.ts";
import type { PageElement } from "./browser.ts";
import { digits, timeOfDay } from "./format.ts";
import { html } from "./html.ts";
import type { Columns } from "./summary.ts";

/** One line of a chart. */
export interface Line {
  readonly label: string;
  /** The CSS variable of its colour. */
  readonly color: string;
  readonly dashed?: boolean;
  readonly filled?: boolean;
}

interface ChartProps {
  readonly lines: readonly Line[];
  readonly columns: Columns;
  readonly height: number;
}

const FONT = '12px Inter, system-ui, "Segoe UI", Roboto, sans-serif';

/** Lines over time, drawn by uPlot; the words beside it say the same. */
export function Chart({ lines, columns, height }: ChartProps) {
  const box = useRef<PageElement | null>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(columns);
  latest.current = columns;

  useEffect(() => {
    const element = box.current!;
    const build = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        optionsOf(lines, { width: element.clientWidth, height }),
        latest.current as unknown as uPlot.AlignedData,
        element as ConstructorParameters<typeof uPlot>[2],
      );
    };
    build();
    const resized = new browser.ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height });
    });
    resized.observe(element);
    const scheme = browser.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", build);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", build);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);

  useEffect(() => plot.current?.setData(columns as unknown as uPlot.AlignedData), [columns]);

  return html`<div class="chart" ref=${box} aria-hidden="true"></div>`;
}

function optionsOf(
  lines: readonly Line[],
  size: { readonly width: number; readonly height: number },
): uPlot.Options {
  const color = (name: string) =>
    browser.getComputedStyle(browser.document.documentElement).getPropertyValue(name).trim();
  const axis = {
    stroke: color("--muted"),
    font: FONT,
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    ...size,
    padding: [8, 26, 0, 0],
    cursor: { sync: { key: "overview" }, y: false, points: { size: 7 } },
    legend: { show: false },
    scales: {
      x: { time: true, range: (_, min, max) => [min ?? 0, Math.max(max ?? 0, (min ?? 0) + 30)] },
      y: { range: (_, __, max) => [0, Math.max(10, (max ?? 0) * 1.15)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 90,
        values: (_, ticks) => ticks.map((tick) => timeOfDay(tick * 1000)),
      },
      { ...axis, size: 58, space: 34, values: (_, ticks) => ticks.map((tick) => digits(tick)) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: color(line.color),
        width: 2,
        points: { show: false },
        ...(line.dashed ? { dash: [6, 4] } : {}),
        ...(line.filled ? { fill: `${color(line.color)}1f` } : {}),
      })),
    ],
  };
}
