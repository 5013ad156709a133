import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { formatBytes, formatClock, formatDayYear, formatExact } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { RowsTable } from "@/components/RowsTable";
import { useToast } from "@/components/Toast";
import { api, asAppError, type BackupInfo } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Section } from "./Section";

const KINDS: Record<BackupInfo["kind"], string> = {
  daily: "Daily",
  asked: "Asked for",
  upgrade: "Before an update",
};

const COLUMNS = [
  { word: "Made", width: 192 },
  { word: "Why" },
  { word: "Size", width: 88, num: true },
  { word: "Restore", width: 112, quiet: true },
];

const madeWords = ({ made_at }: BackupInfo): string => `${formatDayYear(made_at)} ${formatClock(made_at)}`;

/** Copies of the database, and the way back to one. */
export function BackupsSection() {
  const client = useQueryClient();
  const toast = useToast();
  const backups = useQuery(queries.backups());
  const [asked, setAsked] = useState<BackupInfo | null>(null);
  const make = useMutation({
    mutationFn: () => api.backUpNow(),
    onSuccess: ({ size_bytes }) => toast.show({ text: `Backup made, ${formatBytes(size_bytes)}` }),
    onError: toast.fail,
    onSettled: () => client.invalidateQueries({ queryKey: ["storage"] }),
  });
  const restore = useMutation({ mutationFn: ({ name }: BackupInfo) => api.restoreBackup(name) });
  // The host ends once it has answered; until then nothing else is to be begun.
  const going = restore.isPending || restore.isSuccess;
  return (
    <Section
      title="Backups"
      about="Queries, workflows, schedules, settings and runs. Results are files already, and secrets are in the keychain."
    >
      {restore.isError && (
        <Problem error={asAppError(restore.error)} about="Nothing was replaced yet; everything goes on as it is." />
      )}
      <Answer of={backups} inset="" loading={<SkeletonRows rows={5} height={32} />}>
        {(all) =>
          all.length === 0 ? (
            <p className="text-label">None yet. One is made each day that RecomAMP runs.</p>
          ) : (
            <RowsTable label="Backups" columns={COLUMNS}>
              {all.map((backup) => (
                <tr key={backup.name}>
                  <td title={formatExact(backup.made_at)}>{madeWords(backup)}</td>
                  <td className="text-label" title={backup.name}>
                    {KINDS[backup.kind]}
                  </td>
                  <td className="num">{formatBytes(backup.size_bytes)}</td>
                  <td className="num">
                    <Button
                      look="quiet"
                      size="s"
                      disabled={going}
                      aria-label={`Restore the backup of ${madeWords(backup)}`}
                      onClick={() => setAsked(backup)}
                    >
                      Restore…
                    </Button>
                  </td>
                </tr>
              ))}
            </RowsTable>
          )
        }
      </Answer>
      <div className="flex items-center gap-3">
        <Button size="s" disabled={make.isPending || going} onClick={() => make.mutate()}>
          {make.isPending ? "Backing up" : "Back up now"}
        </Button>
        {going && (
          <span role="status" className="text-label">
            RecomAMP ends and starts again
          </span>
        )}
      </div>
      <Confirm
        open={asked !== null}
        title={`Go back to the backup of ${asked ? madeWords(asked) : ""}?`}
        keep="Stay as it is"
        go="Go back and start again"
        danger
        onKeep={() => setAsked(null)}
        onGo={() => {
          if (asked) restore.mutate(asked);
          setAsked(null);
        }}
      >
        <p>
          RecomAMP ends and starts again with queries, workflows, schedules, settings and runs as they were then. What
          was changed since is not there any more.
        </p>
        <p className="mt-2">
          Nothing is deleted: the database of now, and results of runs that the backup does not know, are kept in a
          folder beside it in the data folder. Runs go on at Amazon.
        </p>
      </Confirm>
    </Section>
  );
}
