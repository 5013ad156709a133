import { useQuery } from "@tanstack/react-query";
import { CircleX } from "lucide-react";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { useSignInAgain } from "@/features/profile/sign_in_again";
import type { Profile, ScheduleSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useChanges } from "./changes";

/** Schedules that were paused because nobody was signed in, and the way out. */
export function SignInNote({ schedules }: { schedules: readonly ScheduleSummary[] }) {
  const profiles = useQuery(queries.profiles()).data;
  const changes = useChanges();
  const stopped = schedules.filter(({ state, pause }) => state === "paused" && pause?.code === "SCH003");
  if (stopped.length === 0 || !profiles) return null;
  const lost = profiles.find((profile) => profile.state !== "signed_in");
  return (
    <div role="status" className="note note-danger m-2 flex-none">
      <CircleX size={16} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{plural(stopped.length, "schedule")} paused: nobody was signed in</p>
        <p className="text-label">
          {lost
            ? "Results on this computer are safe and stay readable. Slots that are missed until then can be run afterwards."
            : "You are signed in again. They fire from now on once you resume them."}
        </p>
      </div>
      {lost ? (
        <SignInAgain profile={lost} />
      ) : (
        <Button size="s" disabled={changes.pending} onClick={() => changes.apply("resume", stopped)}>
          Resume {stopped.length}
        </Button>
      )}
    </div>
  );
}

function SignInAgain({ profile }: { profile: Profile }) {
  const again = useSignInAgain(profile);
  return (
    <Button size="s" disabled={again.isPending} onClick={() => again.mutate()}>
      Sign in again
    </Button>
  );
}
