/** The ticket of this tab for a room; it survives a reload and is not shared with other tabs. */
const key = (code: string): string => `visio.ticket.${code}`;

export function readTicket(code: string): string | undefined {
  return sessionStorage.getItem(key(code)) ?? undefined;
}

export function keepTicket(code: string, ticket: string): void {
  sessionStorage.setItem(key(code), ticket);
}

export function dropTicket(code: string): void {
  sessionStorage.removeItem(key(code));
}
