import { Group as GroupIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import { formatNumber, plural } from "@/components/format";
import { ExportMenu, ExportProblem, useExport } from "./ExportMenu";
import { groupingWords } from "./grouping";
import type { Grouped as Shown } from "./use_groups";

interface GroupedProps extends Shown {
  onEdit: (at: DOMRect) => void;
  onLeave: () => void;
  /** The grid of the groups. */
  children: ReactNode;
}

/** Rows taken together, and what they were taken from. */
export function Grouped({ answer, grouping, of, filtered, onEdit, onLeave, children }: GroupedProps) {
  const file = useExport(answer.id);
  const groups = plural(answer.result.row_count, "group");
  return (
    <>
      <fieldset className="grid-bar" aria-label="Grouping">
        <GroupIcon size={14} className="flex-none text-hint" aria-hidden />
        <p className="min-w-72 flex-1 text-t12" role="status">
          {groupingWords(grouping)}
          <span className="text-hint">
            {" · "}
            {groups} of {plural(of, "row")}
            {filtered && " that pass the filters"}
          </span>
        </p>
        <span className="ml-auto flex flex-none items-center gap-1">
          <Button size="s" look="quiet" onClick={(event) => onEdit(event.currentTarget.getBoundingClientRect())}>
            Edit
          </Button>
          <Button size="s" look="quiet" onClick={onLeave}>
            Show all rows
          </Button>
          <ExportMenu of={file} word="Export groups" />
        </span>
        {answer.left_out > 0 && (
          <p className="basis-full text-t12 text-amber" role="note">
            {answer.left_out === 1
              ? `1 value of ${grouping.across?.column} has no column of its own; it is`
              : `${formatNumber(answer.left_out)} values of ${grouping.across?.column} have no columns of their own; they are`}{" "}
            counted in the columns that begin with “all”. Filter the rows to see them.
          </p>
        )}
      </fieldset>
      <ExportProblem {...file} className="p-2" />
      {children}
    </>
  );
}
