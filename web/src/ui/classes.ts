/** Class names that hold: `classes(styles.tile, speaking && styles.speaking)`. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
