import { render } from "preact";
import { startLanguage } from "../language/language.ts";
import { App } from "./App.tsx";
import icon from "./icon.svg";
import { applyTheme } from "./theme.ts";
import "./tokens.css";
import "./base.css";

applyTheme();
showIcon();
const root = document.getElementById("visio");
if (root === null) throw new Error("the page has no element with the id visio");
await startLanguage();
root.replaceChildren();
render(<App />, root);

/** The mark in the browser's tab. */
function showIcon(): void {
  const link = document.createElement("link");
  link.rel = "icon";
  link.type = "image/svg+xml";
  link.href = icon;
  document.head.append(link);
}
