import { Check, CircleX, X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { asAppError } from "@/ipc";
import { Button, IconButton } from "./Button";

interface Message {
  text: string;
  tone?: "ok" | "danger";
  action?: { word: string; run: () => void };
}

interface Toasts {
  show: (message: Message) => void;
  /** Shows what went wrong with something that has no place of its own to say so. */
  fail: (thrown: unknown) => void;
}

const Context = createContext<Toasts>({ show: () => undefined, fail: () => undefined });

export const useToast = (): Toasts => useContext(Context);

const STAYS = 6000;

/** One line, one action, six seconds, one at a time; it stays while hovered or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<Message | null>(null);
  const [held, setHeld] = useState(false);
  const count = useRef(0);
  const toasts = useMemo<Toasts>(() => {
    const show = (next: Message) => {
      count.current += 1;
      setMessage(next);
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
    setMessage(null);
    setHeld(false);
  }, []);
  useEffect(() => {
    if (!message || held) return;
    const timer = window.setTimeout(close, STAYS);
    return () => window.clearTimeout(timer);
  }, [message, held, close]);
  return (
    <Context.Provider value={toasts}>
      {children}
      <div role="status" aria-live="polite">
        {message && (
          // biome-ignore lint/a11y/noStaticElementInteractions: only holds the toast while it is read
          <div
            className="toast"
            key={count.current}
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
            <span className="cut flex-1" title={message.text}>
              {message.text}
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
