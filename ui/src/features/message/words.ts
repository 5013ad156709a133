// What recipients and the mail server are called.
import { Braces, Hash, Mail, Users } from "lucide-react";
import type { MailSecurity, RecipientKind } from "@/ipc";

export const KINDS: readonly { value: RecipientKind; word: string }[] = [
  { value: "email", word: "E-mail" },
  { value: "slack", word: "Slack" },
  { value: "teams", word: "Teams" },
  { value: "json", word: "Webhook (JSON)" },
];

export const kindWord = (kind: RecipientKind): string => KINDS.find(({ value }) => value === kind)?.word ?? kind;

export const KIND_ICONS = { email: Mail, slack: Hash, teams: Users, json: Braces } as const;

export const SECURITIES: readonly { value: MailSecurity; word: string; port: number }[] = [
  { value: "tls", word: "TLS", port: 465 },
  { value: "start_tls", word: "STARTTLS", port: 587 },
  { value: "none", word: "None (this computer)", port: 25 },
];

/** What is wrong with a new recipient; null when nothing is. The host looks closer. */
export function recipientFault(kind: RecipientKind, name: string, address: string): string | null {
  if (name.trim() === "") return "Give it a name.";
  if (kind === "email")
    return /^[^\s@]+@[^\s@]+$/.test(address.trim()) ? null : "Write the address as ada@example.org.";
  return address.trim().startsWith("https://") ? null : "The address begins with https://.";
}
