import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation } from "@tanstack/react-query";
import { ChevronDown, CopyPlus, Download, Ellipsis, Tags as TagsIcon, Trash2, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { formatNumber } from "@/components/format";
import { TagDialog } from "@/components/TagDialog";
import { useToast } from "@/components/Toast";
import { api } from "@/ipc";
import { type Asked, toQuery } from "./asked";
import { statusActions, useWorkflowChanges } from "./changes";
import { useTags } from "./tags";

interface SeveralProps {
  picked: ReadonlySet<string>;
  asked: Asked;
  /** How many workflows are asked for. */
  total: number;
  onPick: (ids: ReadonlySet<string>) => void;
}

/** What can be done with several workflows at once, in the place of the filters. */
export function Several({ picked, asked, total, onPick }: SeveralProps) {
  const ids = [...picked];
  const changes = useWorkflowChanges();
  const toast = useToast();
  const [tagging, setTagging] = useState(false);
  const known = useTags();
  const all = useMutation({
    mutationFn: () => api.workflowIds(toQuery(asked)),
    onSuccess: (found) => onPick(new Set(found)),
    onError: toast.fail,
  });
  const none = () => onPick(new Set());
  return (
    <div className="filter-bar" role="toolbar" aria-label="Several workflows">
      <span className="num whitespace-nowrap font-medium">{formatNumber(ids.length)} picked</span>
      {ids.length < total && (
        <Button look="link" className="text-t12" disabled={all.isPending} onClick={() => all.mutate()}>
          Pick all {formatNumber(total)}
        </Button>
      )}
      <span className="flex-1" />
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <Button size="s" disabled={changes.busy}>
            Set status
            <ChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
            {statusActions(null).map(({ to, word }) => (
              <Menu.Item key={to} className="menu-item" onSelect={() => changes.setStatus(ids, to)}>
                {word}
              </Menu.Item>
            ))}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <Button size="s" disabled={changes.busy} onClick={() => setTagging(true)}>
        <TagsIcon size={14} aria-hidden />
        Tag
      </Button>
      <Button
        size="s"
        disabled={changes.busy}
        onClick={() => {
          changes.remove(ids);
          none();
        }}
      >
        <Trash2 size={14} aria-hidden />
        Delete {formatNumber(ids.length)}
      </Button>
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <IconButton label="More for these" disabled={changes.busy}>
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
            <Menu.Item className="menu-item" onSelect={() => changes.export(ids)}>
              <Download size={14} aria-hidden />
              Export as .sql files
            </Menu.Item>
            <Menu.Item className="menu-item" onSelect={() => changes.duplicate(ids)}>
              <CopyPlus size={14} aria-hidden />
              Duplicate
            </Menu.Item>
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <IconButton label="Pick none" onClick={none}>
        <X size={14} aria-hidden />
      </IconButton>
      <TagDialog
        ids={ids}
        noun="workflow"
        stays="Other tags of these workflows stay. Versions are not touched."
        known={known}
        had={known}
        open={tagging}
        tag={changes.tag}
        onClose={() => setTagging(false)}
      />
    </div>
  );
}
