import { ChevronDown, Globe, LogOut } from "lucide";
import { session, signOut } from "../accounts/session.ts";
import type { Account } from "../api/types.ts";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useLanguage, useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuGroup, MenuItem } from "../ui/Menu.tsx";
import { toasts } from "../ui/toasts.ts";
import { useStore } from "../ui/useStore.ts";
import { Logo } from "./Logo.tsx";
import { navigate, route } from "./navigation.ts";
import styles from "./PageHeader.module.css";
import { chooseTheme, THEMES, theme } from "./theme.ts";

export function PageHeader() {
  const t = useText();
  const state = useStore(session);
  const account = state.status === "ready" ? state.account : null;
  return (
    <header class={styles.header}>
      <div class={styles.inside}>
        <a class={styles.brand} href="/" aria-label={t("shell.home")}>
          <Logo />
          <span>Visio</span>
        </a>
        {account && <MainLinks />}
        <div class={styles.end}>
          <AppearanceMenu />
          {account && <AccountMenu account={account} />}
        </div>
      </div>
    </header>
  );
}

/** Where those who are signed in go. */
function MainLinks() {
  const t = useText();
  const { page } = useStore(route);
  return (
    <nav class={styles.links} aria-label={t("shell.main")}>
      <a href="/" aria-current={page === "home" ? "page" : undefined}>
        {t("shell.home-link")}
      </a>
      <a href="/recordings" aria-current={page === "recordings" || page === "recording" ? "page" : undefined}>
        {t("library.title")}
      </a>
    </nav>
  );
}

function AppearanceMenu() {
  const t = useText();
  const language = useLanguage();
  const chosenTheme = useStore(theme);
  return (
    <Menu
      label={t("shell.appearance")}
      trigger={(props) => (
        <Button
          {...props}
          look="quiet"
          icon={Globe}
          aria-label={t("shell.appearance-of", { language: LANGUAGE_NAMES[language] })}
        >
          <span class={styles.language}>{LANGUAGE_NAMES[language]}</span>
        </Button>
      )}
    >
      <MenuGroup label={t("shell.language")}>
        {LANGUAGES.map((other) => (
          <MenuItem
            key={other}
            kind="radio"
            lang={other}
            checked={other === language}
            onSelect={() => void chooseLanguage(other)}
          >
            {LANGUAGE_NAMES[other]}
          </MenuItem>
        ))}
      </MenuGroup>
      <MenuGroup label={t("shell.theme")}>
        {THEMES.map((other) => (
          <MenuItem
            key={other}
            kind="radio"
            checked={other === chosenTheme}
            onSelect={() => chooseTheme(other)}
          >
            {t(`shell.theme-${other}`)}
          </MenuItem>
        ))}
      </MenuGroup>
    </Menu>
  );
}

function AccountMenu({ account }: { account: Account }) {
  const t = useText();
  const leave = async () => {
    try {
      await signOut();
      navigate("/");
      toasts.show(t("shell.signed-out"));
    } catch {
      toasts.show(t("error.net-signal"), { tone: "danger" });
    }
  };
  return (
    <Menu
      label={t("shell.account")}
      trigger={(props) => (
        <button type="button" {...props} class={styles.account}>
          <Avatar name={account.name} />
          <span class={styles.name}>{account.name}</span>
          <Icon of={ChevronDown} size="small" />
        </button>
      )}
    >
      <MenuGroup label={account.email}>
        <MenuItem icon={LogOut} onSelect={() => void leave()}>
          {t("shell.sign-out")}
        </MenuItem>
      </MenuGroup>
    </Menu>
  );
}
