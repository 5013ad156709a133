import * as Dialog from "@radix-ui/react-dialog";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command, defaultFilter } from "cmdk";
import {
  CalendarClock,
  CirclePlay,
  FileKey,
  Keyboard,
  LogIn,
  Moon,
  Plus,
  Search,
  SquareTerminal,
  Sun,
  Workflow,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useFocusBack } from "@/components/focus_back";
import { keyName } from "@/components/keys";
import { stateWord } from "@/components/State";
import { useToast } from "@/components/Toast";
import { openTab } from "@/features/query/open_tab";
import { useNewTab } from "@/features/query/tabs";
import { nextWords } from "@/features/schedule/words";
import { api, type Theme } from "@/ipc";
import { queries } from "@/ipc/queries";
import { commandList } from "./actions";
import { PLACES } from "./places";
import { useSignIn } from "./signin";

interface FindProps {
  open: boolean;
  onClose: () => void;
  /** Shows the keyboard shortcuts. */
  onKeys: () => void;
}

/** How many workflows are listed, and how long one waits for the next letter before the host is asked for them. */
const WORKFLOWS = 8;
const PAUSE = 120;

/** Workflows that hold a text, those that were changed last first; asked for once typing rests. */
function useWorkflows(text: string) {
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(text), PAUSE);
    return () => window.clearTimeout(timer);
  }, [text]);
  const order = { sort: "changed", descending: true, offset: 0, limit: WORKFLOWS } as const;
  return useQuery({
    ...queries.workflows({ text: asked.trim(), filter: null, ...order }),
    placeholderData: keepPreviousData,
  }).data?.workflows;
}

const itemOf = ({ name, id }: { name: string; id: string }): string => `${name} workflow ${id}`;

