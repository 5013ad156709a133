import * as Menu from "@radix-ui/react-dropdown-menu";
import {
  Braces,
  CalendarClock,
  CircleSlash,
  Ellipsis,
  FileCheck,
  RotateCcw,
  SquareTerminal,
  Trash2,
} from "lucide-react";
import { useActions } from "@/app/actions";
import { Button, IconButton } from "@/components/Button";
import { useNarrow } from "@/components/narrow";
import { isFinal, State } from "@/components/State";
import { useSaveEvidence } from "@/features/evidence/opening";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import { CancelRuns, useCancelRuns } from "./CancelRuns";
import { CompareMenu } from "./CompareMenu";
import type { Category } from "./category";
import { useRemoveResult } from "./RemoveResult";
import { failedOf, type RunAgain } from "./run_again";

interface DetailHeadProps {
  run: ExecutionDetail;
  /** The runs of its batch, itself among them. */
  batch: readonly ExecutionSummary[];
  category: Category | null;
  actions: RunAgain;
  /** Compares it with another run; without one, a person chooses it. */
  onCompare: (other: string | null) => void;
}

/** Where a run is, and what can be done with it. */
export function DetailHead({ run, batch, category, actions, onCompare }: DetailHeadProps) {
  const narrow = useNarrow(1100);
  const removal = useRemoveResult(run);
  const evidence = useSaveEvidence(run);
  const ended = isFinal(run.state);
  const busy = actions.submit.isPending;
  const failed = batch.length > 1 ? failedOf(batch).length : 0;
  const failedWord = failed === 1 ? "Run the failed one again" : `Run the ${failed} failed ones again`;
  const failedAgain = () => actions.failedAgain(batch);
  const running = useCancelRuns(batch);
  const runningWord = `Cancel the ${running.count} still running`;
  useActions([
    { word: "Run again", disabled: !ended || busy, run: actions.again },
    { word: "Run again with changes", run: () => actions.openInQuery() },
    ...(failed > 0 ? [{ word: failedWord, disabled: busy, run: failedAgain }] : []),
    ...(running.count > 1 ? [{ word: runningWord, disabled: running.busy, run: running.ask }] : []),
    { word: "Compare with another run", run: () => onCompare(null) },
    { word: "Schedule this run", run: actions.schedule },
    { word: "Copy the run as JSON", run: actions.copyJson },
    ...(evidence.can ? [{ word: "Save evidence…", run: evidence.run }] : []),
    ...(removal.can ? [{ word: "Remove the kept result", run: removal.ask }] : []),
  ]);
  return (
    <div className="place-head pl-5!">
      <State state={run.state} pill />
      {category && <span className="chip">{category}</span>}
      {run.cancel_requested && !ended && <span className="cut text-t12 text-hint">cancel asked</span>}
      {run.fetching && <span className="cut text-t12 text-hint">fetching the result</span>}
      <span className="flex-1" />
      <CancelRuns runs={[run]} />
      <Button look="quiet" size="s" onClick={() => onCompare(null)}>
        Compare
      </Button>
      <CompareMenu run={run} onCompare={onCompare} />
      {!narrow && (
        <Button look="quiet" size="s" onClick={actions.schedule}>
          Schedule this
        </Button>
      )}
      {ended && (
        <Button size="s" disabled={busy} onClick={actions.again}>
          <RotateCcw size={14} aria-hidden />
          Run again
        </Button>
      )}
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <IconButton label="More">
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
            <Menu.Item className="menu-item" onSelect={() => actions.openInQuery()}>
              <SquareTerminal size={14} aria-hidden />
              Run again with changes
            </Menu.Item>
            {failed > 0 && (
              <Menu.Item className="menu-item" disabled={busy} onSelect={failedAgain}>
                <RotateCcw size={14} aria-hidden />
                {failedWord}
              </Menu.Item>
            )}
            {running.count > 1 && (
              <Menu.Item className="menu-item" disabled={running.busy} onSelect={running.ask}>
                <CircleSlash size={14} aria-hidden />
                {runningWord}
              </Menu.Item>
            )}
            {narrow && (
              <Menu.Item className="menu-item" onSelect={actions.schedule}>
                <CalendarClock size={14} aria-hidden />
                Schedule this
              </Menu.Item>
            )}
            <Menu.Item className="menu-item" onSelect={actions.copyJson}>
              <Braces size={14} aria-hidden />
              Copy as JSON
            </Menu.Item>
            {run.result && (
              <Menu.Item className="menu-item" disabled={!evidence.can} onSelect={evidence.run}>
                <FileCheck size={14} aria-hidden />
                Save evidence…
              </Menu.Item>
            )}
            {removal.can && (
              <>
                <Menu.Separator className="menu-cut" />
                <Menu.Item className="menu-item" onSelect={removal.ask}>
                  <Trash2 size={14} aria-hidden />
                  Remove the kept result…
                </Menu.Item>
              </>
            )}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {running.question}
      {removal.question}
    </div>
  );
}
