import * as Dialog from "@radix-ui/react-dialog";
import { useState } from "react";
import { Button } from "@/components/Button";
import { useFocusBack } from "@/components/focus_back";
import { plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { asAppError } from "@/ipc";
import type { useWorkflowChanges } from "./changes";
import { TagField } from "./TagField";

interface TagDialogProps {
  ids: string[];
  open: boolean;
  tag: ReturnType<typeof useWorkflowChanges>["tag"];
  onClose: () => void;
}

/** Adds tags to several workflows and takes tags away. */
export function TagDialog({ open, onClose, ...rest }: TagDialogProps) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" onOpenAutoFocus={focus.opened} onCloseAutoFocus={focus.closed}>
          <Tagging onClose={onClose} {...rest} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const more = (have: string[], given: string[]): string[] => [...new Set([...have, ...given])];

function Tagging({ ids, tag, onClose }: Omit<TagDialogProps, "open">) {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const toast = useToast();
  const go = () =>
    tag.mutate(
      { ids, add, remove },
      {
        onSuccess: () => {
          toast.show({ text: `Tags of ${plural(ids.length, "workflow")} changed` });
          onClose();
        },
      },
    );
  return (
    <>
      <Dialog.Title asChild>
        <h2>Tag {plural(ids.length, "workflow")}?</h2>
      </Dialog.Title>
      <Dialog.Description className="dialog-text">
        Other tags of these workflows stay. Versions are not touched.
      </Dialog.Description>
      <div className="grid gap-3 px-4 pt-3">
        <div>
          <p className="label">Add</p>
          <TagField
            label="Tags to add"
            tags={add}
            onAdd={(given) => setAdd(more(add, given))}
            onRemove={(gone) => setAdd(add.filter((one) => one !== gone))}
          />
        </div>
        <div>
          <p className="label">Take away</p>
          <TagField
            label="Tags to take away"
            placeholder="Name a tag"
            tags={remove}
            onAdd={(given) => setRemove(more(remove, given))}
            onRemove={(gone) => setRemove(remove.filter((one) => one !== gone))}
          />
        </div>
        {tag.isError && <Problem error={asAppError(tag.error)} />}
      </div>
      <div className="dialog-foot">
        <Button size="l" onClick={onClose}>
          Cancel
        </Button>
        <Button
          size="l"
          look="primary"
          disabled={(add.length === 0 && remove.length === 0) || tag.isPending}
          onClick={go}
        >
          Change the tags
        </Button>
      </div>
    </>
  );
}
