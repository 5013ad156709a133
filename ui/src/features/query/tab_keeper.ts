import type { QueryTab } from "@/ipc";

const PAUSE = 250;

/** Writes changed tabs to the host, one write a tab at a time, the last state always last. */
export class TabKeeper {
  private waiting = new Map<string, QueryTab>();
  private timer: number | undefined;
  private writing = new Map<string, Promise<void>>();
  private listeners = new Set<() => void>();
  /** Why the last write failed; null once one works again. */
  failure: unknown = null;

  constructor(private readonly save: (tab: QueryTab) => Promise<unknown>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  keep(tab: QueryTab): void {
    this.waiting.set(tab.id, tab);
    // Counted from the first change, not from the last one: whoever types without a pause is kept too.
    this.timer ??= window.setTimeout(() => void this.flush(), PAUSE);
  }

  forget(id: string): void {
    this.waiting.delete(id);
  }

  async flush(): Promise<void> {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    const tabs = [...this.waiting.values()];
    this.waiting.clear();
    await Promise.all(tabs.map((tab) => this.write(tab)));
  }

  private async write(tab: QueryTab): Promise<void> {
    const before = this.writing.get(tab.id) ?? Promise.resolve();
    const mine = before.then(async () => {
      try {
        await this.save(tab);
        this.tell(null);
      } catch (error) {
        this.tell(error);
        // Tried again with the next change; a newer state that waits already is the better one.
        if (!this.waiting.has(tab.id)) this.waiting.set(tab.id, tab);
      }
    });
    this.writing.set(tab.id, mine);
    await mine;
    if (this.writing.get(tab.id) === mine) this.writing.delete(tab.id);
  }

  private tell(failure: unknown): void {
    if (this.failure === failure) return;
    this.failure = failure;
    for (const listener of this.listeners) listener();
  }
}
