import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { asAppError } from "@/ipc";

/** In place of the grid of a result without rows. */
export const NoRows = () => (
  <Empty
    title="The run succeeded, and has no rows"
    why="Nothing matched in these dates, or every row fell under Amazon's threshold of users. Longer dates or coarser groups often help."
  />
);

interface NotPassedProps {
  /** How many rows there are. */
  all: number;
  onClear: () => void;
}

/** Where all rows are filtered away. */
export const NotPassed = ({ all, onClear }: NotPassedProps) => (
  <Empty title="No row passes the filters" why={`${plural(all, "row")} in all.`}>
    <Button size="s" onClick={onClear}>
      Clear the filters
    </Button>
  </Empty>
);

interface NotReadProps {
  error: unknown;
  onAgain: () => void;
  /** Takes the filters away, where there are any that may be why. */
  onClear: (() => void) | null;
  children: ReactNode;
}

/** In place of a grid whose rows cannot be read. */
export const NotRead = ({ error, onAgain, onClear, children }: NotReadProps) => (
  <div className="p-3">
    <Problem error={asAppError(error)}>
      <Button size="s" onClick={onAgain}>
        Try again
      </Button>
      {onClear && (
        <Button size="s" onClick={onClear}>
          Clear the filters
        </Button>
      )}
      {children}
    </Problem>
  </div>
);
