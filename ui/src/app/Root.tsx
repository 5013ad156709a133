import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Button } from "@/components/Button";
import { useKeys } from "@/components/keys";
import { useLate } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { FirstRun } from "@/features/profile/FirstRun";
import { SignInPage } from "@/features/profile/SignInPage";
import { useNewTab } from "@/features/query/tabs";
import { asAppError, host } from "@/ipc";
import { applyEvent, applyGap, queries } from "@/ipc/queries";
import { Find } from "./Find";
import { PLACES } from "./places";
import { Rail } from "./Rail";
import { useRunNews } from "./run_news";
import { Shortcuts } from "./Shortcuts";
import { StatusBar } from "./StatusBar";
import { useSignIn } from "./signin";
import { useTheme } from "./theme";

/** The window: its frame, or what stands before there is anything to frame. */
export function Root() {
  useHostEvents();
  const settings = useQuery(queries.settings());
  useTheme(settings.data?.theme ?? "system");
  const profiles = useQuery(queries.profiles());
  const signIn = useSignIn();
  const path = useLocation({ select: (location) => location.pathname });
  if (signIn.current) {
    return (
      <Bare>
        <SignInPage key={signIn.current.attempt.attempt_id} signIn={signIn.current} />
      </Bare>
    );
  }
  if (profiles.isError) {
    return (
      <Bare>
        <main className="first">
          <div className="w-[560px]">
            <Problem error={asAppError(profiles.error)}>
              <Button size="s" onClick={() => void profiles.refetch()}>
                Try again
              </Button>
            </Problem>
          </div>
        </main>
      </Bare>
    );
  }
  if (!profiles.data) return <Starting />;
  if (profiles.data.length === 0 || path === "/connect") {
    return (
      <Bare>
        <FirstRun again={profiles.data.length > 0} />
      </Bare>
    );
  }
  return <Framed />;
}

function Bare({ children }: { children: React.ReactNode }) {
  return (
    <div className="frame">
      {children}
      <StatusBar bare />
    </div>
  );
}

function Starting() {
  const late = useLate(true);
  return <main className="first">{late && <p className="text-label">Opening your data</p>}</main>;
}

function Framed() {
  const [finding, setFinding] = useState(false);
  const [keys, setKeys] = useState(false);
  const navigate = useNavigate();
  const newTab = useNewTab();
  useKeys({
    "mod+k": () => setFinding(true),
    "mod+n": () => void newTab({}).then(() => navigate({ to: "/query" })),
    f1: () => setKeys(true),
    ...Object.fromEntries(
      PLACES.map(({ key, to }) => [`mod+${key.toLowerCase().replace(" ", "+")}`, () => void navigate({ to })]),
    ),
  });
  useRunNews();
  return (
    <div className="frame">
      <Rail onFind={() => setFinding(true)} />
      <Outlet />
      <StatusBar />
      <Find open={finding} onClose={() => setFinding(false)} onKeys={() => setKeys(true)} />
      <Shortcuts open={keys} onClose={() => setKeys(false)} />
    </div>
  );
}

function useHostEvents() {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(
    () =>
      host().listen(
        (event) => {
          applyEvent(client, event);
          if (event.kind === "open_execution") void navigate({ to: "/executions/$id", params: { id: event.id } });
        },
        () => applyGap(client),
      ),
    [client, navigate],
  );
}
