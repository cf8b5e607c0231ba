import { rememberCsrfToken, request } from "./http.ts";
import type { Session, SignedIn } from "./types.ts";

export async function readSession(): Promise<Session> {
  const session = await request<Session>("GET", "session");
  rememberCsrfToken(session.csrf_token);
  return session;
}

export const signIn = (email: string, password: string) =>
  signedIn(request<SignedIn>("POST", "session", { body: { email, password } }));

export const signOut = () => request<void>("DELETE", "session");

export const setUp = (body: { token: string; name: string; email: string; password: string }) =>
  signedIn(request<SignedIn>("POST", "setup", { body }));

export const lookAtInvitation = (token: string) =>
  request<{ email: string }>("POST", "invitations/look", { body: { token } });

export const acceptInvitation = (body: { token: string; name: string; password: string }) =>
  signedIn(request<SignedIn>("POST", "invitations/accept", { body }));

async function signedIn(answer: Promise<SignedIn>): Promise<SignedIn> {
  const account = await answer;
  rememberCsrfToken(account.csrf_token);
  return account;
}
