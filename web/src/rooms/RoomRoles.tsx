import { Trash2 } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RoleItem, RoomRole } from "../api/types.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Loading } from "../shell/Loading.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { announcer } from "../ui/announcer.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Select } from "../ui/Select.tsx";
import { useStore } from "../ui/useStore.ts";
import styles from "./RoomRoles.module.css";
import { RoomRolesModel } from "./roles.ts";

const ROLES: readonly RoomRole[] = ["owner", "co-host", "member"];

/** Owners, co-hosts and members of a room, by e-mail; they keep their role before, during and after calls. */
export function RoomRoles({ code, ticket }: { code: string; ticket?: string }) {
  const t = useText();
  const sentence = useProblemText();
  const model = useMemo(() => new RoomRolesModel(code, ticket), [code, ticket]);
  const { status, items, problem } = useStore(model.state);
  const [leaving, setLeaving] = useState<RoleItem>();
  useEffect(() => void model.load(), [model]);

  const change = async (item: RoleItem, role: RoomRole) => {
    if (await model.give(item.email, role))
      announcer.say(t("rooms.role-changed", { name: item.name ?? item.email }));
  };

  return (
    <section class={styles.roles} aria-labelledby="roles">
      <h2 id="roles">{t("rooms.roles")}</h2>
      <p class={styles.explained}>{t("rooms.roles-text")}</p>
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      {status === "loading" && <Loading />}
      <ul class={styles.list}>
        {items.map((item) => (
          <li key={item.id} class={styles.person}>
            <Avatar name={item.name ?? item.email} />
            <div class={styles.who}>
              <b>{item.name ?? item.email}</b>
              {item.name && <span>{item.email}</span>}
            </div>
            <Select
              label={t("rooms.role-of", { name: item.name ?? item.email })}
              labelHidden
              value={item.role}
              options={ROLES.map((role) => ({ value: role, label: t(`rooms.role-${role}`) }))}
              onChange={(role) => void change(item, role)}
            />
            <IconButton
              icon={Trash2}
              label={t("rooms.withdraw-role", { name: item.name ?? item.email })}
              onClick={() => setLeaving(item)}
            />
          </li>
        ))}
      </ul>
      <GiveRole model={model} />
      {leaving && (
        <Dialog
          title={t("rooms.withdraw-title", { name: leaving.name ?? leaving.email })}
          onClose={() => setLeaving(undefined)}
          actions={
            <>
              <Button autofocus onClick={() => setLeaving(undefined)}>
                {t("rooms.keep-role")}
              </Button>
              <Button
                look="danger"
                onClick={() => {
                  setLeaving(undefined);
                  void model.withdraw(leaving.id);
                }}
              >
                {t("rooms.withdraw-role", { name: leaving.name ?? leaving.email })}
              </Button>
            </>
          }
        >
          <p>{t("rooms.withdraw-text")}</p>
        </Dialog>
      )}
    </section>
  );
}

function GiveRole({ model }: { model: RoomRolesModel }) {
  const t = useText();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<RoomRole>("co-host");
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const give = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!/^\S+@\S+$/.test(email.trim())) {
      setWrong(true);
      input.current?.focus();
      return;
    }
    setBusy(true);
    const given = await model.give(email.trim(), role);
    setBusy(false);
    if (!given) return;
    announcer.say(t("rooms.role-given", { email: email.trim() }));
    setEmail("");
    input.current?.focus();
  };

  return (
    <form class={styles.give} onSubmit={(event) => void give(event)} noValidate>
      <Field
        label={t("rooms.person-email")}
        type="email"
        value={email}
        onInput={(value) => {
          setEmail(value);
          setWrong(false);
        }}
        inputRef={input}
        error={wrong ? t("accounts.fault-email") : undefined}
        autoComplete="off"
      />
      <Select
        label={t("rooms.role")}
        value={role}
        options={ROLES.map((other) => ({ value: other, label: t(`rooms.role-${other}`) }))}
        onChange={setRole}
      />
      <Button type="submit" busy={busy}>
        {t("rooms.give-role")}
      </Button>
    </form>
  );
}
