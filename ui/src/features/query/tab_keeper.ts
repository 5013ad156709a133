import type { QueryTab } from "@/ipc";

/** Milliseconds after which what could not be written is tried again. */
const RETRY = 1000;

/**
 * Writes changed tabs to the host: each at once, one write a tab at a time, the last state always last. What changes while
 * a write is under way is written right after it, so that at most one keystroke is ever on its way.
 */
export class TabKeeper {
  private waiting = new Map<string, QueryTab>();
  private writing = new Map<string, Promise<void>>();
  private gone = new Set<string>();
  private listeners = new Set<() => void>();
  private timer: number | undefined;
  /** Why the last write failed; null once one works again. */
  failure: unknown = null;

  constructor(private readonly save: (tab: QueryTab) => Promise<unknown>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  keep(tab: QueryTab): void {
    // An answer that came late is about what is no more.
    if (this.gone.has(tab.id)) return;
    this.waiting.set(tab.id, tab);
    this.start(tab.id);
  }

  /** Has the last state of a tab written and writes nothing of it after that; rejects, and goes on trying, where it cannot be. */
  async settle(id: string): Promise<void> {
    if (this.waiting.has(id)) this.start(id);
    await this.writing.get(id);
    if (this.waiting.has(id)) throw this.failure ?? new Error("The last change could not be kept.");
    this.gone.add(id);
  }

  /** A tab that was closed is open again. */
  remember(id: string): void {
    this.gone.delete(id);
  }

  /** Resolves once everything that waits was written or has failed once more. */
  async flush(): Promise<void> {
    for (const id of this.waiting.keys()) this.start(id);
    await Promise.all(this.writing.values());
  }

  private start(id: string): void {
    if (this.writing.has(id)) return;
    this.writing.set(
      id,
      this.write(id).finally(() => this.writing.delete(id)),
    );
  }

  private async write(id: string): Promise<void> {
    for (let tab = this.waiting.get(id); tab; tab = this.waiting.get(id)) {
      this.waiting.delete(id);
      try {
        await this.save(tab);
        this.tell(null);
      } catch (error) {
        // A newer state that waits already is the better one.
        if (!this.waiting.has(id)) this.waiting.set(id, tab);
        this.tell(error);
        this.retry();
        return;
      }
    }
  }

  private retry(): void {
    this.timer ??= window.setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, RETRY);
  }

  private tell(failure: unknown): void {
    if (this.failure === failure) return;
    this.failure = failure;
    for (const listener of this.listeners) listener();
  }
}
