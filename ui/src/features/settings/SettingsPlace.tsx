import * as Switch from "@radix-ui/react-switch";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/Button";
import { CopyField } from "@/components/Copy";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { Segments } from "@/components/Segments";
import { useToast } from "@/components/Toast";
import { REGIONS } from "@/features/profile/ConnectForm";
import { api, asAppError, type Region, type Settings, type Theme } from "@/ipc";
import { queries } from "@/ipc/queries";
import { KeychainSection, SandboxSection, ServicesSection } from "./HealthSections";
import { ProfilesSection } from "./ProfilesSection";

/** A part of the settings: its name at the left, what it is about below, and what can be set at the right. */
export function Section({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div>
        <h2>{title}</h2>
        <p className="hint mt-1">{about}</p>
      </div>
      <div className="grid gap-3">{children}</div>
    </section>
  );
}

export function SettingsPlace() {
  const settings = useQuery(queries.settings());
  const status = useQuery(queries.status());
  return (
    <main className="place">
      <header className="place-head">
        <h1>Settings</h1>
        <span className="text-hint">saved at once</span>
        <span className="flex-1" />
        {status.data && <span className="text-t12 text-hint">RecomAMP {status.data.version}</span>}
      </header>
      <div className="scroll">
        <div className="settings-page">
          <ProfilesSection />
          {status.data && <KeychainSection keychain={status.data.keychain} />}
          {settings.data && <ReturnUrlSection settings={settings.data} />}
          {status.data && <SandboxSection sandbox={status.data.sandbox} />}
          {settings.data && <AppearanceSection settings={settings.data} />}
          {settings.data && <RunningSection settings={settings.data} tray={status.data?.tray ?? false} />}
          {settings.data && <RatesSection settings={settings.data} />}
          {status.data && <ServicesSection status={status.data} />}
        </div>
        {!settings.data && !settings.isError && <SkeletonRows rows={8} height={44} />}
        {settings.isError && (
          <div className="max-w-[560px] px-4">
            <Problem error={asAppError(settings.error)}>
              <Button size="s" onClick={() => void settings.refetch()}>
                Try again
              </Button>
            </Problem>
          </div>
        )}
      </div>
    </main>
  );
}

function useSave() {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (settings: Settings) => api.updateSettings(settings),
    onMutate: (next) => {
      const before = client.getQueryData(queries.settings().queryKey);
      client.setQueryData(queries.settings().queryKey, next);
      return before;
    },
    onSuccess: (kept) => {
      client.setQueryData(queries.settings().queryKey, kept);
      void client.invalidateQueries({ queryKey: ["settings", "return-urls"] });
    },
    onError: (thrown, _next, before) => {
      if (before) client.setQueryData(queries.settings().queryKey, before);
      toast.fail(thrown);
    },
  });
}

function ReturnUrlSection({ settings }: { settings: Settings }) {
  const save = useSave();
  const profiles = useQuery(queries.profiles()).data;
  const [chosen, setChosen] = useState<Region | null>(null);
  const region = chosen ?? profiles?.find((profile) => profile.kind === "amazon")?.region ?? "NA";
  const urls = useQuery({ ...queries.returnUrls(region), placeholderData: (before) => before }).data ?? [];
  return (
    <Section
      title="Return URLs"
      about="All three belong into the client's Allowed Return URLs. A sign-in takes the first port that is free."
    >
      <div>
        <Segments label="Region of the client" size="s" value={region} options={REGIONS} onChange={setChosen} />
      </div>
      <div className="grid max-w-[480px] gap-1">
        {urls.map((url) => (
          <CopyField key={url} text={url} label={`Copy ${url}`} />
        ))}
      </div>
      <div className="flex items-center gap-3">
        <span className="text-label">Write this computer as</span>
        <Segments
          label="Write this computer as"
          size="s"
          value={settings.return_host}
          options={[
            { value: "localhost", word: "localhost" },
            { value: "127.0.0.1", word: "127.0.0.1" },
          ]}
          onChange={(host) => save.mutate({ ...settings, return_host: host as Settings["return_host"] })}
        />
      </div>
    </Section>
  );
}

const THEMES: readonly { value: Theme; word: string }[] = [
  { value: "system", word: "As the system" },
  { value: "light", word: "Light" },
  { value: "dark", word: "Dark" },
];

function AppearanceSection({ settings }: { settings: Settings }) {
  const save = useSave();
  return (
    <Section title="Appearance" about="Colours of the window.">
      <div>
        <Segments
          label="Theme"
          value={settings.theme}
          options={THEMES}
          onChange={(theme) => save.mutate({ ...settings, theme })}
        />
      </div>
    </Section>
  );
}

function Toggle(props: { id: string; on: boolean; onChange: (on: boolean) => void; title: string; about: string }) {
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        id={props.id}
        className="switch mt-0.5"
        checked={props.on}
        onCheckedChange={props.onChange}
        aria-describedby={`${props.id}-about`}
      >
        <Switch.Thumb />
      </Switch.Root>
      <div>
        <label htmlFor={props.id}>{props.title}</label>
        <p id={`${props.id}-about`} className="hint">
          {props.about}
        </p>
      </div>
    </div>
  );
}

function RunningSection({ settings, tray }: { settings: Settings; tray: boolean }) {
  const save = useSave();
  return (
    <Section title="Running" about="What goes on when the window is closed.">
      <Toggle
        id="tray"
        on={settings.keep_running_in_tray}
        onChange={(on) => save.mutate({ ...settings, keep_running_in_tray: on })}
        title="Keep running in the tray while runs are under way"
        about={
          tray
            ? "Runs go on at Amazon in any case; this keeps fetching their results."
            : "This desktop shows no tray. The window is minimised instead; runs go on at Amazon in any case."
        }
      />
      <Toggle
        id="notifications"
        on={settings.notifications}
        onChange={(on) => save.mutate({ ...settings, notifications: on })}
        title="Tell me when a run ends"
        about="One notification a run; many at once become one with a count."
      />
    </Section>
  );
}

function RatesSection({ settings }: { settings: Settings }) {
  return (
    <Section title="Rates" about="How often Amazon is asked. Lower is kinder to other tools on the same client.">
      <div className="flex gap-6">
        <Rate
          id="requests"
          title="Requests a second, at most"
          value={settings.requests_per_second}
          low={1}
          high={8}
          merge={(n) => ({ ...settings, requests_per_second: n })}
        />
        <Rate
          id="poll"
          title="Seconds between looks at runs"
          value={settings.poll_seconds}
          low={5}
          high={300}
          merge={(n) => ({ ...settings, poll_seconds: n })}
        />
      </div>
    </Section>
  );
}

interface RateProps {
  id: string;
  title: string;
  value: number;
  low: number;
  high: number;
  merge: (n: number) => Settings;
}

function Rate({ id, title, value, low, high, merge }: RateProps) {
  const save = useSave();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? String(value);
  const number = Number(shown);
  const fault =
    Number.isInteger(number) && number >= low && number <= high ? null : `A whole number, ${low} to ${high}`;
  return (
    <div className="w-56">
      <label className="label" htmlFor={id}>
        {title}
      </label>
      <input
        id={id}
        className="field num"
        inputMode="numeric"
        value={shown}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (!fault && number !== value) save.mutate(merge(number));
          if (!fault) setText(null);
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      {fault && (
        <p id={`${id}-fault`} className="wrong">
          {fault}
        </p>
      )}
    </div>
  );
}
