// What a person does to schedules, and how it is taken back.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCallback } from "react";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api, type MisfireWord, type ScheduleSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type Question, useAskMissed } from "./Resume";

export type Change = "pause" | "resume" | "delete" | "restore";

export type Target = Pick<ScheduleSummary, "id" | "name" | "state">;

interface Order {
  change: Change;
  of: Target[];
  /** What of their pause is made up for when they are resumed. */
  missed?: MisfireWord;
}

const CALLS: Record<Change, (ids: string[], missed: MisfireWord) => Promise<unknown>> = {
  pause: (ids) => api.pauseSchedules(ids),
  resume: (ids, missed) => api.resumeSchedules(ids, missed),
  delete: (ids) => api.deleteSchedules(ids),
  restore: (ids) => api.restoreSchedules(ids),
};

const DONE: Record<Change, string> = { pause: "paused", resume: "resumed", delete: "deleted", restore: "back" };
const UNDO: Record<Change, Change | null> = { pause: "resume", resume: "pause", delete: "restore", restore: null };
const MADE_UP: Record<MisfireWord, string> = {
  none: "",
  latest: "; the newest missed slot runs",
  all: "; missed slots run, oldest first",
};

/** The schedules of these that a change means: only what is on can be paused, and only what is paused resumed. */
export function meant<T extends Target>(change: Change, schedules: readonly T[]): T[] {
  if (change === "pause") return schedules.filter(({ state }) => state === "on");
  if (change === "resume") return schedules.filter(({ state }) => state === "paused");
  return [...schedules];
}

/** Pauses, resumes and deletes schedules, and offers to take it back. */
export function useChanges() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const here = useParams({ strict: false }).id;
  const toast = useToast();
  const order = useMutation({
    mutationFn: ({ change, of, missed = "none" }: Order) =>
      CALLS[change](
        of.map(({ id }) => id),
        missed,
      ),
    onMutate: async ({ change, of }) => {
      if (change !== "delete") return;
      // What is deleted is not shown meanwhile, or it would be asked for once more when it is gone.
      const { queryKey } = queries.schedules();
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (all) => all?.filter(({ id }) => !of.some((one) => one.id === id)));
      if (of.some(({ id }) => id === here)) await navigate({ to: "/schedules", replace: true });
    },
    onSuccess: (_done, { change, of, missed = "none" }) => {
      const [only] = of;
      const what = of.length === 1 && only ? only.name : plural(of.length, "schedule");
      const undo = UNDO[change];
      toast.show({
        text: `${what} ${DONE[change]}${MADE_UP[missed]}`,
        // What was made up for is not taken back by a pause.
        ...(undo && {
          action: { word: missed === "none" ? "Undo" : "Pause again", run: () => order.mutate({ change: undo, of }) },
        }),
      });
    },
    onError: toast.fail,
    onSettled: () => {
      for (const queryKey of [["schedules"], ["schedule"], ["schedule-history"]])
        void client.invalidateQueries({ queryKey });
    },
  });
  const ask = useAskMissed();
  const { mutate, isPending } = order;
  const apply = useCallback(
    (change: Change, schedules: readonly Target[], question?: Question) => {
      const of = meant(change, schedules);
      if (of.length === 0) return;
      if (change !== "resume") return mutate({ change, of });
      void ask(of, question).then((missed) => {
        if (!missed) return;
        question?.onYes?.();
        mutate({ change, of, missed });
      });
    },
    [mutate, ask],
  );
  return { pending: isPending, apply };
}

/** Runs slots of the past, and leaves out what waits of them. */
export function useBackfill({ id, name }: Pick<ScheduleSummary, "id" | "name">) {
  const client = useQueryClient();
  const toast = useToast();
  const onSettled = () => {
    for (const queryKey of [["schedule-history", id], ["schedule", id], ["schedules"]])
      void client.invalidateQueries({ queryKey });
  };
  const stop = useMutation({
    mutationFn: () => api.stopBackfill(id),
    onSuccess: (slots) => toast.show({ text: `${name}: ${plural(slots, "slot")} of the backfill left out` }),
    onError: toast.fail,
    onSettled,
  });
  const start = useMutation({
    mutationFn: (nominals: number[]) => api.startBackfill(id, nominals),
    onSuccess: (slots) =>
      toast.show({
        text: `${name}: ${plural(slots, "slot")} to run when the instances have room`,
        action: { word: "Stop", run: () => stop.mutate() },
      }),
    onError: toast.fail,
    onSettled,
  });
  return { start, stop };
}

/** Lets a schedule fire again from now on and runs it at once: whether its trouble is mended shows without waiting for a slot. */
export function useResumeAndRun() {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async ({ id }: Pick<ScheduleSummary, "id" | "name" | "instances">) => {
      await api.resumeSchedules([id], "none");
      await api.runSchedule(id);
    },
    onSuccess: (_done, { name, instances }) =>
      toast.show({ text: `${name} resumed, and ${plural(instances, "run")} begun` }),
    onError: toast.fail,
    onSettled: (_done, _error, { id }) => {
      for (const queryKey of [["schedule-history", id], ["schedule", id], ["schedules"]])
        void client.invalidateQueries({ queryKey });
    },
  });
}

/** Runs a schedule now, beside its slots. */
export function useRunNow() {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ id }: Pick<ScheduleSummary, "id" | "name" | "instances">) => api.runSchedule(id),
    onSuccess: (_slot, { name, instances }) =>
      toast.show({ text: `${name}: ${plural(instances, "run")} begun beside its slots` }),
    onError: toast.fail,
    onSettled: (_slot, _error, { id }) => {
      void client.invalidateQueries({ queryKey: ["schedule-history", id] });
      void client.invalidateQueries(queries.schedules());
    },
  });
}
