import type { Error as CommandError, ErrorDetails } from "./bindings";

/** What is told with an error that has nothing to tell. */
export const NO_DETAILS: ErrorDetails = {
  line: null,
  column: null,
  end_line: null,
  end_column: null,
  retry_after_seconds: null,
  request_id: null,
  ports: [],
  raw: null,
};

/** An error that a person can be shown: a sentence, what to do next, and a code to branch on. */
export class AppError extends Error {
  readonly code: string;
  readonly nextStep: string | null;
  readonly details: ErrorDetails | null;

  constructor(error: CommandError) {
    super(error.message);
    this.name = "AppError";
    this.code = error.code;
    this.nextStep = error.next_step;
    this.details = error.details ?? null;
  }
}

/** Anything that was thrown, as an AppError. What is not one of ours came from a defect of the ui or its host. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return new AppError(thrown as CommandError);
  }
  const raw = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError({
    code: "ui.unexpected",
    message: "RecomAMP met something it did not expect.",
    next_step: "Your data are safe. Try again; if it happens twice, restart RecomAMP.",
    details: { ...NO_DETAILS, raw },
  });
}

/** The same as a command would tell it, for what shows errors of both. */
export function asCommandError(thrown: unknown): CommandError {
  const { code, message, nextStep, details } = asAppError(thrown);
  return { code, message, next_step: nextStep, details: details ?? NO_DETAILS };
}
