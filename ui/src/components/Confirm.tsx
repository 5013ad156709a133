import * as Dialog from "@radix-ui/react-dialog";
import { type ReactNode, useRef } from "react";
import { Button } from "./Button";

interface ConfirmProps {
  open: boolean;
  title: string;
  /** What goes and what stays. */
  children: ReactNode;
  keep: string;
  go: string;
  danger?: boolean;
  /** It cannot be done; the text says why. */
  cannot?: boolean;
  onKeep: () => void;
  onGo: () => void;
}

/** Asks one thing. The title is the question and the safe button has the focus. */
export function Confirm({ open, title, children, keep, go, danger, cannot, onKeep, onGo }: ConfirmProps) {
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onKeep()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="dialog"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            safe.current?.focus();
          }}
        >
          <Dialog.Title asChild>
            <h2>{title}</h2>
          </Dialog.Title>
          <Dialog.Description asChild>
            <div className="dialog-text">{children}</div>
          </Dialog.Description>
          <div className="dialog-foot">
            <button ref={safe} type="button" className="btn btn-l" onClick={onKeep}>
              {keep}
            </button>
            <Button size="l" look={danger ? "danger" : "primary"} disabled={cannot} onClick={onGo}>
              {go}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
