const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "12 MB": bytes in powers of 1000, three figures at most. */
export function bytesText(bytes: number, locale: string): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const style = { style: "unit", unit: UNITS[power] ?? "byte", unitDisplay: "short" } as const;
  return new Intl.NumberFormat(locale, { ...style, maximumSignificantDigits: 3 }).format(
    bytes / 1000 ** power,
  );
}
