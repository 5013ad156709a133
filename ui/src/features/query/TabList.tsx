import * as Dialog from "@radix-ui/react-dialog";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Pin, RotateCcw, Search, SquareTerminal } from "lucide-react";
import { useFocusBack } from "@/components/focus_back";
import { formatWhen } from "@/components/format";
import { useLate } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { asAppError, type QueryTab } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { TabActions } from "./tab_actions";

interface TabListProps {
  open: boolean;
  tabs: QueryTab[];
  on: TabActions;
  onClose: () => void;
}

/** All open queries, and those that were closed, to be found by title or text. */
export function TabList({ open, onClose, ...props }: TabListProps) {
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
          <Dialog.Title className="sr-only">Open and closed queries</Dialog.Title>
          <Entries
            {...props}
            onChoose={(run) => {
              focus.afterwards(run);
              onClose();
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const firstLine = (sql: string): string =>
  sql
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "") ?? "empty";

function Entries({ tabs, on, onChoose }: Pick<TabListProps, "tabs" | "on"> & { onChoose: (run: () => void) => void }) {
  const closed = useQuery(queries.closedTabs());
  const late = useLate(closed.isPending);
  return (
    <Command label="Open and closed queries" loop>
      <div className="find-head">
        <Search size={16} aria-hidden />
        <Command.Input placeholder="Title or text of a query" aria-label="Find a query" />
        <kbd aria-hidden="true">Esc</kbd>
      </div>
      <Command.Empty className="px-4 py-3 text-label">No query like that, open or closed.</Command.Empty>
      <Command.List className="find-list">
        {tabs.length > 0 && (
          <Command.Group heading="Open">
            {tabs.map((tab) => (
              <Command.Item
                key={tab.id}
                value={`${tab.title} ${tab.id}`}
                keywords={[tab.sql.slice(0, 400)]}
                onSelect={() => onChoose(() => on.open(tab.id))}
              >
                {tab.pinned ? <Pin size={16} aria-label="Pinned" /> : <SquareTerminal size={16} aria-hidden />}
                <span className="cut">{tab.title}</span>
                <span className="hint mono cut flex-1">{firstLine(tab.sql)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {closed.data && closed.data.length > 0 && (
          <Command.Group heading="Closed">
            {closed.data.map((tab) => (
              <Command.Item
                key={tab.id}
                value={`${tab.title} closed ${tab.id}`}
                keywords={[tab.sql_start]}
                onSelect={() => onChoose(() => void on.reopen(tab.id))}
              >
                <RotateCcw size={16} aria-hidden />
                <span className="cut">{tab.title}</span>
                <span className="hint mono cut flex-1">{firstLine(tab.sql_start)}</span>
                <span className="hint">{formatWhen(tab.closed_at)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
      {closed.isError && (
        <div className="p-3">
          <Problem error={asAppError(closed.error)} about="The open queries are not touched by this." />
        </div>
      )}
      {late && <p className="hint px-4 pb-3">Looking for closed queries</p>}
    </Command>
  );
}
