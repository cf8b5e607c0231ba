import { useEffect, useRef, useState } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { Person } from "../call/roster.ts";
import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Toggle } from "../ui/Toggle.tsx";
import styles from "./PersonDialog.module.css";

export type PersonDialogName = "remove" | "rename" | "make-co-host";

interface PersonDialogProps {
  kind: PersonDialogName;
  model: CallModel;
  person: Person;
  opener: { readonly current: HTMLElement | null };
  onClose: () => void;
}

/** Asks once more before an act that cannot be taken back, or for what it needs to know. */
export function PersonDialog({ kind, opener, onClose, ...rest }: PersonDialogProps) {
  const close = () => {
    onClose();
    opener.current?.focus();
  };
  if (kind === "remove") return <RemoveDialog {...rest} onClose={close} />;
  return kind === "rename" ? (
    <RenameDialog {...rest} onClose={close} />
  ) : (
    <CoHostDialog {...rest} onClose={close} />
  );
}

interface Asked {
  model: CallModel;
  person: Person;
  onClose: () => void;
}

function RemoveDialog({ model, person: { id, name }, onClose }: Asked) {
  const t = useText();
  const [block, setBlock] = useState(false);
  return (
    <Dialog
      title={t("moderation.remove.title", { name })}
      onClose={onClose}
      actions={
        <>
          <Button autofocus onClick={onClose}>
            {t("moderation.cancel")}
          </Button>
          <Button
            look="leave"
            onClick={() => {
              onClose();
              void model.act((server) => server.remove(id, block));
            }}
          >
            {t(block ? "moderation.remove.block" : "moderation.remove.do", { name })}
          </Button>
        </>
      }
    >
      <p>{t("moderation.remove.text")}</p>
      <Toggle
        label={t("moderation.remove.block-label")}
        hint={t("moderation.remove.block-hint")}
        checked={block}
        onChange={setBlock}
      />
    </Dialog>
  );
}

function CoHostDialog({ model, person: { id, name, guest }, onClose }: Asked) {
  const t = useText();
  const [keep, setKeep] = useState(false);
  return (
    <Dialog
      title={t("moderation.co-host.title", { name })}
      onClose={onClose}
      actions={
        <>
          <Button autofocus onClick={onClose}>
            {t("moderation.cancel")}
          </Button>
          <Button
            look="primary"
            onClick={() => {
              onClose();
              void model.act((server) => server.setRole(id, "co-host", keep));
            }}
          >
            {t("moderation.make-co-host", { name })}
          </Button>
        </>
      }
    >
      <p>{t("moderation.co-host.text")}</p>
      {!guest && (
        <Toggle
          label={t("moderation.co-host.keep")}
          hint={t("moderation.co-host.keep-hint")}
          checked={keep}
          onChange={setKeep}
        />
      )}
    </Dialog>
  );
}

function RenameDialog({ model, person: { id, name, self }, onClose }: Asked) {
  const t = useText();
  const [written, setWritten] = useState(name);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const rename = async () => {
    if (written.trim() === "") {
      setProblem(t("moderation.rename.empty"));
      return;
    }
    if (await model.act((server) => server.rename(id, written.trim()))) onClose();
  };
  return (
    <Dialog
      title={t(self ? "moderation.rename-self" : "moderation.rename.title", { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("moderation.cancel")}</Button>
          <Button look="primary" onClick={() => void rename()}>
            {t("moderation.rename.do")}
          </Button>
        </>
      }
    >
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <Field
          label={t("moderation.rename.label")}
          value={written}
          maxLength={80}
          inputRef={field}
          error={problem}
          onInput={setWritten}
        />
      </form>
    </Dialog>
  );
}
