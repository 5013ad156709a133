import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useMemo } from "react";
import { IconButton } from "@/components/Button";
import { formatWhen, plural, shortWindow } from "@/components/format";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { choicesFor } from "./result_comparison";

interface CompareMenuProps {
  run: ExecutionDetail;
  onCompare: (other: string) => void;
}

const NONE: ExecutionSummary[] = [];

/** The results that are most often put beside a run's, each a click away. */
export function CompareMenu({ run, onCompare }: CompareMenuProps) {
  const all = useQuery(queries.executions()).data ?? NONE;
  const { restated, before, instances } = useMemo(() => choicesFor(run, all), [run, all]);
  const groups = [
    {
      title: "The same dates, run at",
      runs: restated,
      words: ({ created_at }: ExecutionSummary) => formatWhen(created_at),
    },
    {
      title: "The dates before",
      runs: before,
      words: ({ window_words }: ExecutionSummary) => shortWindow(window_words),
    },
    { title: "Other instances", runs: instances, words: ({ instance_name }: ExecutionSummary) => instance_name },
  ].filter(({ runs }) => runs.length > 0);
  // It stands there before it is known what there is, so that nothing beside it moves.
  if (!run.result) return null;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <IconButton label="Compare results with" className="-ml-2" disabled={groups.length === 0}>
          <ChevronDown size={14} aria-hidden />
        </IconButton>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu menu-values" align="end" sideOffset={4} collisionPadding={8}>
          {groups.map(({ title, runs, words }, i) => (
            <Menu.Group key={title} aria-label={title}>
              {i > 0 && <Menu.Separator className="menu-cut" />}
              <Menu.Label className="menu-label">{title}</Menu.Label>
              {runs.map((other) => (
                <Menu.Item key={other.id} className="menu-item" onSelect={() => onCompare(other.id)}>
                  <span className="cut flex-1">{words(other)}</span>
                  <span className="hint">{plural(other.row_count ?? 0, "row")}</span>
                </Menu.Item>
              ))}
            </Menu.Group>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
