import { render } from "preact";
import { startLanguage } from "../language/language.ts";
import { App } from "./App.tsx";
import { applyTheme } from "./theme.ts";
import "./tokens.css";
import "./base.css";

applyTheme();
const root = document.getElementById("visio");
if (root === null) throw new Error("the page has no element with the id visio");
await startLanguage();
root.replaceChildren();
render(<App />, root);
