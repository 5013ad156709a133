import * as Dialog from "@radix-ui/react-dialog";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { useFocusBack } from "@/components/focus_back";
import { Problem } from "@/components/Problem";
import { TextField } from "@/features/schedule/form/fields";
import { asAppError } from "@/ipc";

interface NameDialogProps {
  open: boolean;
  title: string;
  about: string;
  first: string;
  go: string;
  /** What is to be known about a name. */
  hint: (name: string) => string | null;
  saving: { isPending: boolean; isError: boolean; error: Error | null };
  onGo: (name: string) => void;
  onClose: () => void;
}

/** Asks for a name. */
export function NameDialog({ open, onClose, ...rest }: NameDialogProps) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" onOpenAutoFocus={focus.opened} onCloseAutoFocus={focus.closed}>
          <Naming onClose={onClose} {...rest} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Naming({ title, about, first, go, hint, saving, onGo, onClose }: Omit<NameDialogProps, "open">) {
  const [name, setName] = useState(first);
  const given = name.trim();
  const fault = [...given].length > 200 ? "200 characters at most" : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given && !fault) onGo(given);
  };
  return (
    <form onSubmit={submit}>
      <Dialog.Title asChild>
        <h2>{title}</h2>
      </Dialog.Title>
      <Dialog.Description className="dialog-text">{about}</Dialog.Description>
      <div className="px-4 pt-3">
        <TextField label="Name" value={name} fault={fault} hint={hint(given) ?? ""} onChange={setName} />
      </div>
      {saving.isError && (
        <div className="px-4 pt-3">
          <Problem error={asAppError(saving.error)} />
        </div>
      )}
      <div className="dialog-foot">
        <Button size="l" onClick={onClose}>
          Cancel
        </Button>
        <Button size="l" look="primary" type="submit" disabled={!given || fault !== undefined || saving.isPending}>
          {go}
        </Button>
      </div>
    </form>
  );
}
