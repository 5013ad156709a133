import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { Answer } from "@/components/Answer";
import { IconButton } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatBytes, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { asAppError } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useMoveFolder } from "./MoveFolder";
import { Section } from "./Section";

/** Below this much free room a result may no longer find a place. */
const LITTLE = 1024 ** 3;

export function StorageSection({ folder }: { folder: string }) {
  const use = useQuery(queries.storage());
  const move = useMoveFolder();
  return (
    <Section title="Storage" about="Queries, runs and results lie in one folder on this computer.">
      <div className="flex items-start gap-2">
        <p className="flex min-w-0 flex-1 items-center gap-1">
          <span className="mono cut" title={folder}>
            {folder}
          </span>
          <CopyButton text={folder} label="Copy the folder" iconOnly />
        </p>
        {move.button}
        <IconButton label="Count again" disabled={use.isFetching} onClick={() => void use.refetch()}>
          <RefreshCw size={14} aria-hidden />
        </IconButton>
      </div>
      {move.going && (
        <p role="status" className="text-label">
          RecomAMP ends, moves everything and starts again
        </p>
      )}
      {move.error !== null && (
        <Problem error={asAppError(move.error)} about="Nothing was moved; everything is where it was." />
      )}
      {move.question}
      <Answer of={use} inset="" loading={<SkeletonRows rows={4} height={26} />}>
        {({ results, result_bytes, database_bytes, backups, backup_bytes, free_bytes }) => (
          <dl className="facts grid-cols-[120px_minmax(0,1fr)]">
            <dt>Kept results</dt>
            <dd>
              {plural(results, "result")}, {formatBytes(result_bytes)}
            </dd>
            <dt>Database</dt>
            <dd>{formatBytes(database_bytes)}</dd>
            <dt>Backups</dt>
            <dd>
              {backups === 0
                ? "none yet; one is made each day"
                : `${plural(backups, "backup")}, ${formatBytes(backup_bytes)}`}
            </dd>
            {free_bytes !== null && (
              <>
                <dt>Free on the disk</dt>
                <dd className={free_bytes < LITTLE ? "text-amber" : undefined}>
                  {formatBytes(free_bytes)}
                  {free_bytes < LITTLE && ". New results may not find room; free some."}
                </dd>
              </>
            )}
          </dl>
        )}
      </Answer>
    </Section>
  );
}
