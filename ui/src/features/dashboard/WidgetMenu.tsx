import * as Menu from "@radix-ui/react-dropdown-menu";
import { useNavigate } from "@tanstack/react-router";
import { ChevronRight, Download, Ellipsis, Pencil, SquareTerminal, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "@/components/Button";
import { useToast } from "@/components/Toast";
import { useNewTab } from "@/features/query/tabs";
import { useExport } from "@/features/result/ExportMenu";
import { FORMATS } from "@/features/result/formats";
import type { Widget } from "@/ipc";
import { titleOf } from "./widgets";

interface WidgetMenuProps {
  widget: Widget;
  /** What its rows are read under; none where it has none. */
  rowsId: string | null;
  onEdit: () => void;
  onRemove: () => void;
}

/** Of what is not there yet, nothing is exported. */
const NONE = "none";

/** What is done with one widget. */
export function WidgetMenu({ widget, rowsId, onEdit, onRemove }: WidgetMenuProps) {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const title = titleOf(widget);
  const file = useExport(rowsId ?? NONE);
  const { error } = file.save;
  const { fail } = toast;
  // The menu is closed by then.
  useEffect(() => {
    if (error) fail(error);
  }, [error, fail]);
  const open = async () => {
    await newTab({ title, sql: widget.sql, target: "kept" });
    await navigate({ to: "/query" });
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <IconButton label={`More of ${title}`} className="widget-more">
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          {widget.kind !== "text" && (
            <Menu.Item className="menu-item" onSelect={() => void open().catch(toast.fail)}>
              <SquareTerminal size={14} aria-hidden />
              Open in Query
            </Menu.Item>
          )}
          {rowsId !== null && <Export file={file} />}
          <Menu.Item className="menu-item" onSelect={onEdit}>
            <Pencil size={14} aria-hidden />
            Edit
          </Menu.Item>
          <Menu.Separator className="menu-cut" />
          <Menu.Item className="menu-item" onSelect={onRemove}>
            <Trash2 size={14} aria-hidden />
            Remove
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

type File = ReturnType<typeof useExport>;

/** All rows of the widget in a file, whatever the dashboard is filtered by. */
function Export({ file: { save, progress, cancel } }: { file: File }) {
  if (progress) {
    return (
      <Menu.Item className="menu-item" onSelect={cancel}>
        <Download size={14} aria-hidden />
        Cancel the export
      </Menu.Item>
    );
  }
  return (
    <Menu.Sub>
      <Menu.SubTrigger className="menu-item">
        <Download size={14} aria-hidden />
        Export
        <span className="flex-1" />
        <ChevronRight size={14} className="text-hint" aria-hidden />
      </Menu.SubTrigger>
      <Menu.Portal>
        <Menu.SubContent className="floating menu" sideOffset={2} collisionPadding={8}>
          {FORMATS.map(({ format, word, hint }) => (
            <Menu.Item key={format} className="menu-item" onSelect={() => save.mutate(format)}>
              <span className="flex-1">{word}</span>
              <span className="hint">{hint}</span>
            </Menu.Item>
          ))}
        </Menu.SubContent>
      </Menu.Portal>
    </Menu.Sub>
  );
}
