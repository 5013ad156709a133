// Recipients of the fake host.
import type { MailServer, MailServerInput, Recipient, RecipientInput } from "./bindings";
import { hostError } from "./browser";
import type { World } from "./fake_world";

export function recipients(): Recipient[] {
  const usual = { schedules: 2, waiting: 0, last_sent_at: Date.UTC(2026, 2, 5, 14, 12), problem: null };
  return [
    { ...usual, id: "r-1", kind: "email", name: "Ada Byron", address: "ada@kestrel.example" },
    { ...usual, id: "r-2", kind: "slack", name: "#amc-reports", address: "hooks.slack.com", schedules: 7 },
  ];
}

function find(world: World, id: string): Recipient {
  const found = world.recipients.find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This recipient is not there any more.", "Look at the list again.");
  return found;
}

export const MESSAGES = {
  list_recipients: (world: World) => [...world.recipients].sort((a, b) => a.name.localeCompare(b.name)),
  add_recipient: (world: World, { input }: { input: RecipientInput }) => {
    const id = `r-${world.recipients.length + 1}`;
    const address = input.kind === "email" ? input.address : new URL(input.address).host;
    const { kind, name } = input;
    const made: Recipient = { id, kind, name, address, schedules: 0, waiting: 0, last_sent_at: null, problem: null };
    world.recipients = [...world.recipients, made];
    return id;
  },
  delete_recipient: (world: World, { id }: { id: string }) => {
    find(world, id);
    world.recipients = world.recipients.filter((one) => one.id !== id);
    return null;
  },
  test_recipient: (world: World, { id }: { id: string }) => {
    if (find(world, id).kind === "email" && world.mailServer === null)
      throw hostError("message.no_server", "No mail server is set up.", "Set one up in Settings, Messages.");
    return null;
  },
  get_mail_server: (world: World): MailServer | null => world.mailServer,
  set_mail_server: (world: World, { input }: { input: MailServerInput }) => {
    world.mailServer = input.server;
    return null;
  },
};
