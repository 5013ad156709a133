// The queue of the fake host, and results of schedules that are exported all at once.
import type { ExportedResults, ExportFormat, QueuedRun } from "./bindings";
import type { World } from "./fake_world";

/** A run that waits, in the words of the host. */
export const queuedRun = (change: Partial<QueuedRun>): QueuedRun => ({
  id: "q-1",
  name: "Frequency bands",
  instance_id: "i-0",
  instance_name: "Kestrel Outdoor US",
  window_words: "Mon 2 Feb to Sun 1 Mar 2026",
  created_at: Date.UTC(2026, 2, 5, 15, 31),
  schedule_id: null,
  at_amazon: 8,
  not_before: null,
  error: null,
  ...change,
});

export const QUEUE = {
  list_queue: (world: World) => world.queue,
  order_queue: (world: World, { ids }: { ids: string[] }) => {
    const wanted = ids.flatMap((id) => world.queue.find((run) => run.id === id) ?? []);
    // Those that are not named keep their places.
    world.queue = world.queue.map((run) => (ids.includes(run.id) ? (wanted.shift() ?? run) : run));
    return null;
  },
  cancel_execution: (world: World, { id }: { id: string }) => {
    world.queue = world.queue.filter((run) => run.id !== id);
    return null;
  },
  export_results: (_world: World, _args: { id: string; format: ExportFormat }): ExportedResults => ({
    folder: "/home/ada/Reports",
    files: 36,
    rows: 1_204_332,
    missing: 0,
  }),
};
