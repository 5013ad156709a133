import { Link } from "@tanstack/react-router";
import { formatNumber, plural } from "@/components/format";
import { SectionHead } from "@/components/RowsTable";
import type { Instance, Profile } from "@/ipc";

export function Profiles({ profiles, instances }: { profiles: Profile[]; instances: Instance[] | undefined }) {
  return (
    <>
      <SectionHead title="Profiles">
        <Link to="/settings" className="text-t12">
          Settings
        </Link>
      </SectionHead>
      <ul className="px-4">
        {profiles.map((profile) => {
          const count = instances?.filter((instance) => instance.profile_id === profile.id).length;
          return (
            <li key={profile.id} className="flex min-h-7 items-center gap-2">
              {profile.kind === "sandbox" && <span className="sandbox-badge">Sandbox</span>}
              <span className="cut">{profile.name === "Sandbox" ? "On this computer" : profile.name}</span>
              <span className="flex-1" />
              {profile.state === "signed_in" ? (
                <span className="text-t12 text-label">{count !== undefined && plural(count, "instance")}</span>
              ) : (
                <Link to="/settings" className="text-t12 text-amber">
                  Sign in again
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

export function Instances({ instances }: { instances: Instance[] }) {
  const accounts = new Map<string, Instance[]>();
  for (const instance of instances) {
    accounts.set(instance.account_name, [...(accounts.get(instance.account_name) ?? []), instance]);
  }
  return (
    <>
      <div className="section-head mt-3 border-t border-line pt-2">
        <h2>Instances</h2>
        <span className="text-t12 text-hint">{formatNumber(instances.length)}</span>
      </div>
      {[...accounts].map(([account, members]) => (
        <div key={account} className="px-4 pb-2">
          <p className="label mb-0">
            <span>{account}</span>
            <span className="text-hint">
              {members[0]?.marketplace}, {members[0]?.currency}
            </span>
          </p>
          <p className="line-clamp-2" title={members.map((member) => member.name).join("\n")}>
            {members
              .slice(0, 4)
              .map((member) => member.name)
              .join(", ")}
            {members.length > 4 && <span className="text-hint"> and {members.length - 4} more</span>}
          </p>
        </div>
      ))}
    </>
  );
}
