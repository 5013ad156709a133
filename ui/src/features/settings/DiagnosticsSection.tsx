import { useMutation, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatBytes } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useToast } from "@/components/Toast";
import { api, type DiagnosticsPart } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Section } from "./Section";

/** What a report of trouble needs. It is read before it is saved, by the person whose computer it tells of. */
export function DiagnosticsSection() {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title="Diagnostics bundle"
      about="Version, system, settings, states and the end of the log, for whoever looks for a fault. No queries, no results, no secrets."
    >
      {open ? (
        <Bundle onClose={() => setOpen(false)} />
      ) : (
        <div>
          <Button size="s" onClick={() => setOpen(true)}>
            Show what is in it
          </Button>
        </div>
      )}
    </Section>
  );
}

function Bundle({ onClose }: { onClose: () => void }) {
  const toast = useToast();
  const parts = useQuery(queries.diagnostics());
  const [saved, setSaved] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => api.saveDiagnostics(),
    onSuccess: (path) => path !== null && setSaved(path),
    onError: toast.fail,
  });
  return (
    <>
      <Answer of={parts} inset="" loading={<SkeletonRows rows={8} height={28} />}>
        {(known) => <Parts parts={known} />}
      </Answer>
      <div className="flex min-w-0 items-center gap-2">
        <Button size="s" disabled={!parts.data || save.isPending} onClick={() => save.mutate()}>
          <Download size={14} aria-hidden />
          {save.isPending ? "Saving" : "Save…"}
        </Button>
        <Button look="quiet" size="s" onClick={onClose}>
          Close
        </Button>
        {saved !== null && (
          <p role="status" className="flex min-w-0 items-center gap-1 text-label">
            <span className="flex-none">Saved as</span>
            <span className="mono cut" title={saved}>
              {saved}
            </span>
            <CopyButton text={saved} label="Copy where it was saved" iconOnly />
          </p>
        )}
      </div>
    </>
  );
}

/** The names at the left, the text of one at the right. */
function Parts({ parts }: { parts: readonly DiagnosticsPart[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = parts.find(({ name }) => name === chosen) ?? parts[0];
  if (!shown) return <p className="text-label">There is nothing to tell yet.</p>;
  return (
    <div className="bundle">
      <nav aria-label="Parts of the bundle">
        {parts.map(({ name, text }) => (
          <button
            key={name}
            type="button"
            aria-current={name === shown.name}
            title={name}
            onClick={() => setChosen(name)}
          >
            <span className="cut flex-1">{name}</span>
            <span className="num flex-none text-t12 text-hint">{formatBytes(new Blob([text]).size)}</span>
          </button>
        ))}
      </nav>
      <div className="grid min-w-0 grid-rows-[auto_minmax(0,1fr)]">
        <div className="bar">
          <span className="cut flex-1 font-medium">{shown.name}</span>
          <CopyButton text={shown.text} label={`Copy ${shown.name}`} />
        </div>
        <pre
          key={shown.name}
          className="mono"
          // As it scrolls, the keyboard must reach it.
          tabIndex={0}
          aria-label={shown.name}
        >
          {shown.text}
        </pre>
      </div>
    </div>
  );
}
