import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation } from "@tanstack/react-query";
import { Check, Download } from "lucide-react";
import { Button } from "@/components/Button";
import { formatBytes, plural } from "@/components/format";
import { useRemembered } from "@/components/remember";
import { useToast } from "@/components/Toast";
import { api, type ExecutionDetail, type ExportFormat } from "@/ipc";

const FORMATS: readonly { format: ExportFormat; word: string; hint: string }[] = [
  { format: "csv", word: "CSV", hint: "spreadsheets" },
  { format: "json", word: "JSON", hint: "one array" },
  { format: "ndjson", word: "NDJSON", hint: "one object a line" },
  { format: "parquet", word: "Parquet", hint: "with types" },
];

/** Writes the whole result to a file, all rows, whatever is filtered in the grid. */
export function ExportMenu({ execution }: { execution: Pick<ExecutionDetail, "id"> }) {
  const toast = useToast();
  const [guard, setGuard] = useRemembered<boolean>("export.guard", true);
  const save = useMutation({
    mutationFn: (format: ExportFormat) => api.exportResult(execution.id, format, guard),
    onSuccess: (outcome) => {
      if (!outcome) return;
      toast.show({
        text: `${plural(outcome.rows, "row")} saved, ${formatBytes(outcome.size_bytes)}: ${outcome.path}`,
      });
    },
    onError: toast.fail,
  });
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
