import * as Menu from "@radix-ui/react-dropdown-menu";
import { ArrowLeft, ArrowRight, Pencil, Pin, PinOff, RotateCcw, Save, X } from "lucide-react";
import type { ReactNode } from "react";
import { keyName } from "@/components/keys";
import type { QueryTab } from "@/ipc";
import type { Saving } from "./saving";
import type { TabActions } from "./tab_actions";
import { othersOf, rightOf } from "./tab_order";

export interface TabMenuAt {
  id: string;
  x: number;
  y: number;
}

interface TabMenuProps {
  at: TabMenuAt | null;
  tabs: QueryTab[];
  on: TabActions;
  saving: Saving;
  onRename: (id: string) => void;
  onClose: () => void;
}

/** What can be done with one of the open queries, where the pointer is or below its tab. */
export function TabMenu({ at, tabs, on, saving, onRename, onClose }: TabMenuProps) {
  const tab = tabs.find((entry) => entry.id === at?.id);
  const place = tab ? tabs.indexOf(tab) : -1;
  const same = (other: QueryTab | undefined) => other !== undefined && other.pinned === tab?.pinned;
  return (
    <Menu.Root modal={false} open={tab !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Menu.Trigger asChild>
        <span
          className="fixed h-0 w-0"
          style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
          aria-hidden="true"
          tabIndex={-1}
        />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          className="floating menu"
          align="start"
          collisionPadding={8}
          aria-label={tab?.title}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (at) document.querySelector<HTMLElement>(`[data-tab="${CSS.escape(at.id)}"]`)?.focus();
          }}
        >
          {tab && (
            <>
              <Item icon={<Pencil size={14} aria-hidden />} keys="F2" onSelect={() => onRename(tab.id)}>
                Rename
              </Item>
              <Item
                icon={tab.pinned ? <PinOff size={14} aria-hidden /> : <Pin size={14} aria-hidden />}
                onSelect={() => on.pin(tab.id, !tab.pinned)}
              >
                {tab.pinned ? "Unpin" : "Pin to the front"}
              </Item>
              <Item
                icon={<ArrowLeft size={14} aria-hidden />}
                keys={keyName("Shift Page Up")}
                disabled={!same(tabs[place - 1])}
                onSelect={() => on.moveBy(tab.id, -1)}
              >
                Move left
              </Item>
              <Item
                icon={<ArrowRight size={14} aria-hidden />}
                keys={keyName("Shift Page Down")}
                disabled={!same(tabs[place + 1])}
                onSelect={() => on.moveBy(tab.id, 1)}
              >
                Move right
              </Item>
              <Menu.Separator className="menu-cut" />
              <Item icon={<Save size={14} aria-hidden />} keys={keyName("S")} onSelect={() => saving.save(tab.id)}>
                {tab.workflow_id === null ? "Save as a workflow" : "Save"}
              </Item>
              <Item keys={keyName("Shift S")} onSelect={() => saving.saveAs(tab.id)}>
                Save as…
              </Item>
              <Menu.Separator className="menu-cut" />
              <Item icon={<X size={14} aria-hidden />} keys="Delete" onSelect={() => on.close(tab.id)}>
                Close
              </Item>
              <Item disabled={othersOf(tabs, tab.id).length === 0} onSelect={() => on.closeOthers(tab.id)}>
                Close the others
              </Item>
              <Item disabled={rightOf(tabs, tab.id).length === 0} onSelect={() => on.closeRight(tab.id)}>
                Close those to the right
              </Item>
              <Item
                icon={<RotateCcw size={14} aria-hidden />}
                keys={keyName("Shift T")}
                onSelect={() => on.reopenLast()}
              >
                Reopen the last closed
              </Item>
            </>
          )}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ItemProps {
  icon?: ReactNode;
  keys?: string;
  disabled?: boolean;
  onSelect: () => void;
  children: string;
}

function Item({ icon, keys, disabled = false, onSelect, children }: ItemProps) {
  return (
    <Menu.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
      {icon ?? <span className="w-3.5" />}
      <span className="flex-1 pr-4">{children}</span>
      {keys && <kbd aria-hidden="true">{keys}</kbd>}
    </Menu.Item>
  );
}
