import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import type { Mark } from "./chart";

export interface SpotLine {
  /** The class of its sign in the legend. */
  sign: string;
  word: string;
  figure: string;
}

/** What stands at one place of the axis. */
export interface Spot {
  /** Its day or days. */
  title: string;
  lines: readonly SpotLine[];
}

interface PlotProps {
  name: string;
  /** What a spot is: a day or a week. */
  of: string;
  spots: readonly Spot[];
  /** Lines across, from zero up; the last one is the top. */
  scale: readonly number[];
  scaleWord: (value: number) => string;
  marks: readonly Mark[];
  /** Words at the ends of lines, each at a height from 0 to 1. */
  ends?: readonly { word: string; high: number }[];
  /** Drawn in a field as wide as there are spots and 100 high. */
  children: ReactNode;
}

const PAGE = 7;

/** Where a key leads from a spot; null for keys that lead nowhere. */
function spotAt(key: string, at: number, last: number): number | null {
  const to = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - PAGE,
    PageUp: at + PAGE,
    Home: 0,
    End: last,
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(last, to));
}

/** A field with its scale and axis. The pointer, or the arrows, go from spot to spot and tell what stands there. */
export function Plot({ name, of, spots, scale, scaleWord, marks, ends = [], children }: PlotProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const last = spots.length - 1;
  const top = scale.at(-1) || 1;
  const at = chosen === null ? null : Math.min(chosen, last);
  const spot = spots[at ?? last];
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setChosen(Math.max(0, Math.min(last, Math.floor(((clientX - left) / width) * spots.length))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = event.key === "Escape" ? null : spotAt(event.key, at ?? last, last);
    if (to === null && event.key !== "Escape") return;
    event.preventDefault();
    setChosen(to);
  };
  const across = (i: number): string => `${(((i + 0.5) / spots.length) * 100).toFixed(3)}%`;
  return (
    <>
      <div className="plot">
        <div className="plot-scale" aria-hidden="true">
          {scale.map((value) => (
            <span key={value} style={{ bottom: `${(value / top) * 100}%` }}>
              {scaleWord(value)}
            </span>
          ))}
        </div>
        <div
          className="plot-field"
          role="slider"
          tabIndex={0}
          aria-label={`${name}, ${of} by ${of}`}
          aria-valuemin={1}
          aria-valuemax={spots.length}
          aria-valuenow={(at ?? last) + 1}
          aria-valuetext={
            spot && `${spot.title}: ${spot.lines.map((line) => `${line.word} ${line.figure}`).join(", ")}`
          }
          onKeyDown={onKeyDown}
          onFocus={() => {
            setFocused(true);
            setChosen((now) => now ?? last);
          }}
          onBlur={() => {
            setFocused(false);
            setChosen(null);
          }}
          onPointerMove={onPointerMove}
          onPointerLeave={() => !focused && setChosen(null)}
        >
          <svg
            viewBox={`0 0 ${spots.length} 100`}
            preserveAspectRatio="none"
            width="100%"
            height="100%"
            aria-hidden="true"
          >
            {scale.map((value) => (
              <path
                key={value}
                d={`M0 ${100 - (value / top) * 100}H${spots.length}`}
                className={value === 0 ? "plot-zero" : "plot-line"}
              />
            ))}
            {at !== null && <rect x={at} y="0" width="1" height="100" className="plot-here" />}
            {children}
          </svg>
          {at !== null && spot && <Told at={across(at)} left={at > last / 2} spot={spot} />}
        </div>
        <div className="plot-ends" aria-hidden="true">
          {ends.map(({ word, high }) => (
            <span key={word} style={{ bottom: `${high * 100}%` }}>
              {word}
            </span>
          ))}
        </div>
        <div className="plot-axis" aria-hidden="true">
          {marks.map((mark) => (
            <span
              key={mark.at}
              data-end={
                marks.length === 1 ? undefined : mark.at === 0 ? "first" : mark.at === last ? "last" : undefined
              }
              style={{ left: across(mark.at) }}
            >
              {mark.word}
            </span>
          ))}
        </div>
      </div>
      <AsTable name={name} of={of} spots={spots} />
    </>
  );
}

/** What stands at a spot, beside it. */
const Told = ({ at, left, spot }: { at: string; left: boolean; spot: Spot }) => (
  <div className="plot-told floating" data-left={left} style={{ left: at }} aria-hidden="true">
    <p className="text-t12 text-hint">{spot.title}</p>
    {spot.lines.map(({ sign, word, figure }) => (
      <p key={word} className="plot-told-line">
        <i className={sign} />
        <span>{word}</span>
        <span className="num">{figure}</span>
      </p>
    ))}
  </div>
);

/** The same for screen readers. */
const AsTable = ({ name, of, spots }: Pick<PlotProps, "name" | "of" | "spots">) => (
  <div className="sr-only">
    <table aria-label={name}>
      <thead>
        <tr>
          <th scope="col">{of === "week" ? "Week" : "Day"}</th>
          {spots[0]?.lines.map(({ word }) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {spots.map(({ title, lines }) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            {lines.map(({ word, figure }) => (
              <td key={word}>{figure}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
