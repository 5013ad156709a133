import { useMutation } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { MiddleCut } from "@/components/MiddleCut";
import { useRemembered } from "@/components/remember";
import { useToast } from "@/components/Toast";
import { Toggle } from "@/components/Toggle";
import { FORMATS } from "@/features/result/formats";
import { Choice, TextField } from "@/features/schedule/form/fields";
import { api, type Instance, type QueryTab, type ResolvedWindow, type RunExport } from "@/ipc";
import { exampleName, freshExport, nameFault, PLACEHOLDERS } from "./run_file";
import { dayOf, isoDay } from "./windows";

interface AfterRunProps {
  tab: QueryTab;
  targets: readonly Instance[];
  dates: ResolvedWindow | undefined;
  onChange: (file: RunExport | null) => void;
}

const CHOICES = FORMATS.map(({ format, word }) => ({ value: format, word }));

/** What follows each run of a query: a file with its rows. */
export function AfterRun({ tab, targets, dates, onChange }: AfterRunProps) {
  const toast = useToast();
  const [last, setLast] = useRemembered<string>("run-file.folder", "");
  const file = tab.export ?? null;
  const choose = useMutation({
    mutationFn: () => api.chooseFolder(),
    onSuccess: (folder) => {
      // Without a folder there is no file to write.
      if (folder === null) return;
      setLast(folder);
      onChange(file ? { ...file, folder } : freshExport(folder));
    },
    onError: toast.fail,
  });
  const turn = (on: boolean) => {
    if (!on) onChange(null);
    else if (last === "") choose.mutate();
    else onChange(freshExport(last));
  };
  return (
    <section className="part" aria-label="After the run">
      <div className="part-head">
        <h2>After the run</h2>
      </div>
      <Toggle
        id="run-file"
        on={file !== null}
        disabled={choose.isPending}
        onChange={turn}
        title="Write a file"
        about="All rows of a run, once they are here."
      />
      {file && (
        <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-3">
          <div>
            <div className="label">
              <span id="run-file-folder">Folder</span>
            </div>
            <div className="flex gap-2">
              <div className="field field-s field-still" title={file.folder}>
                <span className="sr-only">{file.folder}</span>
                <span className="flex min-w-0" aria-hidden="true">
                  <MiddleCut text={file.folder} tail={18} />
                </span>
              </div>
              <Button
                size="s"
                aria-describedby="run-file-folder"
                disabled={choose.isPending}
                onClick={() => choose.mutate()}
              >
                <FolderOpen size={14} aria-hidden />
                Choose
              </Button>
            </div>
          </div>
          <Choice
            label="Format"
            small
            value={file.format}
            options={CHOICES}
            onChange={(format) => onChange({ ...file, format })}
          />
          <NameField key={tab.id} {...{ file, tab, targets, dates, onChange }} />
        </div>
      )}
    </section>
  );
}

/** The name as it is written; only one that can be used is kept. */
function NameField({ file, tab, targets, dates, onChange }: AfterRunProps & { file: RunExport }) {
  const [text, setText] = useState(file.name);
  const fault = nameFault(text);
  const type = (name: string) => {
    setText(name);
    if (nameFault(name) === null) onChange({ ...file, name });
  };
  const today = isoDay(new Date());
  const example = exampleName(
    file.name,
    {
      query: tab.title,
      instance: targets[0]?.name ?? "Instance",
      first: dates ? dayOf(dates.start) : today,
      last: dates ? dayOf(dates.end) : today,
      day: today,
    },
    file.format,
  );
  const alike = targets.length > 1 && !file.name.includes("{instance}");
  const add = (word: string) => type(`${text.trimEnd()} {${word}}`.trimStart());
  return (
    <div>
      <TextField label="Name" className="field-s" value={text} fault={fault ?? undefined} onChange={type} />
      <fieldset className="presets" aria-label="Add to the name">
        {PLACEHOLDERS.map((word) => (
          <button key={word} type="button" aria-label={`Add {${word}}`} onClick={() => add(word)}>
            {`{${word}}`}
          </button>
        ))}
      </fieldset>
      <p className="hint mt-2 break-words">
        For example <span className="text-label">{example}</span>
      </p>
      {alike && (
        <p className="mt-1 text-t12 text-amber">
          {plural(targets.length, "instance")} write files of one name. Add {"{instance}"} to tell them apart.
        </p>
      )}
    </div>
  );
}
