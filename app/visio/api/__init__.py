"""The one HTTP API: who is acting, how errors look, which routes there are."""