/** Opens everything by name: places, actions, open queries, workflows, schedules, recent runs. */
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
  const navigate = useNavigate();
  const toast = useToast();
  const newTab = useNewTab();
  const signIn = useSignIn();
  const tabs = useQuery(queries.tabs()).data ?? [];
  const runs = useQuery(queries.executions()).data ?? [];
  const schedules = useQuery(queries.schedules()).data ?? [];
  const settings = useQuery(queries.settings()).data;
  const [text, setText] = useState("");
  const workflows = useWorkflows(text) ?? [];
  const run = (action: () => unknown) => () => onChoose(() => void Promise.resolve(action()).catch(toast.fail));
  const setTheme = (theme: Theme) => settings && api.updateSettings({ ...settings, theme });
  const page = commandList();
  // The host may have found a workflow by a tag or by its query, which its words here do not hold.
  const found = new Set(workflows.map(itemOf));
  const score = (value: string, sought: string, keywords?: string[]) =>
    Math.max(defaultFilter(value, sought, keywords), found.has(value) ? 0.01 : 0);
  return (
    <Command label="Find" loop filter={score}>
      <div className="find-head">
        <Search size={16} aria-hidden />
        <Command.Input
          placeholder="Places, actions, queries, workflows, schedules, runs"
          aria-label="Find"
          value={text}
          onValueChange={setText}
        />
        <kbd aria-hidden="true">Esc</kbd>
      </div>
      {/* Beside the list, which holds options only. */}
      <Command.Empty className="px-4 py-3 text-label">Nothing goes by that name.</Command.Empty>
      <Command.List className="find-list">
        {page.length > 0 && (
          <Command.Group heading="Here">
            {page.map((entry) => (
              <Command.Item
                key={entry.word}
                value={entry.word}
                disabled={entry.disabled ?? false}
                onSelect={run(entry.run)}
              >
                <CirclePlay size={16} aria-hidden />
                <span className="flex-1">{entry.word}</span>
                {entry.keys && <kbd aria-hidden="true">{entry.keys}</kbd>}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <Command.Group heading="Places">
          {PLACES.map(({ to, word, key, icon: Icon }) => (
            <Command.Item key={to} value={`${word} place`} onSelect={run(() => navigate({ to }))}>
              <Icon size={16} aria-hidden />
              <span className="flex-1">{word}</span>
              <kbd aria-hidden="true">{keyName(key)}</kbd>
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="Actions">
          <Command.Item
            value="New query"
            onSelect={run(async () => {
              await newTab({});
              await navigate({ to: "/query" });
            })}
          >
            <Plus size={16} aria-hidden />
            <span className="flex-1">New query</span>
            <kbd aria-hidden="true">{keyName("N")}</kbd>
          </Command.Item>
          <Command.Item value="New workflow" onSelect={run(() => navigate({ to: "/workflows/new" }))}>
            <Workflow size={16} aria-hidden />
            New workflow
          </Command.Item>
          <Command.Item value="New schedule" onSelect={run(() => navigate({ to: "/schedules/new" }))}>
            <CalendarClock size={16} aria-hidden />
            New schedule
          </Command.Item>
          <Command.Item value="Keyboard shortcuts" onSelect={run(onKeys)}>
            <Keyboard size={16} aria-hidden />
            <span className="flex-1">Keyboard shortcuts</span>
            <kbd aria-hidden="true">F1</kbd>
          </Command.Item>
          <Command.Item value="Connect Amazon sign in" onSelect={run(() => navigate({ to: "/connect" }))}>
            <FileKey size={16} aria-hidden />
            Connect Amazon
          </Command.Item>
          <Command.Item
            value="Sign in to the sandbox in the browser"
            onSelect={run(() => signIn.begin({ kind: "sandbox_browser" }))}
          >
            <LogIn size={16} aria-hidden />
            Sign in to the sandbox in the browser
          </Command.Item>
          <Command.Item value="Use the light theme" onSelect={run(() => setTheme("light") as Promise<unknown>)}>
            <Sun size={16} aria-hidden />
            Use the light theme
          </Command.Item>
          <Command.Item value="Use the dark theme" onSelect={run(() => setTheme("dark") as Promise<unknown>)}>
            <Moon size={16} aria-hidden />
            Use the dark theme
          </Command.Item>
        </Command.Group>
        {tabs.length > 0 && (
          <Command.Group heading="Open queries">
            {tabs.map((tab) => (
              <Command.Item
                key={tab.id}
                value={`${tab.title} query ${tab.id}`}
                onSelect={run(() => {
                  openTab(tab.id);
                  return navigate({ to: "/query" });
                })}
              >
                <SquareTerminal size={16} aria-hidden />
                {tab.title}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {workflows.length > 0 && (
          <Command.Group heading="Workflows">
            {workflows.map((entry) => (
              <Command.Item
                key={entry.id}
                value={itemOf(entry)}
                onSelect={run(() => navigate({ to: "/workflows/$id", params: { id: entry.id } }))}
              >
                <Workflow size={16} aria-hidden />
                <span className="cut">{entry.name}</span>
                <span className="hint cut">version {entry.version}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {schedules.length > 0 && (
          <Command.Group heading="Schedules">
            {schedules.map((entry) => {
              const { first } = nextWords(entry, Date.now());
              return (
                <Command.Item
                  key={entry.id}
                  value={`${entry.name} schedule ${entry.id}`}
                  onSelect={run(() => navigate({ to: "/schedules/$id", params: { id: entry.id } }))}
                >
                  <CalendarClock size={16} aria-hidden />
                  <span className="cut">{entry.name}</span>
                  <span className="hint cut">{first}</span>
                </Command.Item>
              );
            })}
          </Command.Group>
        )}
        {runs.length > 0 && (
          <Command.Group heading="Recent runs">
            {runs.slice(0, 20).map((entry) => (
              <Command.Item
                key={entry.id}
                value={`${entry.name} ${entry.instance_name} run ${entry.id}`}
                onSelect={run(() => navigate({ to: "/executions/$id", params: { id: entry.id } }))}
              >
                <CirclePlay size={16} aria-hidden />
                <span className="cut">{entry.name}</span>
                <span className="hint cut">
                  {entry.instance_name}, {stateWord(entry.state).toLowerCase()}
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}
