// How a workflow is said.
import { formatNumber, plural } from "@/components/format";
import { shortDay } from "@/features/query/windows";
import { windowSaid } from "@/features/schedule/form/window";
import type { Instance, WindowSpec, WorkflowStatus } from "@/ipc";

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

/** Names of instances; one that no profile reaches any more says so. */
export const instanceName =
  (all: readonly Instance[] | undefined) =>
  (id: string): string =>
    all?.find((instance) => instance.id === id)?.name ?? (all ? "one that is not there any more" : "\u2026");
