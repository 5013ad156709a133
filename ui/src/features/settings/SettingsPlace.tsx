import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Answer } from "@/components/Answer";
import { SkeletonRows } from "@/components/Loading";
import { Segments } from "@/components/Segments";
import { MessagesSection } from "@/features/message/MessagesSection";
import { REGIONS, UrlFields } from "@/features/profile/ConnectForm";
import type { AppStatus, Region, Settings, Theme } from "@/ipc";
import { queries } from "@/ipc/queries";
import { AboutSection } from "./AboutSection";
import { BackupsSection } from "./BackupsSection";
import { BudgetsSection } from "./BudgetsSection";
import { DiagnosticsSection } from "./DiagnosticsSection";
import { EditorSection } from "./EditorSection";
import { KeychainSection, SandboxSection, ServicesSection } from "./HealthSections";
import { KeepingSection } from "./KeepingSection";
import { ProfilesSection } from "./ProfilesSection";
import { RatesSection } from "./RatesSection";
import { ReuseSection } from "./ReuseSection";
import { RunningSection } from "./RunningSection";
import { RunRatesSection } from "./RunRatesSection";
import { Section } from "./Section";
import { StorageSection } from "./StorageSection";
import { useSave } from "./save";

/** What is set up once, and how the application is. */
export function SettingsPlace() {
  const settings = useQuery(queries.settings());
  const status = useQuery(queries.status());
  return (
    <main className="place">
      <header className="place-head">
        <h1>Settings</h1>
        <span className="text-hint">saved at once</span>
      </header>
      <div className="scroll">
        <Answer of={settings} loading={<SkeletonRows rows={10} height={44} />}>
          {(kept) => (
            <Answer of={status} loading={<SkeletonRows rows={10} height={44} />}>
              {(now) => <Sections settings={kept} status={now} />}
            </Answer>
          )}
        </Answer>
      </div>
    </main>
  );
}

function Sections({ settings, status }: { settings: Settings; status: AppStatus }) {
  return (
    <div className="settings-page">
      <ProfilesSection />
      <KeychainSection keychain={status.keychain} />
      <ReturnUrlSection settings={settings} />
      <SandboxSection sandbox={status.sandbox} />
      <AppearanceSection settings={settings} />
      <EditorSection />
      <RunningSection settings={settings} tray={status.tray} />
      <MessagesSection />
      <ReuseSection settings={settings} />
      <RatesSection settings={settings} />
      <BudgetsSection settings={settings} />
      <RunRatesSection settings={settings} />
      <StorageSection folder={status.data_dir} />
      <KeepingSection settings={settings} />
      <BackupsSection />
      <ServicesSection services={status.services} />
      <DiagnosticsSection />
      <AboutSection status={status} />
    </div>
  );
}

function ReturnUrlSection({ settings }: { settings: Settings }) {
  const save = useSave();
  const profiles = useQuery(queries.profiles()).data;
  const [chosen, setChosen] = useState<Region | null>(null);
  const region = chosen ?? profiles?.find((profile) => profile.kind === "amazon")?.region ?? "NA";
  const urls = useQuery({ ...queries.returnUrls(region), placeholderData: (before) => before }).data;
  return (
    <Section
      title="Return URLs"
      about="All three belong into the client's Allowed Return URLs. A sign-in takes the first port that is free."
    >
      <div>
        <Segments label="Region of the client" size="s" value={region} options={REGIONS} onChange={setChosen} />
      </div>
      <div className="max-w-[480px]">
        <UrlFields urls={urls} />
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
