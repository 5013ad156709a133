import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, Columns3 } from "lucide-react";
import type { GridColumn } from "./columns";
import { PLAIN, shownColumns, type View, withShown } from "./view";

interface ColumnsMenuProps {
  columns: readonly GridColumn[];
  view: View;
  onChange: (change: (view: View) => View) => void;
}

/** All columns of the result, those that are shown ticked. */
export function ColumnsMenu({ columns, view, onChange }: ColumnsMenuProps) {
  const shown = new Set(shownColumns(columns, view));
  const hidden = columns.length - shown.size;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className="grid h-full w-full place-items-center text-hint hover:text-read"
        aria-label={hidden > 0 ? `Columns, ${hidden} hidden` : "Columns"}
        title={hidden > 0 ? `Columns, ${hidden} hidden` : "Columns"}
      >
        <Columns3 size={14} className={hidden > 0 ? "text-link" : undefined} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu menu-columns" align="start" sideOffset={2} collisionPadding={8}>
          <Menu.Item
            className="menu-item"
            disabled={hidden === 0}
            onSelect={() => onChange((now) => ({ ...now, hidden: [] }))}
          >
            Show all
          </Menu.Item>
          <Menu.Item className="menu-item" disabled={view === PLAIN} onSelect={() => onChange(() => PLAIN)}>
            Reset order, widths and formats
          </Menu.Item>
          <Menu.Separator className="menu-cut" />
          {columns.map((column, i) => (
            <Menu.CheckboxItem
              key={column.name}
              className="menu-item"
              checked={shown.has(i)}
              disabled={shown.has(i) && shown.size === 1}
              onCheckedChange={(on) => onChange((now) => withShown(columns, now, column.name, on))}
              onSelect={(event) => event.preventDefault()}
            >
              <span className="tick" data-state={shown.has(i) ? "checked" : "unchecked"}>
                {shown.has(i) && <Check size={12} strokeWidth={3} aria-hidden />}
              </span>
              <span className="cut flex-1">{column.name}</span>
              <span className="hint">{column.data_type}</span>
            </Menu.CheckboxItem>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
