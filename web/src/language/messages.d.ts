declare module "virtual:messages/*" {
  const messages: Readonly<Record<string, import("./format.ts").Compiled>>;
  export default messages;
}
