// What Find lists without asking anybody: the actions of the place that is open, places, and what can be begun anywhere.
import { useNavigate } from "@tanstack/react-router";
import {
  CalendarClock,
  CirclePlay,
  FileKey,
  FolderOpen,
  Keyboard,
  LayoutDashboard,
  LogIn,
  Moon,
  Plus,
  Sun,
  Workflow,
} from "lucide-react";
import { keyName } from "@/components/keys";
import { useToast } from "@/components/Toast";
import { useOpenEvidence } from "@/features/evidence/opening";
import { useNewTab } from "@/features/query/tabs";
import { api, type Settings, type Theme } from "@/ipc";
import { commandList } from "./actions";
import type { Entry, Group } from "./find_entries";
import { PLACES } from "./places";
import { useSignIn } from "./signin";

export function useGroupsHere(settings: Settings | undefined, onKeys: () => void): Group[] {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const signIn = useSignIn();
  const openEvidence = useOpenEvidence();
  const toast = useToast();
  const setTheme = (theme: Theme) => settings && api.updateSettings({ ...settings, theme });
  const action = (entry: Omit<Entry, "id">): Entry => ({ id: `action ${entry.word}`, ...entry });
  return [
    {
      heading: "Here",
      entries: commandList().map(({ word, keys, disabled, run }) => ({
        id: `here ${word}`,
        icon: CirclePlay,
        word,
        ...(keys && { keys }),
        ...(disabled && { disabled }),
        run,
      })),
    },
    {
      heading: "Places",
      entries: PLACES.map(({ to, word, key, icon }) => ({
        id: `place ${to}`,
        icon,
        word,
        keys: keyName(key),
        run: () => navigate({ to }),
      })),
    },
    {
      heading: "Actions",
      entries: [
        action({
          word: "New query",
          icon: Plus,
          keys: keyName("N"),
          run: async () => {
            await newTab({});
            await navigate({ to: "/query" });
          },
        }),
        action({ word: "New workflow", icon: Workflow, run: () => navigate({ to: "/workflows/new" }) }),
        action({ word: "New schedule", icon: CalendarClock, run: () => navigate({ to: "/schedules/new" }) }),
        action({ word: "New dashboard", icon: LayoutDashboard, run: () => navigate({ to: "/dashboards/new" }) }),
        action({
          word: "Open evidence…",
          also: "bundle proof",
          icon: FolderOpen,
          run: () => openEvidence().catch(toast.fail),
        }),
        action({ word: "Keyboard shortcuts", icon: Keyboard, keys: "F1", run: onKeys }),
        action({
          word: "Connect Amazon",
          also: "sign in",
          icon: FileKey,
          run: () => navigate({ to: "/connect" }),
        }),
        action({
          word: "Sign in to the sandbox in the browser",
          icon: LogIn,
          run: () => signIn.begin({ kind: "sandbox_browser" }),
        }),
        action({ word: "Use the light theme", icon: Sun, run: () => setTheme("light") }),
        action({ word: "Use the dark theme", icon: Moon, run: () => setTheme("dark") }),
      ],
    },
  ];
}
