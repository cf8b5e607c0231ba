import styles from "./Scene.module.css";

/** The mark drawn large: a wide picture with one's own in its corner. Decoration only. */
export function Scene() {
  return (
    <div class={styles.scene}>
      <svg class={styles.wide} viewBox="0 0 320 192" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <defs>
          <linearGradient id="scene-wall" x1="0" y1="0" x2="1" y2="1">
            <stop stop-color="#b9c9d9" />
            <stop offset="1" stop-color="#5f7b97" />
          </linearGradient>
          <linearGradient id="scene-skin" x1="0.1" y1="0.1" x2="0.9" y2="0.9">
            <stop offset="0.2" stop-color="#96613f" />
            <stop offset="1" stop-color="#693f27" />
          </linearGradient>
          <filter id="scene-far">
            <feGaussianBlur stdDeviation="5" />
          </filter>
        </defs>
        <rect width="320" height="192" fill="url(#scene-wall)" />
        <g filter="url(#scene-far)">
          <rect x="14" y="26" width="78" height="52" rx="4" fill="#dfe7ee" />
          <rect x="24" y="36" width="58" height="32" fill="#8fb0cd" />
          <rect x="236" y="-10" width="100" height="120" fill="#4c6884" />
        </g>
        <path d="M52 192c6-44 40-58 100-60 60 2 94 16 100 60z" fill="#cfc6b6" />
        <path d="M132 128c2 14 38 14 40 0v-22h-40z" fill="#5d3822" />
        <ellipse cx="152" cy="94" rx="35" ry="43" fill="url(#scene-skin)" />
        <path
          d="M115 92c-4-42 14-54 37-54s41 12 37 54c-4-20-12-28-20-30-14 4-34 4-42-2-6 6-10 14-12 32z"
          fill="#221f1e"
        />
      </svg>
      <svg class={styles.own} viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <defs>
          <linearGradient id="scene-room" x1="0" y1="0" x2="0" y2="1">
            <stop stop-color="#c3d2cd" />
            <stop offset="1" stop-color="#9bb1aa" />
          </linearGradient>
        </defs>
        <rect width="100" height="100" fill="url(#scene-room)" />
        <rect x="-8" y="4" width="24" height="62" fill="#e6edea" filter="url(#scene-far)" />
        <path d="M25 78c-2-26-2-46 24-46s26 20 24 46z" fill="#7a3b20" />
        <path d="M2 100c2-18 20-26 47-26s44 8 46 26z" fill="#1d4b44" />
        <ellipse cx="49" cy="58" rx="16" ry="20" fill="#edbf9f" />
        <path d="M32 58c0-20 10-24 19-24s15 6 15 22c-8-4-14-8-18-14-4 8-10 12-16 16z" fill="#8a4526" />
      </svg>
    </div>
  );
}
