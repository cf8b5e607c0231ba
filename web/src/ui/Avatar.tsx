import styles from "./Avatar.module.css";
import { classes } from "./classes.ts";
import { avatarColour, initials } from "./initials.ts";

/** Initials on a colour drawn from the name; the name itself always stands beside it, so it is hidden from screen readers. */
export function Avatar({
  name,
  size = "medium",
}: {
  name: string;
  size?: "small" | "medium" | "large" | "tile";
}) {
  return (
    <span
      class={classes(styles.avatar, styles[size], styles[`colour${avatarColour(name)}`])}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}
