import { useState } from "react";
import { CopyButton } from "@/components/Copy";
import { Empty } from "@/components/Empty";
import { formatBytes, plural } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { Segments } from "@/components/Segments";
import { SqlView } from "@/components/SqlView";
import { FindingRow } from "@/features/query/FindingRow";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import type { EvidenceDetail } from "@/ipc";

type View = "rows" | "chart" | "sql" | "files";

const WORDS: readonly { value: View; word: string }[] = [
  { value: "rows", word: "Rows" },
  { value: "chart", word: "Chart" },
  { value: "sql", word: "SQL as sent" },
  { value: "files", word: "Files" },
];

/** What the bundle holds, part by part. */
export function EvidenceViews({ evidence }: { evidence: EvidenceDetail }) {
  const [view, setView] = useState<View>("rows");
  const file = useExport(evidence.rows_id);
  const { name, result, chart, sql, files } = evidence;
  const headings: Record<View, string> = {
    rows: plural(result.row_count, "row"),
    chart: "Chart",
    sql: "SQL as sent",
    files: plural(files.length, "file"),
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="flex-none font-strong">{headings[view]}</h3>
        <div className="ml-auto flex items-center gap-2">
          <Segments
            label="View"
            size="s"
            value={view}
            options={WORDS.filter(({ value }) => value !== "chart" || chart !== null)}
            onChange={setView}
          />
          {view === "sql" && <CopyButton text={sql} label="Copy the SQL" />}
          {view === "rows" && <ExportMenu of={file} />}
        </div>
      </div>
      {view === "rows" && (
        <>
          <ExportProblem {...file} about="The rows in the bundle are whole." />
          <div className="flex min-h-72 flex-1 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
            <ResultGrid executionId={evidence.rows_id} query={name} result={result} />
          </div>
        </>
      )}
      {view === "chart" && chart !== null && <Picture svg={chart} of={name} />}
      {view === "sql" && <Sql evidence={evidence} />}
      {view === "files" && <Files files={files} />}
    </>
  );
}

/** Somebody else's file: as an image it can run nothing and fetch nothing, which in the page it could. */
function Picture({ svg, of }: { svg: string; of: string }) {
  const [failed, setFailed] = useState(false);
  return (
    <div className="overflow-hidden rounded-[5px] border border-line bg-surface">
      {failed ? (
        <Empty
          title="The picture of the chart cannot be shown"
          why="It is in the bundle all the same, as a file that any browser opens."
        />
      ) : (
        <img
          className="block h-auto w-full"
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
          alt={`Chart of ${of}, as it was when the evidence was made`}
          onError={() => setFailed(true)}
        />
      )}
    </div>
  );
}

function Sql({ evidence: { sql, findings } }: { evidence: EvidenceDetail }) {
  return (
    <>
      {findings.length > 0 && (
        <section aria-label="Findings">
          <ul className="grid gap-3">
            {findings.map((finding) => (
              <FindingRow key={`${finding.line}:${finding.column} ${finding.code}`} diagnostic={finding} />
            ))}
          </ul>
        </section>
      )}
      <div className="sent-sql">
        <SqlView sql={sql} label="SQL as sent" />
      </div>
    </>
  );
}

const COLUMNS = [
  { word: "Name", width: 148 },
  { word: "Size", width: 76, num: true },
  { word: "SHA-256" },
  { word: "Copy", width: 48, quiet: true },
];

function Files({ files }: { files: EvidenceDetail["files"] }) {
  return (
    <>
      <p className="text-label">
        Each file fits its SHA-256, which proves that nothing was damaged on the way; it does not prove who made the
        bundle.
      </p>
      <div className="overflow-hidden rounded-[5px] border border-line bg-surface">
        <RowsTable label="Files of the bundle" columns={COLUMNS}>
          {files.map(({ name, bytes, sha256 }) => (
            <tr key={name}>
              <td title={name}>{name}</td>
              <td className="num">{formatBytes(bytes)}</td>
              <td className="mono text-label" title={sha256}>
                {sha256}
              </td>
              <td className="num">
                <CopyButton text={sha256} label={`Copy the SHA-256 of ${name}`} iconOnly />
              </td>
            </tr>
          ))}
        </RowsTable>
      </div>
    </>
  );
}
