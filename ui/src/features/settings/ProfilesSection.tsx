import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { REGIONS } from "@/features/profile/ConnectForm";
import { useSignInAgain } from "@/features/profile/sign_in_again";
import { api, asAppError, type Profile } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Section } from "./Section";

const STATES: Record<Profile["state"], string> = {
  signed_in: "Signed in",
  sign_in_required: "Not signed in any more",
  signed_out: "Signed out",
  secret_unavailable: "Its secret cannot be read from the keychain",
};

export function ProfilesSection() {
  const profiles = useQuery(queries.profiles());
  return (
    <Section title="Profiles" about="Each is one sign-in with Amazon: a region, a client, its instances.">
      {profiles.isError && <Problem error={asAppError(profiles.error)} />}
      {!profiles.data && !profiles.isError && <SkeletonRows rows={2} height={44} />}
      <ul className="grid gap-3">
        {profiles.data?.map((profile) => (
          <ProfileRow key={profile.id} profile={profile} />
        ))}
      </ul>
      <div>
        <Link to="/connect" className="btn">
          Add a profile
        </Link>
      </div>
    </Section>
  );
}

function ProfileRow({ profile }: { profile: Profile }) {
  const client = useQueryClient();
  const toast = useToast();
  const instances = useQuery(queries.instances()).data;
  const count = instances?.filter((instance) => instance.profile_id === profile.id).length;
  const [removing, setRemoving] = useState(false);
  const settle = () => {
    for (const key of ["profiles", "instances", "status"]) void client.invalidateQueries({ queryKey: [key] });
  };
  const again = useSignInAgain(profile);
  const out = useMutation({ mutationFn: () => api.signOut(profile.id), onError: toast.fail, onSettled: settle });
  const refresh = useMutation({
    mutationFn: () => api.refreshInstances(profile.id),
    onSuccess: (found) => toast.show({ text: `${plural(found.length, "instance")} found` }),
    onError: toast.fail,
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: () => api.removeProfile(profile.id),
    onSuccess: () => toast.show({ text: `${profile.name} removed` }),
    onError: toast.fail,
    onSettled: settle,
  });
  const signedIn = profile.state === "signed_in";
  const region = REGIONS.find((entry) => entry.value === profile.region)?.word ?? profile.region;
  return (
    <li className="flex items-start gap-2">
      {signedIn ? (
        <CircleCheck size={16} className="mt-0.5 text-good" aria-hidden />
      ) : (
        <TriangleAlert size={16} className="mt-0.5 text-amber" aria-hidden />
      )}
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="font-medium">{profile.name}</span>
          {profile.kind === "sandbox" && <span className="sandbox-badge">Sandbox</span>}
        </p>
        <p className="hint">
          {STATES[profile.state]}. {region}
          {signedIn && profile.secret_store === "memory" && ", kept until you quit"}
          {count !== undefined && `, ${plural(count, "instance")}`}
        </p>
        {profile.message && <p className={signedIn ? "text-t12 text-amber" : "hint"}>{profile.message}</p>}
        {profile.kind === "amazon" && <p className="mono cut text-hint">{profile.client_id}</p>}
      </div>
      {signedIn ? (
        <>
          <Button look="quiet" size="s" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
            Read instances again
          </Button>
          <Button size="s" disabled={out.isPending} onClick={() => out.mutate()}>
            Sign out
          </Button>
        </>
      ) : (
        <Button size="s" look="primary" disabled={again.isPending} onClick={() => again.mutate()}>
          Sign in again
        </Button>
      )}
      <Button look="quiet" size="s" disabled={remove.isPending} onClick={() => setRemoving(true)}>
        Remove
      </Button>
      <Confirm
        open={removing}
        title={`Remove ${profile.name}?`}
        keep="Keep it"
        go="Remove the profile"
        danger
        onKeep={() => setRemoving(false)}
        onGo={() => {
          setRemoving(false);
          remove.mutate();
        }}
      >
        Its sign-in and secret go from the keychain, and its {plural(count ?? 0, "instance")} from this list. Queries,
        past runs and kept results stay.
      </Confirm>
    </li>
  );
}
