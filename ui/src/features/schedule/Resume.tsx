// Asks what becomes of the slots that came while schedules were paused, before they are resumed.
import * as Dialog from "@radix-ui/react-dialog";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { useToast } from "@/components/Toast";
import { api, type MisfireWord, type MissedInPause, type ScheduleSummary } from "@/ipc";
import { ResumeDialog } from "./ResumeDialog";

type Target = Pick<ScheduleSummary, "id" | "name">;

/** What makes the question one that is asked in any case. */
export interface Question {
  /** What else is to be known, such as which schedules stay paused. */
  note: string;
  /** When the answer is to resume them. */
  onYes?: () => void;
}

export interface Asked {
  of: readonly Target[];
  missed: readonly MissedInPause[];
  note: string;
}

type Ask = (of: readonly Target[], question?: Question) => Promise<MisfireWord | null>;

const Context = createContext<Ask>(async () => "none");

/** Answers what of the pause is made up for; null when nothing is to be resumed. */
export const useAskMissed = (): Ask => useContext(Context);

export function ResumeProvider({ children }: { children: ReactNode }) {
  const toast = useToast();
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = useRef(false);
  const answer = useRef<(word: MisfireWord | null) => void>(() => undefined);
  const before = useRef<Element | null>(null);
  const { fail } = toast;
  const ask = useCallback<Ask>(
    async (of, question) => {
      // A second click while the first is being looked up.
      if (open.current) return null;
      open.current = true;
      before.current = document.activeElement;
      try {
        const missed = await api.missedInPause(of.map(({ id }) => id));
        if (missed.length === 0 && !question) return "none";
        return await new Promise<MisfireWord | null>((resolve) => {
          answer.current = resolve;
          setAsked({ of, missed, note: question?.note ?? "" });
        });
      } catch (error) {
        fail(error);
        return null;
      } finally {
        open.current = false;
      }
    },
    [fail],
  );
  const close = (word: MisfireWord | null) => {
    setAsked(null);
    answer.current(word);
  };
  return (
    <Context.Provider value={ask}>
      {children}
      <Dialog.Root open={asked !== null} onOpenChange={(next) => !next && close(null)}>
        <Dialog.Portal>
          <Dialog.Overlay className="scrim" />
          <Dialog.Content
            className="dialog"
            aria-describedby={undefined}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (before.current instanceof HTMLElement) before.current.focus();
            }}
          >
            {asked && <ResumeDialog {...asked} onAnswer={close} />}
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </Context.Provider>
  );
}
