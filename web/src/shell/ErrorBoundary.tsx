import { Component, type ComponentChildren } from "preact";
import { FaultPage } from "./FaultPage.tsx";

/** A fault of our own script: a page that says so, instead of an empty one. Leaving the address tries again. */
export class ErrorBoundary extends Component<
  { children: ComponentChildren; at: string },
  { failed: boolean }
> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  /** Whoever looks at the console sees what went wrong. */
  override componentDidCatch(error: unknown) {
    reportError(error);
  }

  override componentDidUpdate(before: Readonly<{ at: string }>) {
    if (this.state.failed && before.at !== this.props.at) this.setState({ failed: false });
  }

  override render() {
    return this.state.failed ? <FaultPage /> : this.props.children;
  }
}
