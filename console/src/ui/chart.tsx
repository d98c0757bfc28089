/**
 * Counts over time, by uPlot: bars for what happened, a second colour for the part that rules matched. Dragging picks
 * a stretch of time. Colours are read from the theme whenever the chart is drawn.
 */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { usePreferences } from '../app/preferences.ts';
import { clockParts, fullTime } from './time.tsx';
import { compact, number } from './words.ts';

export interface Series {
  readonly name: string;
  /** Name of a colour of the theme, without `--`. */
  readonly colour: string;
  readonly values: readonly number[];
}

export interface ChartProps {
  readonly label: string;
  /** Start of each bucket, seconds. */
  readonly times: readonly number[];
  /** Drawn over each other from first to last, so the largest first. */
  readonly series: readonly Series[];
  readonly height?: number;
  readonly kind?: 'bars' | 'line';
  /** Seconds; for bars, the width of a bucket. */
  readonly onPick?: (from: number, to: number) => void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Seconds from one bucket to the next; all are equal. */
const bucketOf = (times: ArrayLike<number>): number => (times.length < 2 ? 60 : times[1]! - times[0]!);

/** A mark of the time axis: the day where one starts or days are apart, else the clock, with seconds where they matter. */
function axisTime(seconds: number, step: number, utc: boolean): string {
  const text = clockParts(new Date(seconds * 1000), utc);
  if (step >= 86_400 || text.clock === '00:00:00') return text.day;
  return step < 60 ? text.clock : text.clock.slice(0, 5);
}

export function Chart({ label, times, series, height = 96, kind = 'bars', onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const { theme, utc } = usePreferences();
  const pick = useRef(onPick);
  pick.current = onPick;
  const names = series.map(({ name, colour: one }) => `${name}:${one}`).join();
  const data = [times as number[], ...series.map(({ values }) => values as number[])] as uPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;
  const plot = useRef<uPlot | undefined>(undefined);
  const tip = useRef<HTMLDivElement>(null);

  // Data goes in by the effect below.
  useEffect(() => {
    const element = place.current!;
    const text = colour('text-faint');
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: text, font, ticks: { show: false }, grid: { stroke: colour('line'), width: 1 } };
    const pickable = onPick !== undefined;
    const made = new uPlot(
      {
        width: Math.max(100, element.clientWidth),
        height,
        padding: [6, 18, 0, 0],
        legend: { show: false },
        ...(utc ? { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC') } : {}),
        cursor: {
          x: true,
          y: false,
          points: { show: kind === 'line' },
          drag: { x: pickable, y: false, setScale: false },
        },
        scales: {
          // A bar starts at its bucket's time, so the last one needs room to the right.
          x: { range: (chart, min, max) => [min, kind === 'bars' ? max + bucketOf(chart.data[0]) : max] },
          y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 26,
            space: 84,
            values: (_, ticks, __, ___, step) => ticks.map((tick) => axisTime(tick, step, utc)),
          },
          {
            ...axis,
            size: 46,
            space: 30,
            values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? compact(tick) : '')),
          },
        ],
        series: [
          {},
          ...series.map(({ name, colour: one }) => ({
            label: name,
            stroke: colour(one),
            fill: kind === 'bars' ? colour(one) : `color-mix(in srgb, ${colour(one)} 18%, transparent)`,
            width: kind === 'bars' ? 0 : 1.5,
            points: { show: false },
            ...(kind === 'bars' ? { paths: uPlot.paths.bars!({ size: [0.82, 40], align: 1, radius: 0.15 }) } : {}),
          })),
        ],
        hooks: {
          setSelect: [
            (chart) => {
              if (chart.select.width < 4) return;
              const from = chart.posToVal(chart.select.left, 'x');
              const to = chart.posToVal(chart.select.left + chart.select.width, 'x');
              chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
              pick.current?.(from, to);
            },
          ],
          setCursor: [
            (chart) => {
              const box = tip.current;
              const index = chart.cursor.idx;
              if (box === null) return;
              if (index == null || (chart.cursor.left ?? -1) < 0) {
                box.hidden = true;
                return;
              }
              const rows = chart.series
                .slice(1)
                .map((one, at) => `${number(chart.data[at + 1]?.[index] ?? 0)} ${String(one.label)}`);
              box.textContent = `${fullTime(new Date(chart.data[0][index]! * 1000).toISOString())}   ${rows.join('   ')}`;
              box.hidden = false;
            },
          ],
        },
      },
      latest.current,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: Math.max(100, element.clientWidth), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [theme, utc, names, height, kind, onPick === undefined]);

  // The values are in data.
  useEffect(() => {
    plot.current?.setData(latest.current);
  }, [times, ...series.map(({ values }) => values)]);

  const totals = series.map(({ name, values }) => `${number(values.reduce((sum, one) => sum + one, 0))} ${name}`);
  return (
    <figure class="chart" style={{ minHeight: `${height}px` }}>
      <figcaption class="sr-only">
        {label}: {totals.join(', ')}
      </figcaption>
      <div ref={place} aria-hidden="true" />
      <div ref={tip} class="chart-tip" hidden aria-hidden="true" />
    </figure>
  );
}
