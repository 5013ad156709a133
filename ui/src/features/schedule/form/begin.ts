import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useToast } from "@/components/Toast";
import type { Draft } from "./draft";
import { beginNew, changeDraft, NEW } from "./drafts";

/** Opens the form of a new schedule with what is known of it; what was being written there can be brought back. */
export function useBeginSchedule(): (given: Partial<Draft>) => void {
  const navigate = useNavigate();
  const toast = useToast();
  return useCallback(
    (given) => {
      const before = beginNew(given);
      if (before) {
        toast.show({
          text: `${before.name.trim() || "A schedule"}, not saved yet, made room for this one`,
          action: { word: "Bring it back", run: () => changeDraft(NEW, before) },
        });
      }
      void navigate({ to: "/schedules/new" });
    },
    [navigate, toast],
  );
}
