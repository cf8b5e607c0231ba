/** What is typed to make an account, and what is wrong with it before it is sent. The server checks again. */
export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

export type Fault = "empty" | "too-long" | "characters" | "email" | "too-short";
export type Faults = Partial<Record<keyof NewAccount, Fault>>;

/** Longest name, in characters. */
export const NAME_LIMIT = 80;
/** Shortest password, in characters. */
export const PASSWORD_MINIMUM = 12;

/** Control characters and those that turn the direction of writing: they could disguise a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What is wrong with a name as people see it: 1–80 characters after trimming. */
export function nameFault(name: string): Fault | undefined {
  const trimmed = name.normalize("NFC").trim();
  if (trimmed === "") return "empty";
  if ([...trimmed].length > NAME_LIMIT) return "too-long";
  return FORBIDDEN.test(trimmed) ? "characters" : undefined;
}

export function accountFaults({ name, email, password }: NewAccount): Faults {
  const faults: Faults = {};
  const wrongName = nameFault(name);
  if (wrongName !== undefined) faults.name = wrongName;
  if (!/^\S+@\S+$/.test(email.trim())) faults.email = "email";
  if ([...password].length < PASSWORD_MINIMUM) faults.password = "too-short";
  return faults;
}
