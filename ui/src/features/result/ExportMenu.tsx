import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation } from "@tanstack/react-query";
import { Check, Download } from "lucide-react";
import { Button } from "@/components/Button";
import { copyText } from "@/components/Copy";
import { formatBytes, plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { useRemembered } from "@/components/remember";
import { useToast } from "@/components/Toast";
import { api, asAppError, type ExportFormat, type ExportOutcome } from "@/ipc";

const FORMATS: readonly { format: ExportFormat; word: string; hint: string }[] = [
  { format: "csv", word: "CSV", hint: "spreadsheets" },
  { format: "json", word: "JSON", hint: "one array" },
  { format: "ndjson", word: "NDJSON", hint: "one object a line" },
  { format: "parquet", word: "Parquet", hint: "with types" },
];

/** Writes the whole result to a file, all rows, whatever is filtered in the grid. */
export const useExport = (executionId: string) =>
  useExportOf((format, guard) => api.exportResult(executionId, format, guard));

/** Writes what `write` writes to a file that the person chooses. */
export function useExportOf(write: (format: ExportFormat, guard: boolean) => Promise<ExportOutcome | null>) {
  const toast = useToast();
  const [guard, setGuard] = useRemembered<boolean>("export.guard", true);
  const save = useMutation({
    mutationFn: (format: ExportFormat) => write(format, guard),
    onSuccess: (outcome) => {
      if (!outcome) return;
      toast.show({
        text: `${plural(outcome.rows, "row")} saved, ${formatBytes(outcome.size_bytes)}: ${outcome.path}`,
        action: { word: "Copy path", run: () => void copyText(outcome.path) },
      });
    },
  });
  return { save, guard, setGuard };
}

type Export = ReturnType<typeof useExport>;

export function ExportMenu({ save, guard, setGuard }: Export) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button size="s" disabled={save.isPending}>
          <Download size={14} aria-hidden />
          {save.isPending ? "Saving" : "Export"}
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          {FORMATS.map(({ format, word, hint }) => (
            <Menu.Item key={format} className="menu-item" onSelect={() => save.mutate(format)}>
              <span className="flex-1">{word}</span>
              <span className="hint">{hint}</span>
            </Menu.Item>
          ))}
          <Menu.Separator className="menu-cut" />
          <Menu.CheckboxItem
            className="menu-item"
            checked={guard}
            onCheckedChange={setGuard}
            onSelect={(event) => event.preventDefault()}
            title="In CSV, texts that a spreadsheet would run as a formula get a quote in front"
          >
            <span className="tick" data-state={guard ? "checked" : "unchecked"}>
              {guard && <Check size={12} strokeWidth={3} aria-hidden />}
            </span>
            Guard against formulas
          </Menu.CheckboxItem>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
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
