import { Dialog } from './dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly body: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly danger?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The second tap before something that cannot be taken back. */
export function ConfirmDialog({ title, body, confirm, cancel, danger = false, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" data-autofocus onClick={onClose}>
            {cancel}
          </button>
          <button
            type="button"
            class={danger ? 'btn danger' : 'btn primary'}
            onClick={() => {
              onConfirm();
              onClose();
            }}
          >
            {confirm}
          </button>
        </>
      }
    >
      <p>{body}</p>
    </Dialog>
  );
}
