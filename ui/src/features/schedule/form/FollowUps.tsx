import { useMutation, useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { Button } from "@/components/Button";
import { useToast } from "@/components/Toast";
import { FORMATS } from "@/features/result/formats";
import { api, type ExportFormat } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Choice, TextField } from "./fields";
import type { StepProps } from "./ScheduleForm";

const CHOICES: readonly { value: ExportFormat | ""; word: string }[] = [
  { value: "", word: "No file" },
  ...FORMATS.map(({ format, word }) => ({ value: format, word })),
];

/** What follows a slot that ended well: files in a folder, another schedule, and a dashboard with its rows. `own` is the id of a schedule that is kept. */
export function FollowUps({ draft, change, faults, own }: StepProps & { own: string | null }) {
  const schedules = useQuery(queries.schedules()).data ?? [];
  const dashboards = useQuery(queries.dashboards()).data ?? [];
  const toast = useToast();
  const choose = useMutation({
    mutationFn: () => api.chooseFolder(),
    onSuccess: (folder) => folder && change({ export_folder: folder }),
    onError: toast.fail,
  });
  const others = schedules.filter(({ id }) => id !== own).map(({ id, name }) => ({ value: id, word: name }));
  const known = dashboards.map(({ id, name }) => ({ value: id, word: name }));
  // One that was deleted is still chosen, until another one is.
  const gone = draft.refresh_dashboard !== "" && !known.some(({ value }) => value === draft.refresh_dashboard);
  return (
    <>
      <Choice
        label="Save each result as"
        value={draft.export_format}
        options={CHOICES}
        onChange={(export_format) => change({ export_format })}
      />
      <Choice
        label="Then run"
        hint="if all went well"
        className="col-span-2"
        value={draft.then_run}
        options={[{ value: "", word: "Nothing" }, ...others]}
        onChange={(then_run) => change({ then_run })}
      />
      <Choice
        label="Refresh"
        hint="a dashboard"
        className="wide"
        value={draft.refresh_dashboard}
        options={[
          { value: "", word: "Nothing" },
          ...(gone ? [{ value: draft.refresh_dashboard, word: dashboards ? "A deleted dashboard" : "" }] : []),
          ...known,
        ]}
        onChange={(refresh_dashboard) => change({ refresh_dashboard })}
      />
      {draft.export_format !== "" && (
        <div className="wide flex items-start gap-2">
          <TextField
            wrap="flex-1"
            label="Folder"
            hint="the same dates replace the file"
            placeholder="/home/ada/Reports"
            value={draft.export_folder}
            fault={faults.export_folder}
            onChange={(export_folder) => change({ export_folder })}
          />
          <Button className="mt-[22px]" disabled={choose.isPending} onClick={() => choose.mutate()}>
            <FolderOpen size={14} aria-hidden />
            Choose
          </Button>
        </div>
      )}
    </>
  );
}
