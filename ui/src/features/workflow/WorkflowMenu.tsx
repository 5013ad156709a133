import * as Menu from "@radix-ui/react-dropdown-menu";
import { Archive, CalendarClock, CopyPlus, Download, Ellipsis, PencilLine, Trash2, Zap } from "lucide-react";
import { useActions } from "@/app/actions";
import { IconButton } from "@/components/Button";
import type { WorkflowDetail, WorkflowStatus } from "@/ipc";
import { statusActions, useWorkflowChanges } from "./changes";
import { useOpenings } from "./openings";

const ICONS: Record<WorkflowStatus, typeof Zap> = { active: Zap, draft: PencilLine, archived: Archive };

/** What is done with a workflow now and then. */
export function WorkflowMenu({ workflow }: { workflow: WorkflowDetail }) {
  const { id, status } = workflow;
  const changes = useWorkflowChanges();
  const openings = useOpenings();
  const actions = [
    { word: "Schedule this", icon: CalendarClock, run: () => openings.schedule(id) },
    { word: "Duplicate", icon: CopyPlus, run: () => changes.duplicate([id]) },
    { word: "Export as .sql file", icon: Download, run: () => changes.export([id]) },
    ...statusActions(status).map(({ to, word }) => ({
      word,
      icon: ICONS[to],
      run: () => changes.setStatus([id], to),
    })),
  ];
  const remove = { word: "Delete", icon: Trash2, run: () => changes.remove([id]) };
  useActions([...actions, remove].map(({ word, run }) => ({ word: `Workflow: ${word}`, disabled: changes.busy, run })));
  const item = ({ word, icon: Icon, run }: (typeof actions)[number]) => (
    <Menu.Item key={word} className="menu-item" onSelect={run}>
      <Icon size={14} aria-hidden />
      {word}
    </Menu.Item>
  );
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <IconButton label="More" disabled={changes.busy}>
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          {actions.map(item)}
          <Menu.Separator className="menu-cut" />
          {item(remove)}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
