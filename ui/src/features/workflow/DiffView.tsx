import { useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { beside, folded, type Line, lineDiff } from "@/components/diff";
import { formatNumber, plural } from "@/components/format";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";

interface DiffViewProps {
  before: string;
  after: string;
  /** What the two are called, as in `version 2`. */
  names: readonly [before: string, after: string];
}

type Layout = "unified" | "beside";

const LAYOUTS = [
  { value: "unified" as const, word: "Unified" },
  { value: "beside" as const, word: "Side by side" },
];
const SIGNS = { same: "", less: "\u2212", more: "+" };
const SAID = { same: "", less: "only before: ", more: "only after: " };

/** What differs between two queries, line by line and within lines. */
export function DiffView({ before, after, names }: DiffViewProps) {
  const [layout, setLayout] = useRemembered<Layout>("workflows.diff", "unified");
  const [whole, setWhole] = useState(false);
  const lines = useMemo(() => lineDiff(before, after), [before, after]);
  const less = lines.filter(({ kind }) => kind === "less").length;
  const more = lines.filter(({ kind }) => kind === "more").length;
  const label = `Differences between ${names[0]} and ${names[1]}`;
  if (less + more === 0) return <p className="text-label">The query is the same in both.</p>;
  const shown = whole ? [...lines] : folded(lines);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-center gap-2">
        <p className="num min-w-0 flex-1 text-left text-label">
          {plural(more, "line")} more, {formatNumber(less)} less
        </p>
        {shown.length < lines.length && (
          <Button look="quiet" size="s" onClick={() => setWhole(true)}>
            Show all lines
          </Button>
        )}
        <Segments label="Layout of the differences" size="s" value={layout} options={LAYOUTS} onChange={setLayout} />
      </div>
      <section className="sql py-2" aria-label={label} tabIndex={0}>
        {layout === "unified" ? (
          shown.map((line) =>
            "left" in line ? (
              <Left key={`left ${line.at}`} count={line.left} />
            ) : (
              <Unified key={keyOf(line)} line={line} />
            ),
          )
        ) : (
          <Beside shown={shown} />
        )}
      </section>
    </div>
  );
}

const keyOf = (line: Line): string => `${line.kind} ${line.before} ${line.after}`;

const Left = ({ count }: { count: number }) => <p className="diff-left">{plural(count, "line")} alike</p>;

function Pieces({ line }: { line: Line }) {
  let at = 0;
  return (
    <>
      {line.pieces.map(({ text, marked }) => {
        const key = at;
        at += text.length;
        return marked ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
      })}
    </>
  );
}

function Unified({ line }: { line: Line }) {
  return (
    <div className="diff-line" data-kind={line.kind}>
      <span aria-hidden="true">{line.before}</span>
      <span aria-hidden="true">{line.after}</span>
      <span aria-hidden="true">{SIGNS[line.kind]}</span>
      <code>
        {line.kind !== "same" && <span className="sr-only">{SAID[line.kind]}</span>}
        <Pieces line={line} />
      </code>
    </div>
  );
}

function Beside({ shown }: { shown: ReturnType<typeof folded> }) {
  const parts: React.ReactNode[] = [];
  let run: Line[] = [];
  const flush = () => {
    for (const { left, right } of beside(run)) {
      parts.push(
        <div key={`${left?.before} ${right?.after}`} className="diff-pair">
          <Half line={left} number={left?.before ?? null} />
          <Half line={right} number={right?.after ?? null} />
        </div>,
      );
    }
    run = [];
  };
  for (const line of shown) {
    if (!("left" in line)) {
      run.push(line);
      continue;
    }
    flush();
    parts.push(<Left key={`left ${line.at}`} count={line.left} />);
  }
  flush();
  return <>{parts}</>;
}

function Half({ line, number }: { line: Line | null; number: number | null }) {
  return (
    <div className="diff-half" data-kind={line?.kind ?? "none"}>
      <span aria-hidden="true">{number}</span>
      <span aria-hidden="true">{line && SIGNS[line.kind]}</span>
      <code>
        {line && line.kind !== "same" && <span className="sr-only">{SAID[line.kind]}</span>}
        {line && <Pieces line={line} />}
      </code>
    </div>
  );
}
