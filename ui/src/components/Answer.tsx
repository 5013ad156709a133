import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asAppError } from "@/ipc";
import { Button } from "./Button";
import { Problem } from "./Problem";

interface AnswerProps<T> {
  of: Pick<UseQueryResult<T>, "data" | "isError" | "error" | "refetch" | "isFetching">;
  /** Bars in the shape of what is coming. */
  loading: ReactNode;
  /** Room around an error; that of the place's own padding. */
  inset?: string;
  children: (data: T) => ReactNode;
}

/** What the host answered: bars until it is there, an error with its way out, and what was known before it stays. */
export function Answer<T>({ of, loading, inset = "p-4", children }: AnswerProps<T>) {
  return (
    <>
      {of.isError && (
        <div className={inset}>
          <Problem error={asAppError(of.error)}>
            <Button size="s" disabled={of.isFetching} onClick={() => void of.refetch()}>
              Try again
            </Button>
          </Problem>
        </div>
      )}
      {of.data !== undefined ? children(of.data) : !of.isError && loading}
    </>
  );
}
