import * as Dialog from "@radix-ui/react-dialog";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useState } from "react";
import { useFocusBack } from "@/components/focus_back";
import { useToast } from "@/components/Toast";
import { queries } from "@/ipc/queries";
import { type Entry, scoreOf } from "./find_entries";
import { useGroupsFound } from "./find_found";
import { useGroupsHere } from "./find_here";

interface FindProps {
  open: boolean;
  onClose: () => void;
  /** Shows the keyboard shortcuts. */
  onKeys: () => void;
}

/** Opens everything by name: places, actions, open queries, workflows, schedules, dashboards, kept results and their columns, Amazon's columns, runs. */
export function Find({ open, onClose, onKeys }: FindProps) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="find"
          aria-describedby={undefined}
          onOpenAutoFocus={focus.opened}
          onCloseAutoFocus={focus.closed}
        >
          <Dialog.Title className="sr-only">Find</Dialog.Title>
          <FindList
            onChoose={(action) => {
              focus.afterwards(action);
              onClose();
            }}
            onKeys={onKeys}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface FindListProps {
  /** Closes the list and runs what was chosen. */
  onChoose: (action: () => void) => void;
  onKeys: () => void;
}

function FindList({ onChoose, onKeys }: FindListProps) {
  const toast = useToast();
  const settings = useQuery(queries.settings()).data;
  const [text, setText] = useState("");
  const here = useGroupsHere(settings, onKeys);
  const found = useGroupsFound(text);
  const groups = [...here, ...found].filter(({ entries }) => entries.length > 0);
  const entries = new Map(groups.flatMap((group) => group.entries.map((entry) => [entry.id, entry])));
  const run = (entry: Entry) => () => onChoose(() => void Promise.resolve(entry.run()).catch(toast.fail));
  return (
    <Command label="Find" loop filter={(id, sought) => scoreOf(entries.get(id), sought)}>
      <div className="find-head">
        <Search size={16} aria-hidden />
        <Command.Input
          placeholder="Places, actions, queries, workflows, results, columns"
          aria-label="Find"
          value={text}
          onValueChange={setText}
        />
        <kbd aria-hidden="true">Esc</kbd>
      </div>
      {/* Beside the list, which holds options only. */}
      <Command.Empty className="px-4 py-3 text-label">Nothing goes by that name.</Command.Empty>
      <Command.List className="find-list">
        {groups.map((group) => (
          <Command.Group key={group.heading} heading={group.heading}>
            {group.entries.map((entry) => (
              <Command.Item key={entry.id} value={entry.id} disabled={entry.disabled ?? false} onSelect={run(entry)}>
                <entry.icon size={16} aria-hidden />
                <span className="cut">{entry.word}</span>
                {entry.hint && <span className="find-end hint cut">{entry.hint}</span>}
                {entry.keys && (
                  <kbd className={entry.hint ? undefined : "find-end"} aria-hidden="true">
                    {entry.keys}
                  </kbd>
                )}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
