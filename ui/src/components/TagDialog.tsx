import * as Dialog from "@radix-ui/react-dialog";
import { useState } from "react";
import { asAppError } from "@/ipc";
import { Button } from "./Button";
import { useFocusBack } from "./focus_back";
import { plural } from "./format";
import { Problem } from "./Problem";
import { TagField } from "./TagField";
import { useToast } from "./Toast";

/** The change itself, as a mutation has it. */
interface Tagging {
  mutate: (change: { ids: string[]; add: string[]; remove: string[] }, on: { onSuccess: () => void }) => void;
  isPending: boolean;
  isError: boolean;
  error: unknown;
}

interface TagDialogProps {
  ids: string[];
  /** What they are: workflows, instances. */
  noun: string;
  /** What stays as it is. */
  stays: string;
  /** Tags that are offered to be added, and those that one of them has. */
  known: readonly string[];
  had: readonly string[];
  open: boolean;
  tag: Tagging;
  onClose: () => void;
}

/** Adds tags to several things and takes tags away. */
export function TagDialog({ open, onClose, ...rest }: TagDialogProps) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" onOpenAutoFocus={focus.opened} onCloseAutoFocus={focus.closed}>
          <Fields onClose={onClose} {...rest} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const more = (have: string[], given: string[]): string[] => [...new Set([...have, ...given])];

function Fields({ ids, noun, stays, known, had, tag, onClose }: Omit<TagDialogProps, "open">) {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const toast = useToast();
  const go = () =>
    tag.mutate(
      { ids, add, remove },
      {
        onSuccess: () => {
          toast.show({ text: `Tags of ${plural(ids.length, noun)} changed` });
          onClose();
        },
      },
    );
  return (
    <>
      <Dialog.Title asChild>
        <h2>Tag {plural(ids.length, noun)}?</h2>
      </Dialog.Title>
      <Dialog.Description className="dialog-text">{stays}</Dialog.Description>
      <div className="grid gap-3 px-4 pt-3">
        <div>
          <p className="label">Add</p>
          <TagField
            label="Tags to add"
            known={known}
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
            known={had}
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
