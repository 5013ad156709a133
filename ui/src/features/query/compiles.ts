// What Amazon's compiler said of the text of each tab. It may take minutes, in which one looks at other queries.
import { useMemo, useSyncExternalStore } from "react";
import {
  type AppError,
  api,
  asAppError,
  asCommandError,
  type Diagnostic,
  type Instance,
  type SubmitRequest,
} from "@/ipc";
import { placeOfError, remoteFinding, type Sent } from "./remote_error";

export interface Compile {
  /** What was sent. */
  request: SubmitRequest;
  /** The name of the instance on which Amazon compiles it: the first. */
  instance: string;
  began: number;
  /** When Amazon answered; null while it works. */
  ended: number | null;
  error: AppError | null;
}

const compiles = new Map<string, Compile>();
const listeners = new Set<() => void>();

function put(tabId: string, compile: Compile): void {
  compiles.set(tabId, compile);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useCompile = (tabId: string): Compile | null =>
  useSyncExternalStore(subscribe, () => compiles.get(tabId) ?? null);

/** Has Amazon compile what a tab would run; what it says is what [useCompile] tells. */
export async function compileAtAmazon(tabId: string, request: SubmitRequest, on: Instance): Promise<void> {
  const begun: Compile = { request, instance: on.name, began: Date.now(), ended: null, error: null };
  put(tabId, begun);
  const error = await api.compileQuery(request).then(
    () => null,
    (thrown: unknown) => asAppError(thrown),
  );
  // Another one may have been begun meanwhile.
  if (compiles.get(tabId) === begun) put(tabId, { ...begun, ended: Date.now(), error });
}

const sentOf = ({ request, error }: Compile): Sent | null =>
  error?.details ? { sql: request.sql, error: asCommandError(error) } : null;

/** Where the compiler's error lies in `sql`; null where it names no place, or another text was compiled. */
export function placeOfCompile(compile: Compile, sql: string) {
  const sent = sentOf(compile);
  return sent && placeOfError(sent, sql);
}

/** The compiler's error as a finding in the text. */
export function useCompileFinding(tabId: string, sql: string): Diagnostic | null {
  const compile = useCompile(tabId);
  return useMemo(() => {
    const sent = compile && sentOf(compile);
    return sent ? remoteFinding(sent, sql) : null;
  }, [compile, sql]);
}
