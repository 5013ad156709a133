import { Clock, Columns3, Info, Server } from "lucide-react";
import { Button } from "@/components/Button";
import { formatNumber, plural } from "@/components/format";
import { ThresholdMark } from "@/components/Kind";
import type {
  CheckReport,
  FindingSubject,
  Instance,
  KeptRun,
  QueryTab,
  ResolvedWindow,
  RunFinding,
  SubmitRequest,
} from "@/ipc";
import { AtAmazon } from "./AtAmazon";
import { counts } from "./check";
import { FindingRow, TONES } from "./FindingRow";
import { KeptAlready } from "./KeptAlready";
import { OnThisComputer } from "./OnThisComputer";
import type { Place } from "./remote_error";
import { SimilarRuns } from "./SimilarRuns";
import { TodayBudgets } from "./TodayBudgets";

const SUBJECTS = { window: { icon: Clock, word: "Window" }, instances: { icon: Server, word: "Instances" } };

interface ReviewProps {
  tab: QueryTab;
  /** The statement that would run. */
  sql: string;
  report: CheckReport | null;
  aboutRun: RunFinding[];
  instances: Instance[];
  dates: ResolvedWindow | undefined;
  /** What a run would send; null while none can be sent. */
  request: SubmitRequest | null;
  /** Kept results that answer it, and whether they answer in place of a run. */
  answers: readonly KeptRun[];
  reuse: boolean;
  onGo: (place: Place) => void;
  /** Goes to where the window or the instances are chosen. */
  onChoose: (subject: FindingSubject) => void;
}

/** The last look before a run: everything that was found, and what the run will be. */
export function Review({ tab, sql, report, aboutRun, instances, dates, onGo, onChoose, ...rest }: ReviewProps) {
  const found = report?.diagnostics ?? [];
  const { errors, warnings, infos } = report ? counts(report) : { errors: 0, warnings: 0, infos: 0 };
  const currencies = [...new Set(instances.map((instance) => instance.currency))];
  const answered = new Set(rest.reuse ? rest.answers.map((run) => run.instance_id) : []);
  const running = instances.filter(({ id }) => !answered.has(id));
  const words = [
    errors === 0 ? "no errors" : plural(errors, "error"),
    warnings + infos + aboutRun.length > 0 ? `${warnings + infos + aboutRun.length} to know` : null,
  ];
  return (
    <>
      <section className="part" aria-label="Findings">
        <div className="part-head">
          <h2>Findings</h2>
          <span className="text-hint">{report ? words.filter(Boolean).join(", ") : "nothing written yet"}</span>
        </div>
        <ul className="grid gap-3">
          {found.map((diagnostic) => (
            <FindingRow
              key={`${diagnostic.line}:${diagnostic.column} ${diagnostic.code} ${diagnostic.message}`}
              diagnostic={diagnostic}
              onGo={() => onGo(diagnostic)}
            />
          ))}
          {aboutRun.map((finding) => {
            const { icon: Icon, word } = SUBJECTS[finding.subject];
            return (
              <li key={`${finding.code} ${finding.message}`} className="flex items-start gap-2">
                <Icon size={14} className={`mt-0.5 ${TONES[finding.severity]}`} aria-hidden />
                <div className="min-w-0">
                  <p className="text-t12 font-medium break-words">{finding.message}</p>
                  <p className="hint">
                    {finding.help && <span>{finding.help} </span>}
                    <Button look="link" onClick={() => onChoose(finding.subject)}>
                      {word}
                    </Button>
                  </p>
                </div>
              </li>
            );
          })}
          {currencies.length > 1 && (
            <li className="flex items-start gap-2">
              <Info size={14} className="mt-0.5 text-note" aria-hidden />
              <div>
                <p className="text-t12 font-medium">{plural(currencies.length, "currency", "currencies")}</p>
                <p className="hint">{currencies.join(", ")}. Money stays apart, per instance.</p>
              </div>
            </li>
          )}
          {report && found.length + aboutRun.length === 0 && currencies.length < 2 && (
            <li className="hint">Nothing stops this query, and nothing needs your eye.</li>
          )}
        </ul>
      </section>
      <KeptAlready answers={rest.answers} instances={instances} reuse={rest.reuse} />
      <OnThisComputer tabId={tab.id} sql={sql} request={rest.request} />
      <AtAmazon tabId={tab.id} text={tab.sql} sql={sql} request={rest.request} instances={instances} onGo={onGo} />
      {report && report.output.length > 0 && (
        <section className="part" aria-label="Output columns">
          <div className="part-head">
            <h2>Columns of the result</h2>
            <span className="text-hint">{report.output.length}</span>
          </div>
          <ul>
            {report.output.map((column) => (
              <li key={column.name} className="flex h-6 items-center gap-2 text-t12">
                <span className="mono cut">{column.name}</span>
                <ThresholdMark threshold={column.threshold} />
                <span className="ml-auto text-t11 text-hint">{column.data_type}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="part" aria-label="What runs">
        <div className="part-head">
          <h2>What runs</h2>
        </div>
        <ul className="checks">
          <li>
            <Server size={14} className="text-hint" aria-hidden />
            <span>Runs, one an instance</span>
            <span>
              {formatNumber(running.length)}
              {answered.size > 0 && `, and ${formatNumber(answered.size)} kept`}
            </span>
          </li>
          <li>
            <Clock size={14} className="text-hint" aria-hidden />
            <span>Dates</span>
            <span>{dates?.words ?? "none"}</span>
          </li>
          <li>
            <Columns3 size={14} className="text-hint" aria-hidden />
            <span>Tables</span>
            <span className="cut" title={report?.tables.join(", ")}>
              {report?.tables.join(", ") || "none"}
            </span>
          </li>
          <TodayBudgets instances={running} />
        </ul>
      </section>
      {report && <SimilarRuns tab={tab} sql={sql} report={report} />}
    </>
  );
}
