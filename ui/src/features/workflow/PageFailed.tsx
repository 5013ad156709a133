import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import { asAppError } from "@/ipc";

/** That a further page could not be read. */
export function PageFailed({ error, again }: { error: Error; again: () => void }) {
  return (
    <div className="p-4">
      <Problem error={asAppError(error)} about="The rows read before are still there.">
        <Button size="s" onClick={again}>
          Try again
        </Button>
      </Problem>
    </div>
  );
}
