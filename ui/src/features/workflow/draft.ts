// A workflow that is being written.
import { draftStore } from "@/components/drafts";
import { FIRST_WINDOW } from "@/features/query/tabs";
import { windowFault } from "@/features/query/windows";
import type { QueryTab, WorkflowDetail, WorkflowSpec } from "@/ipc";

export interface Draft extends WorkflowSpec {
  /** In which version a kept workflow was read; null for a new one. */
  version: number | null;
}

export const { begin, change: changeDraft, drop: dropDraft, isChanged, useDraft } = draftStore<Draft>();

export const emptyDraft = (): Draft => ({
  name: "",
  description: "",
  sql: "",
  parameter_values: {},
  instance_ids: [],
  window: FIRST_WINDOW,
  tags: [],
  status: "active",
  version: null,
});

export const ofDetail = ({ spec, version }: Pick<WorkflowDetail, "spec" | "version">): Draft => ({ ...spec, version });

/** What an open query says of a workflow. */
export const ofTab = ({ title, sql, instance_ids, window, parameter_values }: QueryTab): Partial<Draft> => ({
  name: title,
  sql,
  instance_ids,
  window,
  parameter_values,
});

const LONGEST_NAME = 200;

export interface Faults {
  name?: string;
  sql?: string;
  window?: string;
}

/** What is missing or wrong. */
export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {};
  if (draft.name.trim() === "") faults.name = "A name is needed";
  else if ([...draft.name.trim()].length > LONGEST_NAME) faults.name = `${LONGEST_NAME} characters at most`;
  if (draft.sql.trim() === "") faults.sql = "A query is needed";
  const window = windowFault(draft.window);
  if (window) faults.window = window.replace(/\.$/, "");
  return faults;
}

export const toSpec = ({ version: _version, ...draft }: Draft): WorkflowSpec => ({
  ...draft,
  name: draft.name.trim(),
  description: draft.description.trim(),
});
