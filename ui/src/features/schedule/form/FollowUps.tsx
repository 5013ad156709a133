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

/** What follows a slot that ended well: files in a folder, and another schedule. `own` is the id of a schedule that is kept. */
export function FollowUps({ draft, change, faults, own }: StepProps & { own: string | null }) {
  const schedules = useQuery(queries.schedules()).data ?? [];
  const toast = useToast();
  const choose = useMutation({
    mutationFn: () => api.chooseFolder(),
    onSuccess: (folder) => folder && change({ export_folder: folder }),
    onError: toast.fail,
  });
  const others = schedules.filter(({ id }) => id !== own).map(({ id, name }) => ({ value: id, word: name }));
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
