import * as Menu from "@radix-ui/react-dropdown-menu";
import { ChevronUp } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { keyName } from "@/components/keys";

interface RunButtonProps {
  word: string;
  /** How many statements the text has. */
  statements: number;
  blocker: string | null;
  sending: boolean;
  onRun: () => void;
  onRunAll: () => void;
}

export const allWord = (statements: number): string => `Run all ${statements} statements`;

/** Says what runs and where; of several statements all can be run from its menu. */
export function RunButton({ word, statements, blocker, sending, onRun, onRunAll }: RunButtonProps) {
  return (
    <div className="flex flex-none gap-px">
      <Button
        look="primary"
        className={statements > 1 ? "min-w-36 rounded-r-none!" : "min-w-42"}
        disabled={blocker !== null || sending}
        title={blocker ?? `${word}, ${keyName("Enter")}`}
        onClick={onRun}
      >
        {sending ? "Sending" : word}
      </Button>
      {statements > 1 && (
        <Menu.Root modal={false}>
          <Menu.Trigger asChild>
            <IconButton
              label="Run something else"
              look="primary"
              size="m"
              className="rounded-l-none!"
              disabled={sending}
            >
              <ChevronUp size={14} aria-hidden />
            </IconButton>
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Content className="floating menu" align="end" side="top" sideOffset={4} collisionPadding={8}>
              <Menu.Item className="menu-item" disabled={blocker !== null} onSelect={onRun}>
                <span className="flex-1 pr-4">{word}</span>
                <kbd aria-hidden="true">{keyName("Enter")}</kbd>
              </Menu.Item>
              <Menu.Item className="menu-item" onSelect={onRunAll}>
                <span className="flex-1 pr-4">{allWord(statements)}, one after another</span>
                <kbd aria-hidden="true">{keyName("Shift Enter")}</kbd>
              </Menu.Item>
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      )}
    </div>
  );
}
