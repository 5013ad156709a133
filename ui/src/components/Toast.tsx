import { Check, CircleX, X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { asAppError } from "@/ipc";
import { Button, IconButton } from "./Button";

export interface Message {
  text: string;
  /** What a burst is counted under: another message of the same kind takes the place of this one, with the words for both. */
  burst?: { kind: string; words: (count: number) => string };
  tone?: "ok" | "danger";
  action?: { word: string; run: () => void };
}

interface Shown {
  message: Message;
  key: number;
  count: number;
}

interface Toasts {
  show: (message: Message) => void;
  /** Shows what went wrong with something that has no place of its own to say so. */
  fail: (thrown: unknown) => void;
}

const Context = createContext<Toasts>({ show: () => undefined, fail: () => undefined });

export const useToast = (): Toasts => useContext(Context);

const STAYS = 6000;

/** One action, six seconds, one at a time, a burst as one with its count; it stays while hovered or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [held, setHeld] = useState(false);
  const key = useRef(0);
  const toasts = useMemo<Toasts>(() => {
    const show = (next: Message) => {
      key.current += 1;
      setShown((now) => {
        const more = now && next.burst && now.message.burst?.kind === next.burst.kind;
        return { message: next, key: key.current, count: more ? now.count + 1 : 1 };
      });
    };
    return {
      show,
      fail: (thrown) => {
        const error = asAppError(thrown);
        show({ text: error.nextStep ? `${error.message} ${error.nextStep}` : error.message, tone: "danger" });
      },
    };
  }, []);
  const close = useCallback(() => {
    setShown(null);
    setHeld(false);
  }, []);
  useEffect(() => {
    if (!shown || held) return;
    const timer = window.setTimeout(close, STAYS);
    return () => window.clearTimeout(timer);
  }, [shown, held, close]);
  const message = shown?.message;
  const text = shown && shown.count > 1 && message?.burst ? message.burst.words(shown.count) : (message?.text ?? "");
  return (
    <Context.Provider value={toasts}>
      {children}
      <div role="status" aria-live="polite">
        {message && (
          // biome-ignore lint/a11y/noStaticElementInteractions: only holds the toast while it is read
          <div
            className="toast"
            key={shown?.key}
            onMouseEnter={() => setHeld(true)}
            onMouseLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            {message.tone === "danger" ? (
              <CircleX size={16} className="text-red" aria-hidden />
            ) : (
              <Check size={16} className="text-good" aria-hidden />
            )}
            <span className="toast-text" title={text}>
              {text}
            </span>
            {message.action && (
              <Button
                look="quiet"
                size="s"
                onClick={() => {
                  message.action?.run();
                  close();
                }}
              >
                {message.action.word}
              </Button>
            )}
            <IconButton label="Close" onClick={close}>
              <X size={14} aria-hidden />
            </IconButton>
          </div>
        )}
      </div>
    </Context.Provider>
  );
}
