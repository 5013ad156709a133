import * as Dialog from "@radix-ui/react-dialog";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/Button";
import { useFocusBack } from "@/components/focus_back";
import { formatWhen } from "@/components/format";
import { Problem } from "@/components/Problem";
import { asAppError } from "@/ipc";
import type { Asked, Saving } from "./saving";

/** Asks what saving needs to know: a name, or what becomes of a workflow that was changed meanwhile. */
export function SaveDialog({ saving }: { saving: Saving }) {
  const focus = useFocusBack();
  const { asked } = saving;
  return (
    <Dialog.Root open={asked !== null} onOpenChange={(open) => !open && saving.leave()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" onOpenAutoFocus={focus.opened} onCloseAutoFocus={focus.closed}>
          {asked?.what === "name" && <Naming asked={asked} saving={saving} />}
          {asked?.what === "conflict" && <Conflict asked={asked} saving={saving} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Tags as they are typed, commas between, without doubles. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

function Naming({ asked, saving }: { asked: Extract<Asked, { what: "name" }>; saving: Saving }) {
  const id = useId();
  const [name, setName] = useState(asked.title);
  const [tags, setTags] = useState(asked.tags.join(", "));
  const create = useMutation({ mutationFn: () => saving.create(asked.tab, name.trim(), tagsOf(tags)) });
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate();
  };
  return (
    <form onSubmit={go}>
      <Dialog.Title asChild>
        <h2>Save as a workflow?</h2>
      </Dialog.Title>
      <Dialog.Description className="dialog-text">
        {asked.gone && "The workflow that this was is deleted; nothing of your query is lost. "}The query is kept with
        its instances, dates and parameters, and each saving is a version of it.
      </Dialog.Description>
      <div className="grid gap-3 px-4 pt-3">
        <div>
          <label className="label" htmlFor={`${id}-name`}>
            Name
          </label>
          <input
            id={`${id}-name`}
            className="field"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </div>
        <div>
          <label className="label" htmlFor={`${id}-tags`}>
            <span>Tags</span>
            <span className="text-hint">commas between, may be left empty</span>
          </label>
          <input
            id={`${id}-tags`}
            className="field"
            placeholder="reach, weekly"
            value={tags}
            onChange={(event) => setTags(event.target.value)}
          />
        </div>
      </div>
      {create.isError && (
        <div className="px-4 pt-3">
          <Problem error={asAppError(create.error)} about="Nothing was saved; the tab keeps your query." />
        </div>
      )}
      <div className="dialog-foot">
        <Button size="l" onClick={saving.leave}>
          Cancel
        </Button>
        <Button size="l" look="primary" type="submit" disabled={!name.trim() || create.isPending}>
          Save workflow
        </Button>
      </div>
    </form>
  );
}

function Conflict({ asked, saving }: { asked: Extract<Asked, { what: "conflict" }>; saving: Saving }) {
  const { tab, theirs } = asked;
  const overwrite = useMutation({ mutationFn: () => saving.overwrite(tab, theirs) });
  return (
    <>
      <Dialog.Title asChild>
        <h2>{theirs.name} was changed meanwhile</h2>
      </Dialog.Title>
      <Dialog.Description className="dialog-text">
        You went on from version {tab.workflow_version}; version {theirs.version} was saved{" "}
        {formatWhen(theirs.changed_at)}. Nothing of yours was saved yet. Every version that was saved stays in the
        workflow's history.
      </Dialog.Description>
      {overwrite.isError && (
        <div className="px-4 pt-3">
          <Problem error={asAppError(overwrite.error)} about="Nothing was saved; the tab keeps your query." />
        </div>
      )}
      <div className="dialog-foot flex-wrap">
        {/* The first has the focus: by it nothing is lost. */}
        <Button size="l" onClick={() => saving.ask(tab, theirs.spec.tags, `${tab.title} (copy)`)}>
          Save mine as a copy
        </Button>
        <Button size="l" onClick={() => saving.keepTheirs(tab, theirs)}>
          Take theirs
        </Button>
        <Button size="l" look="primary" disabled={overwrite.isPending} onClick={() => overwrite.mutate()}>
          Save mine as version {theirs.version + 1}
        </Button>
      </div>
    </>
  );
}
