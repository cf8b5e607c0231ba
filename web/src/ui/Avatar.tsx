import styles from "./Avatar.module.css";
import { classes } from "./classes.ts";
import { avatarColour, initials } from "./initials.ts";

interface AvatarProps {
  name: string;
  size?: "small" | "medium" | "large" | "tile";
}

/** Initials on a colour drawn from the name; the name itself always stands beside it, so it is hidden from screen readers. */
export function Avatar({ name, size = "medium" }: AvatarProps) {
  return (
    <span
      class={classes(styles.avatar, styles[size], styles[`colour${avatarColour(name)}`])}
      data-initials={initials(name)}
      aria-hidden="true"
    />
  );
}
