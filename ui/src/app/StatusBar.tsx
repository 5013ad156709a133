import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarClock, CircleCheck, CircleDashed, CircleX, KeyRound, Loader, TriangleAlert } from "lucide-react";
import { formatClock, formatDayYear, formatExact, formatNumber, formatWhen, zoneShort } from "@/components/format";
import { useSlowNow } from "@/components/slow_now";
import { nextOf } from "@/features/schedule/words";
import type { AppStatus, KeychainStatus, Profile, ServiceHealth } from "@/ipc";
import { queries } from "@/ipc/queries";

export function StatusBar({ bare = false }: { bare?: boolean }) {
  const status = useQuery(queries.status()).data;
  const profiles = useQuery(queries.profiles()).data;
  return (
    <footer className="status-bar" aria-label="Status">
      {bare ? (
        <span className="status-item">
          {profiles?.length ? <ProfileWords profiles={profiles} /> : "No profile yet"}
        </span>
      ) : (
        <Link to="/settings" className="status-item">
          <ProfileWords profiles={profiles ?? []} />
        </Link>
      )}
      {!bare && status && (
        <>
          <span className="status-cut" />
          <Runs running={status.running} waiting={status.waiting} />
          <NextSlot />
        </>
      )}
      <span className="flex-1" />
      {status && (bare ? <Keychain keychain={status.keychain} /> : <Health status={status} />)}
      <span className="status-cut" />
      {bare ? <span className="status-item">RecomAMP {status?.version}</span> : <Clock />}
    </footer>
  );
}

/** The slot that comes next, of all schedules. */
function NextSlot() {
  const schedules = useQuery(queries.schedules()).data;
  const next = nextOf(schedules ?? []);
  if (!next || next.next_nominal === null) return null;
  return (
    <>
      <span className="status-cut" />
      <Link
        to="/schedules/$id"
        params={{ id: next.id }}
        className="status-item min-w-0"
        title={`${next.name}, ${formatExact(next.next_nominal)}`}
      >
        <CalendarClock size={14} aria-hidden />
        <span className="cut">
          Next {formatWhen(next.next_nominal)}, {next.name}
        </span>
      </Link>
    </>
  );
}

/** What runs, and what waits here or at Amazon: each leads to its list. */
function Runs({ running, waiting }: Pick<AppStatus, "running" | "waiting">) {
  return (
    <>
      {(running > 0 || waiting === 0) && (
        <Link to="/executions" search={running > 0 ? { show: "open" } : {}} className="status-item">
          {running > 0 && (
            <span className="state state-running">
              <Loader size={14} className="turning" aria-hidden />
            </span>
          )}
          {running > 0 ? `${formatNumber(running)} running` : "Nothing running"}
        </Link>
      )}
      {waiting > 0 && (
        <Link to="/executions" search={{ show: "queue" }} className="status-item">
          <CircleDashed size={14} aria-hidden />
          {formatNumber(waiting)} waiting
        </Link>
      )}
    </>
  );
}

function ProfileWords({ profiles }: { profiles: Profile[] }) {
  const signedIn = profiles.filter((profile) => profile.state === "signed_in");
  const shown = signedIn[0] ?? profiles[0];
  if (!shown) return <>No profile</>;
  const more = profiles.length > 1 ? ` and ${profiles.length - 1} more` : "";
  return (
    <>
      {shown.kind === "sandbox" && <span className="sandbox-badge">Sandbox</span>}
      {shown.name === "Sandbox" && shown.kind === "sandbox" ? shown.region : `${shown.name}, ${shown.region}`}
      {more}
      {shown.state !== "signed_in" && <span className="text-amber">not signed in</span>}
    </>
  );
}

function Keychain({ keychain }: { keychain: KeychainStatus }) {
  const ready = keychain.state === "ready";
  const Icon = ready ? CircleCheck : KeyRound;
  return (
    <span className="status-item" title={keychain.message}>
      <Icon size={14} className={ready ? "text-good" : "text-amber"} aria-hidden />
      {ready ? "Keychain ready" : keychainWords(keychain)}
    </span>
  );
}

export function keychainWords({ state }: KeychainStatus): string {
  switch (state) {
    case "ready":
      return "Keychain ready";
    case "locked":
      return "Keychain locked";
    case "absent":
      return "No keychain";
    case "no_default_collection":
      return "Keychain without a default";
    case "failing":
      return "Keychain failing";
    case "checking":
      return "Checking the keychain";
  }
}

const SERVICE_WORDS: Record<ServiceHealth["state"], string> = {
  running: "running",
  restarting: "starting again",
  degraded: "has trouble and goes on trying",
  stopped: "stopped",
};

/** A service and what it is doing, as a sentence without its full stop. */
export const serviceWords = ({ name, state }: Pick<ServiceHealth, "name" | "state">): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1)} ${SERVICE_WORDS[state]}`;

/** What the status bar says of services that do not simply run: the trouble itself where there is one. */
export function troubleWords(ill: readonly ServiceHealth[]): string {
  const [only] = ill;
  if (!only) return "All services running";
  if (ill.length > 1) return `${ill.length} services have trouble`;
  return only.message?.replace(/\.$/, "") ?? serviceWords(only);
}

function Health({ status }: { status: AppStatus }) {
  const ill = status.services.filter((service) => service.state !== "running");
  const stopped = ill.some((service) => service.state === "stopped");
  if (ill.length === 0 && status.keychain.state !== "ready" && status.keychain.state !== "checking") {
    return (
      <Link to="/settings" className="status-item" title={status.keychain.message}>
        <KeyRound size={14} className="text-amber" aria-hidden />
        {keychainWords(status.keychain)}
      </Link>
    );
  }
  const Icon = ill.length === 0 ? CircleCheck : stopped ? CircleX : TriangleAlert;
  const tone = ill.length === 0 ? "text-good" : stopped ? "text-red" : "text-amber";
  const all = ill.map((service) => [`${serviceWords(service)}.`, service.message].filter(Boolean).join(" "));
  return (
    <Link to="/settings" className="status-item min-w-0" title={all.join("\n") || undefined}>
      <Icon size={14} className={tone} aria-hidden />
      <span className="cut">{troubleWords(ill)}</span>
    </Link>
  );
}

function Clock() {
  const now = useSlowNow();
  return (
    <time className="status-item" title={formatExact(now)} dateTime={new Date(now).toISOString()}>
      {formatDayYear(now)}, {formatClock(now)} {zoneShort(now)}
    </time>
  );
}
