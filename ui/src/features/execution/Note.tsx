import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { draftStore } from "@/components/drafts";
import { keyName } from "@/components/keys";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { type AppError, api, asAppError, type ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";

/** So many characters the host keeps. */
const MOST = 2000;

interface Draft {
  text: string;
  /** Why it could not be kept. */
  error: AppError | null;
}

const drafts = draftStore<Draft>();

export const dropNote = drafts.drop;

/** What a person notes of a run, written where it stands. */
export function Note({ run }: { run: ExecutionDetail }) {
  const { id, note } = run;
  const draft = drafts.useDraft(id);
  const save = useSaveNote(run);
  // A draft that was left here does not take the focus from the list as one walks past it.
  const [focus, setFocus] = useState<"field" | "button" | null>(null);
  const begin = () => {
    setFocus("field");
    drafts.begin(id, { text: note, error: null });
  };
  const end = (text: string) => {
    const next = text.trim();
    // Words on their way may be others than the note of before.
    if (next === note && !save.isPending) drafts.drop(id);
    else save.mutate(next);
  };
  if (draft === null) {
    const autoFocus = focus === "button";
    if (note === "")
      return (
        <Button look="link" className="text-hint!" autoFocus={autoFocus} onClick={begin}>
          Add a note
        </Button>
      );
    return (
      <span className="flex items-start gap-1.5">
        <span className="min-w-0 whitespace-pre-line select-text">{note}</span>
        <IconButton label="Change the note" className="-my-0.5" autoFocus={autoFocus} onClick={begin}>
          <Pencil size={14} aria-hidden />
        </IconButton>
      </span>
    );
  }
  return (
    <div className="grid gap-1">
      <textarea
        // The button that opened it is gone: the focus goes where one writes.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus={focus === "field"}
        className="field prose-field"
        aria-label="Note"
        maxLength={MOST}
        value={draft.text}
        onChange={(event) => drafts.change(id, { text: event.target.value })}
        onBlur={(event) => {
          // In another window one looks up what is to be noted: the field stays as it is.
          if (document.activeElement === event.currentTarget) return;
          setFocus(null);
          end(draft.text);
        }}
        onKeyDown={(event) => {
          const keeps = event.key === "Enter" && (event.ctrlKey || event.metaKey);
          if (!keeps && event.key !== "Escape") return;
          event.preventDefault();
          setFocus("button");
          if (keeps) end(draft.text);
          else drafts.drop(id);
        }}
      />
      {draft.error ? (
        <Problem error={draft.error} />
      ) : (
        <p className="text-t12 text-hint">{keyName("Enter")} or leaving the field keeps it, Esc gives it up.</p>
      )}
    </div>
  );
}

function useSaveNote({ id, name, instance_name }: ExecutionDetail) {
  const client = useQueryClient();
  const toast = useToast();
  const shown = useRef(false);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  return useMutation({
    // One after the other, so that the last words stay.
    scope: { id: `note ${id}` },
    mutationFn: (text: string) => api.noteExecution(id, text),
    onMutate: () => drafts.change(id, { error: null }),
    onSuccess: (_done, text) => {
      client.setQueryData(queries.execution(id).queryKey, (run) => run && { ...run, note: text });
      // What was written on meanwhile goes on being written.
      if (drafts.get(id)?.text.trim() === text) drafts.drop(id);
    },
    onError: (thrown) => {
      const error = asAppError(thrown);
      drafts.change(id, { error });
      // Its place is not shown any more; the words wait there.
      if (!shown.current)
        toast.show({
          text: `The note of ${name}, ${instance_name}, is not kept yet: ${error.message}`,
          tone: "danger",
        });
    },
  });
}
