import * as Menu from "@radix-ui/react-dropdown-menu";
import { type UseMutationResult, useMutation, useQuery } from "@tanstack/react-query";
import { Check, Download } from "lucide-react";
import { Button } from "@/components/Button";
import { copyText } from "@/components/Copy";
import { formatBytes, formatNumber, plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { useRemembered } from "@/components/remember";
import { useToast } from "@/components/Toast";
import {
  api,
  asAppError,
  type ExportedResults,
  type ExportFormat,
  type ExportOutcome,
  type ExportProgress,
} from "@/ipc";
import { queries } from "@/ipc/queries";
import { FORMATS } from "./formats";

interface Told {
  text: string;
  path: string;
}

export const savedWords = ({ rows, size_bytes, path }: ExportOutcome): Told => ({
  text: `${plural(rows, "row")} saved, ${formatBytes(size_bytes)}: ${path}`,
  path,
});

/** `36 files, 1,204,332 rows in /reports; 2 results are not kept any more`. */
export function resultsWords({ files, rows, folder, missing }: ExportedResults): Told {
  const gone = `${plural(missing, "result is", "results are")} not kept any more`;
  const text = files === 0 ? "No result to save" : `${plural(files, "file")}, ${plural(rows, "row")} in ${folder}`;
  return { text: missing > 0 ? `${text}; ${gone}` : text, path: folder };
}

/** Writes the whole result to a file, all rows, whatever is filtered in the grid. It goes on when this is closed. */
export function useExport(executionId: string) {
  const file = useExportOf(async (format, guard) => {
    try {
      return await api.exportResult(executionId, format, guard);
    } catch (thrown) {
      if (asAppError(thrown).code === "result.export_cancelled") return null;
      throw thrown;
    }
  }, savedWords);
  const { data: progress } = useQuery(queries.exportProgress(executionId, file.save.isPending));
  return { ...file, progress: progress ?? null, cancel: () => void api.cancelExport(executionId) };
}

/** Writes what `write` writes to where the person chooses, and tells what was written. */
export function useExportOf<T>(
  write: (format: ExportFormat, guard: boolean) => Promise<T | null>,
  words: (outcome: T) => Told,
) {
  const toast = useToast();
  const [guard, setGuard] = useRemembered<boolean>("export.guard", true);
  const save = useMutation({
    mutationFn: (format: ExportFormat) => write(format, guard),
    onSuccess: (outcome) => {
      if (!outcome) return;
      const { text, path } = words(outcome);
      toast.show({ text, action: { word: "Copy path", run: () => void copyText(path) } });
    },
  });
  return { save: save as Save, guard, setGuard };
}

/** What a menu needs of it, whatever is written. */
type Save = Pick<UseMutationResult<unknown, unknown, ExportFormat>, "isPending" | "isError" | "error" | "variables"> & {
  mutate: (format: ExportFormat) => void;
  reset: () => void;
};
interface Export extends ReturnType<typeof useExportOf> {
  progress?: ExportProgress | null;
  cancel?: () => void;
}

/** Where all results of a schedule can be saved too, they come below the history in the same menu. */
export function ExportMenu({ of, results, word = "Export" }: { of: Export; results?: Export; word?: string }) {
  const pending = of.save.isPending || results?.save.isPending;
  if (of.progress) return <Progress {...of.progress} onCancel={of.cancel} />;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button size="s" disabled={pending}>
          <Download size={14} aria-hidden />
          {pending ? "Saving" : word}
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          {results ? (
            <>
              <Formats label="Export the history" hint="a row for each run" save={of.save} />
              <Menu.Separator className="menu-cut" />
              <Formats label="Export all results…" hint="a file for each run" save={results.save} />
            </>
          ) : (
            <Formats save={of.save} />
          )}
          <Menu.Separator className="menu-cut" />
          <Menu.CheckboxItem
            className="menu-item"
            checked={of.guard}
            onCheckedChange={(guard) => {
              of.setGuard(guard);
              results?.setGuard(guard);
            }}
            onSelect={(event) => event.preventDefault()}
            title="In CSV and TSV, texts that a spreadsheet would run as a formula get a quote in front"
          >
            <span className="tick" data-state={of.guard ? "checked" : "unchecked"}>
              {of.guard && <Check size={12} strokeWidth={3} aria-hidden />}
            </span>
            Guard against formulas
          </Menu.CheckboxItem>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Progress({ rows, total, onCancel }: ExportProgress & { onCancel: (() => void) | undefined }) {
  const words = `${formatNumber(rows)} of ${plural(total, "row")}`;
  return (
    <span className="export-progress">
      <progress aria-label="Export" value={rows} max={Math.max(1, total)} />
      <span className="text-t12 text-label">{words}</span>
      <Button size="s" look="quiet" aria-label="Cancel the export" onClick={onCancel}>
        Cancel
      </Button>
    </span>
  );
}

function Formats({ label, hint, save }: { label?: string; hint?: string; save: Save }) {
  return (
    <Menu.Group aria-label={label}>
      {label && (
        <Menu.Label className="menu-label">
          {label} <span>{hint}</span>
        </Menu.Label>
      )}
      {FORMATS.map(({ format, word, hint: about }) => (
        <Menu.Item key={format} className="menu-item" onSelect={() => save.mutate(format)}>
          <span className="flex-1">{word}</span>
          <span className="hint">{about}</span>
        </Menu.Item>
      ))}
    </Menu.Group>
  );
}

/** Why the file was not written. What it was made of is untouched, and any other place can be tried at once. */
export function ExportProblem({
  save,
  className = "",
  about = "The result itself is whole and stays on this computer.",
}: Pick<Export, "save"> & { className?: string; about?: string }) {
  if (!save.isError) return null;
  const format = save.variables;
  return (
    <div className={className}>
      <Problem error={asAppError(save.error)} about={about}>
        <Button size="s" onClick={() => format && save.mutate(format)}>
          Save elsewhere
        </Button>
        <Button size="s" look="quiet" onClick={() => save.reset()}>
          Close
        </Button>
      </Problem>
    </div>
  );
}
