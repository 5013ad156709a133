import { CopyButton } from "@/components/Copy";
import type { AppStatus } from "@/ipc";
import { Section } from "./Section";

const SYSTEMS: Record<string, string> = { linux: "Linux", macos: "macOS", windows: "Windows" };

/** What a report of trouble should name. */
export function AboutSection({ status }: { status: AppStatus }) {
  const system = SYSTEMS[status.platform] ?? status.platform;
  const words = `RecomAMP ${status.version} on ${system}`;
  return (
    <Section
      title="About"
      about="No server and no telemetry: nothing leaves this computer but your calls to Amazon, and messages to recipients that you added."
    >
      <p className="flex items-center gap-1">
        {words}
        <CopyButton text={`${words}\n${navigator.userAgent}`} label="Copy version and system" iconOnly />
      </p>
      <p className="hint">F1 shows the keyboard shortcuts.</p>
    </Section>
  );
}
