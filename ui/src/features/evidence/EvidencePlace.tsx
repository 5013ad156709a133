import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { FolderOpen } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { holdsWords, SearchField } from "@/components/SearchField";
import { ShowSegments } from "@/features/execution/ShowSegments";
import { useSlash } from "@/features/execution/slash";
import { asAppError } from "@/ipc";
import { queries } from "@/ipc/queries";
import { EvidenceList } from "./EvidenceList";
import { EvidencePane } from "./EvidencePane";
import { useOpenEvidence } from "./opening";

const WHY =
  "Evidence is one file that holds all of a run: its query, values and dates, what Amazon said of it, and its rows. Whoever gets it opens it in RecomAMP, without an account. To make one, choose Save evidence in the menu of a run whose result is kept.";

/** Evidence that was opened on this computer, and one piece of it in full. */
export function EvidencePlace() {
  const { id } = useParams({ strict: false });
  const navigate = useNavigate();
  const evidence = useQuery(queries.evidence());
  const waiting = useQuery(queries.queue()).data?.length ?? 0;
  const [text, setText] = useState("");
  const search = useRef<HTMLInputElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const all = evidence.data ?? [];
  const shown = useMemo(
    () => all.filter((one) => holdsWords(`${one.name} ${one.instance_name} ${one.window_words}`, text)),
    [all, text],
  );
  const chosen = id ?? shown[0]?.id ?? null;
  const choose = useOpenEvidence();
  const opening = useMutation({ mutationFn: choose });
  useSlash(search);
  const intoList = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    scroll.current?.querySelector<HTMLElement>("tr[data-row]")?.focus();
  };
  const button = (
    <Button size="s" disabled={opening.isPending} onClick={() => opening.mutate()}>
      <FolderOpen size={14} aria-hidden />
      {opening.isPending ? "Opening" : "Open evidence…"}
    </Button>
  );
  return (
    <main className="place">
      <div className="panes executions-panes">
        <section className="pane" aria-label="List of evidence">
          <header className="place-head">
            <h1>Executions</h1>
            {all.length > 0 && (
              <span className="num text-hint">
                {shown.length < all.length && `${formatNumber(shown.length)} of `}
                {formatNumber(all.length)} opened
              </span>
            )}
            <span className="flex-1" />
            <SearchField
              className="w-46!"
              label="Find evidence"
              placeholder="Name, instance, dates"
              value={text}
              onChange={setText}
              onKeyDown={intoList}
              ref={search}
            />
          </header>
          <div className="filter-bar">
            <ShowSegments
              value="evidence"
              waiting={waiting}
              onChange={(show) => void navigate({ to: "/executions", search: show === "all" ? {} : { show } })}
            />
            <span className="flex-1" />
            {all.length > 0 && button}
          </div>
          <div ref={scroll} className="scroll">
            {opening.isError && (
              <div className="p-4">
                <Problem error={asAppError(opening.error)} about="Nothing of it was kept here.">
                  <Button size="s" onClick={() => opening.mutate()}>
                    Open another one…
                  </Button>
                  <Button size="s" look="quiet" onClick={() => opening.reset()}>
                    Close
                  </Button>
                </Problem>
              </div>
            )}
            <Answer of={evidence} loading={<SkeletonRows rows={6} height={44} />}>
              {() =>
                all.length === 0 ? (
                  <Empty title="No evidence was opened here yet" why={WHY}>
                    {button}
                  </Empty>
                ) : shown.length === 0 ? (
                  <Empty title="No evidence like that" why={`${plural(all.length, "piece")} opened here in all.`}>
                    <Button onClick={() => setText("")}>Clear the search</Button>
                  </Empty>
                ) : (
                  <EvidenceList
                    evidence={shown}
                    chosen={chosen}
                    onOpen={(next) => void navigate({ to: "/executions/evidence/$id", params: { id: next } })}
                  />
                )
              }
            </Answer>
          </div>
        </section>
        {chosen ? (
          <EvidencePane key={chosen} id={chosen} />
        ) : (
          <section className="pane pane-grey" aria-label="Evidence">
            {evidence.data && (
              <Empty title="No evidence chosen" why="What a run was asked and what came of it shows here." />
            )}
          </section>
        )}
      </div>
    </main>
  );
}
