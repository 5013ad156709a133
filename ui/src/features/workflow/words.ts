// How a workflow is said.
import { formatNumber, plural } from "@/components/format";
import { shortDay } from "@/features/query/windows";
import { windowSaid } from "@/features/schedule/form/window";
import type { WindowSpec, WorkflowStatus } from "@/ipc";

export const STATUS_WORDS: Record<WorkflowStatus, string> = { active: "Active", draft: "Draft", archived: "Archived" };

/** The rule of a window: `Last 4 full weeks`. */
export function windowWords(window: WindowSpec): string {
  switch (window.kind) {
    case "last_days":
      return `Last ${plural(window.days, "day")}`;
    case "last_full_weeks":
      return window.weeks === 1 ? "Last full week" : `Last ${formatNumber(window.weeks)} full weeks`;
    case "fixed":
      return `${shortDay(window.start)} to ${shortDay(window.end)} ${window.end.slice(0, 4)}`;
    case "words":
      return windowSaid(window.text);
    default: {
      const words = window.kind.replaceAll("_", " ");
      return words.charAt(0).toUpperCase() + words.slice(1);
    }
  }
}

/** Names of instances or brands; one that is not among them any more says so. */
export const nameIn =
  (all: readonly { id: string; name: string }[] | undefined) =>
  (id: string): string =>
    all?.find((one) => one.id === id)?.name ?? (all ? "one that is not there any more" : "\u2026");
