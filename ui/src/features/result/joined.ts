// Rows of several runs as one result, each with what tells its run: instance, dates, and when it ran.
import { api } from "@/ipc";
import { useWorkedOut } from "./worked_out";

/** Columns go by their names: a run that has one less has none there. Ids are made by this computer and hold no quotes. */
export const unionOf = (ids: readonly string[]): string =>
  ids.map((id) => `SELECT * FROM result."${id}"`).join("\nUNION ALL BY NAME\n");

export const useJoined = (ids: readonly string[]) =>
  useWorkedOut(`joined ${ids.join(" ")}`, (id) => api.runKept(id, unionOf(ids)));
