/** A day of deletion in words, "24 February 2027". A bare date is that day everywhere, not midnight somewhere. */
export function deleteDay(locale: string, value: string): string {
  const bare = /^\d{4}-\d{2}-\d{2}$/u.test(value);
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    ...(bare ? { timeZone: "UTC" } : {}),
  }).format(new Date(value));
}
