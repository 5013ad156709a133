// Files that become workflows: read here, sent in parts that the host takes, and told one by one.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useCallback, useMemo, useRef, useState } from "react";
import { useToast } from "@/components/Toast";
import { api, type ImportedWorkflow, type WorkflowFile } from "@/ipc";
import { forgetWorkflows } from "./changes";

/** What one request may hold, in characters: the host takes about 1 MiB, and some characters take more than one byte. */
const ROOM = 300_000;

export interface Told {
  file_name: string;
  outcome: NonNullable<ImportedWorkflow["outcome"]> | "refused";
  /** The workflow. */
  id: string | null;
  /** What is wrong with it, and what to do. */
  why: string | null;
}

const refused = (file_name: string, why: string): Told => ({ file_name, outcome: "refused", id: null, why });

/** What a file holds, or why it is not taken. */
export async function readFile(file: File): Promise<WorkflowFile | Told> {
  const { name } = file;
  if (!/\.sql$/i.test(name)) return refused(name, "It is not a .sql file. Give it that ending if it holds a query.");
  if (file.size > ROOM) return refused(name, "It is larger than a query may be, about 300 KB. Look whether it is one.");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return { file_name: name, text };
  } catch {
    return refused(name, "It is not text in UTF-8. Save it in that encoding and import it again.");
  }
}

/** Files in parts that one request can hold. */
export function inParts(files: readonly WorkflowFile[]): WorkflowFile[][] {
  const parts: WorkflowFile[][] = [];
  let room = 0;
  for (const file of files) {
    const takes = file.text.length + file.file_name.length + 100;
    if (takes > room || parts.length === 0) {
      parts.push([]);
      room = ROOM;
    }
    parts.at(-1)?.push(file);
    room -= takes;
  }
  return parts;
}

const told = ({ file_name, id, outcome, error }: ImportedWorkflow): Told => ({
  file_name,
  id,
  outcome: outcome ?? "refused",
  why: error ? [error.message, error.next_step].filter(Boolean).join(" ") : null,
});

async function importFiles(files: readonly File[]): Promise<Told[]> {
  const read = await Promise.all(files.map(readFile));
  const good = read.flatMap((one) => ("text" in one ? [one] : []));
  const bad = read.flatMap((one) => ("text" in one ? [] : [one]));
  const done: Told[] = [];
  for (const part of inParts(good)) {
    try {
      done.push(...(await api.importWorkflows(part)).map(told));
    } catch (thrown) {
      // What came before is kept: the rest is told with the reason.
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      done.push(...good.slice(done.length).map(({ file_name }) => refused(file_name, why)));
      break;
    }
  }
  return [...done, ...bad];
}

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => [...dataTransfer.types].includes("Files");

/** Imports files that are chosen or dropped. */
export function useImport() {
  const client = useQueryClient();
  const toast = useToast();
  const [result, setResult] = useState<Told[] | null>(null);
  const [dropping, setDropping] = useState(false);
  // Each part of the page that the pointer enters is left again before the last one.
  const inside = useRef(0);
  const run = useMutation({
    mutationFn: importFiles,
    onSuccess: setResult,
    onError: toast.fail,
    onSettled: () => forgetWorkflows(client),
  });
  const { mutate } = run;
  const take = useCallback((files: File[]) => files.length > 0 && mutate(files), [mutate]);
  const close = useCallback(() => setResult(null), []);
  const drop = useMemo(() => {
    const end = () => {
      inside.current = 0;
      setDropping(false);
    };
    return {
      onDragEnter: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        inside.current += 1;
        setDropping(true);
      },
      onDragOver: (event: DragEvent) => {
        if (holdsFiles(event)) event.preventDefault();
      },
      onDragLeave: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        inside.current -= 1;
        if (inside.current <= 0) end();
      },
      onDrop: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        end();
        take([...event.dataTransfer.files]);
      },
    };
  }, [take]);
  return { take, busy: run.isPending, result, close, dropping, drop };
}
