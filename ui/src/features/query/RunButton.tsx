import * as Menu from "@radix-ui/react-dropdown-menu";
import { ChevronUp } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { plural } from "@/components/format";
import { keyName } from "@/components/keys";

interface RunButtonProps {
  word: string;
  /** How many statements the text has. */
  statements: number;
  /** What runs on all instances, also where kept results would answer; null where none would. */
  anew: string | null;
  blocker: string | null;
  sending: boolean;
  onRun: () => void;
  onRunAll: () => void;
  onRunAnew: () => void;
}

export const allWord = (statements: number): string => `Run all ${statements} statements`;

/** What is run where kept results answer on some of the instances. */
export const answeredWord = (what: string, kept: number, all: number): string =>
  kept < all ? `${what} on ${all - kept} of ${all} instances` : `Show ${plural(kept, "kept result")}`;

/** Says what runs and where; its menu runs all of several statements, or what kept results would answer. */
export function RunButton(props: RunButtonProps) {
  const { word, statements, anew, blocker, sending, onRun, onRunAll, onRunAnew } = props;
  const several = statements > 1 || anew !== null;
  return (
    <div className="flex flex-none gap-px">
      <Button
        look="primary"
        className={several ? "min-w-36 rounded-r-none!" : "min-w-42"}
        disabled={blocker !== null || sending}
        title={blocker ?? `${word}, ${keyName("Enter")}`}
        onClick={onRun}
      >
        {sending ? "Sending" : word}
      </Button>
      {several && (
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
              {anew !== null && (
                <Menu.Item className="menu-item" disabled={blocker !== null} onSelect={onRunAnew}>
                  {anew}
                </Menu.Item>
              )}
              {statements > 1 && (
                <Menu.Item className="menu-item" onSelect={onRunAll}>
                  <span className="flex-1 pr-4">{allWord(statements)}, one after another</span>
                  <kbd aria-hidden="true">{keyName("Shift Enter")}</kbd>
                </Menu.Item>
              )}
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      )}
    </div>
  );
}
