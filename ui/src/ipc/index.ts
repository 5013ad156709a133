// What features use: commands that answer with data or throw an AppError, and the types that cross.
import { type Error as CommandError, commands } from "./bindings";
import { AppError } from "./errors";

export type * from "./bindings";
export type Settings = Required<import("./bindings").Settings>;
export { AppError, asAppError, asCommandError, NO_DETAILS } from "./errors";
export { host } from "./host";
export { type Page, resultPage } from "./result_page";

type Commands = typeof commands;
type Answer<F> = F extends (...args: never[]) => Promise<infer R> ? Extract<R, { status: "ok" }> : never;
type Api = {
  [K in keyof Commands]: (
    ...args: Parameters<Commands[K]>
  ) => Promise<Answer<Commands[K]> extends { data: infer D } ? D : never>;
};

type Result = { status: "ok"; data: unknown } | { status: "error"; error: CommandError };

/** Every command, unwrapped: it resolves with the data and rejects with an AppError. */
export const api = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    async (...args: unknown[]) => {
      const answer = await (command as (...args: unknown[]) => Promise<Result>)(...args);
      if (answer.status === "ok") return answer.data;
      throw new AppError(answer.error);
    },
  ]),
) as Api;
