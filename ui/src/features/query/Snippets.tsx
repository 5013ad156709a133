import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { holdsWords, SearchField } from "@/components/SearchField";
import { useToast } from "@/components/Toast";
import { api, asAppError, type Snippet, type SnippetSpec } from "@/ipc";
import { queries } from "@/ipc/queries";

interface SnippetsProps {
  /** What is selected in the text, as the body of a new one. */
  selected: () => string;
  onInsert: (body: string) => void;
  onClose: () => void;
}

const NEW = "new";

/** Texts to be put into a query: those that come with the app, and the person's own, which are written here. */
export function Snippets({ selected, onInsert, onClose }: SnippetsProps) {
  const client = useQueryClient();
  const toast = useToast();
  const all = useQuery(queries.snippets());
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft, setDraft] = useState<SnippetSpec | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = (all.data ?? []).filter(({ name, prefix, body }) => holdsWords(`${name} ${prefix} ${body}`, text));
  const current = draft ? null : (shown.find(({ id }) => id === chosen) ?? shown[0] ?? null);
  const changed = () => client.invalidateQueries({ queryKey: queries.snippets().queryKey });
  const begin = (spec: Partial<SnippetSpec> = {}) => setDraft({ name: "", prefix: "", body: selected(), ...spec });
  const remove = ({ id, name }: Snippet) =>
    api.deleteSnippet(id).then(() => {
      void changed();
      toast.show({
        text: `${name} deleted`,
        action: { word: "Undo", run: () => void api.restoreSnippet(id).then(changed, toast.fail) },
      });
    }, toast.fail);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = current ? shown.indexOf(current) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    const next = to === undefined ? undefined : shown[Math.max(0, Math.min(shown.length - 1, to))];
    if (next) {
      setDraft(null);
      setChosen(next.id);
    } else if (event.key === "Enter" && current) onInsert(current.body);
    else if (event.key === "Delete" && current && !current.built_in) void remove(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="below-head">
        <h2>Snippets</h2>
        <SearchField
          className="max-w-80"
          label="Find a snippet"
          placeholder="Name, prefix or text"
          value={text}
          onChange={setText}
        />
        <Button look="quiet" size="s" onClick={() => begin()}>
          <Plus size={14} aria-hidden />
          New, from the selection
        </Button>
        <span className="flex-1" />
        <IconButton label="Back to the result" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="below-panes">
        <Answer of={all} loading={<SkeletonRows rows={6} height={44} />}>
          {() => (
            <div
              ref={list}
              className="scroll below-list"
              role="listbox"
              aria-label="Snippets"
              aria-activedescendant={current ? `snippet-${current.id}` : undefined}
              tabIndex={0}
              onKeyDown={onKeyDown}
            >
              {shown.map((each) => (
                // The list itself takes the keys, as a listbox does.
                // biome-ignore lint/a11y/useKeyWithClickEvents: see above
                <div
                  key={each.id}
                  id={`snippet-${each.id}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={each === current}
                  className="below-row"
                  onClick={() => {
                    setDraft(null);
                    setChosen(each.id);
                  }}
                >
                  <p className="flex gap-2">
                    <span className="cut flex-1 font-medium">{each.name}</span>
                    <span className="text-hint">{each.built_in ? "comes with the app" : "yours"}</span>
                  </p>
                  <p className="mono cut text-label">{each.prefix}</p>
                </div>
              ))}
              {shown.length === 0 && <p className="hint px-4 py-3">No snippet like that.</p>}
            </div>
          )}
        </Answer>
        {(draft || current) && (
          <Form
            key={draft ? NEW : current?.id}
            start={draft ?? (current as Snippet)}
            own={current && !current.built_in ? current.id : null}
            fixed={current?.built_in ?? false}
            taken={(all.data ?? []).filter((each) => each !== current).map(({ prefix }) => prefix)}
            onInsert={onInsert}
            onSaved={(id) => {
              setDraft(null);
              setChosen(id);
              void changed();
            }}
            onCopy={(spec) => begin({ ...spec, name: `${spec.name}, mine`, prefix: "" })}
            onLeave={draft ? () => setDraft(null) : null}
            onDelete={current && !current.built_in ? () => void remove(current) : null}
          />
        )}
      </div>
    </>
  );
}

interface FormProps {
  start: SnippetSpec;
  /** The id of one's own that is changed. */
  own: string | null;
  /** It comes with the app and cannot be changed. */
  fixed: boolean;
  taken: string[];
  onInsert: (body: string) => void;
  onSaved: (id: string) => void;
  onCopy: (spec: SnippetSpec) => void;
  onLeave: (() => void) | null;
  onDelete: (() => void) | null;
}

export function prefixFault(prefix: string, taken: readonly string[]): string | null {
  if (!/^[A-Za-z_]\w{0,39}$/.test(prefix)) return "A word of letters, digits and _";
  return taken.includes(prefix) ? "Another snippet has this prefix" : null;
}

function Form({ start, own, fixed, taken, ...on }: FormProps) {
  const id = useId();
  const [spec, setSpec] = useState({ name: start.name, prefix: start.prefix, body: start.body });
  const save = useMutation({ mutationFn: () => api.saveSnippet(own, spec), onSuccess: on.onSaved });
  const fault = spec.prefix === "" ? null : prefixFault(spec.prefix, taken);
  const ready = spec.name.trim() !== "" && spec.prefix !== "" && spec.body.trim() !== "" && fault === null;
  const same = own !== null && spec.name === start.name && spec.prefix === start.prefix && spec.body === start.body;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !same) save.mutate();
  };
  return (
    <form className="below-preview" aria-label={fixed ? start.name : "Snippet"} onSubmit={go}>
      <div className="flex items-center gap-1 pb-2">
        {on.onLeave === null && (
          <Button size="s" onClick={() => on.onInsert(spec.body)}>
            Insert
          </Button>
        )}
        {fixed ? (
          <Button look="quiet" size="s" onClick={() => on.onCopy(spec)}>
            Make one of my own from it
          </Button>
        ) : (
          <Button size="s" look="primary" type="submit" disabled={!ready || same || save.isPending}>
            Save snippet
          </Button>
        )}
        {on.onLeave && (
          <Button look="quiet" size="s" onClick={on.onLeave}>
            Cancel
          </Button>
        )}
        <span className="flex-1" />
        {on.onDelete && (
          <Button look="quiet" size="s" onClick={on.onDelete}>
            Delete
          </Button>
        )}
      </div>
      {save.isError && (
        <div className="pb-2">
          <Problem error={asAppError(save.error)} about="Nothing was changed." />
        </div>
      )}
      <div className="grid grid-cols-[1fr_160px] gap-2 pb-2">
        <div>
          <label className="label" htmlFor={`${id}-name`}>
            Name
          </label>
          <input
            id={`${id}-name`}
            className="field field-s"
            maxLength={120}
            readOnly={fixed}
            value={spec.name}
            onChange={(event) => setSpec({ ...spec, name: event.target.value })}
          />
        </div>
        <div>
          <label className="label" htmlFor={`${id}-prefix`}>
            Prefix to type
          </label>
          <input
            id={`${id}-prefix`}
            className="field field-s mono"
            spellCheck={false}
            readOnly={fixed}
            aria-invalid={fault !== null}
            aria-describedby={fault ? `${id}-fault` : undefined}
            value={spec.prefix}
            onChange={(event) => setSpec({ ...spec, prefix: event.target.value.trim() })}
          />
          {fault && (
            <p id={`${id}-fault`} className="wrong">
              {fault}
            </p>
          )}
        </div>
      </div>
      <label className="label" htmlFor={`${id}-body`}>
        <span>Text</span>
        <span className="text-hint">
          <span className="mono">${"{name}"}</span> is a place to fill, <span className="mono">${"{}"}</span> where the
          caret ends
        </span>
      </label>
      <textarea
        id={`${id}-body`}
        className="field snippet-body mono"
        spellCheck={false}
        readOnly={fixed}
        value={spec.body}
        onChange={(event) => setSpec({ ...spec, body: event.target.value })}
      />
    </form>
  );
}
