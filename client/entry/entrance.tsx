import './entrance.css';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { ComponentChildren } from 'preact';
import type { Connection, Refusal } from '../link/connection.ts';
import { Switches } from '../ui/switches.tsx';
import { common, type Language } from '../ui/text.ts';
import { Hotline } from './hotline.tsx';
import type { SignIn } from './sign-in.ts';

interface FrameProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly switchTo: (next: Language) => Promise<void>;
}

/** A page that has nothing to show yet, or no more. */
export function EntranceFrame({ title, children, switchTo }: FrameProps) {
  return (
    <main class="entrance">
      <header>
        <b>{common().product}</b>
        <Switches switchTo={switchTo} />
      </header>
      <section aria-live="polite">
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}

interface EntranceProps {
  readonly signIn: SignIn;
  /** Null before there is a credential. */
  readonly connection: Connection | null;
  readonly onRetry: () => void;
  readonly switchTo: (next: Language) => Promise<void>;
}

/** What stands in a page's place until it has its first picture, or when the hub lets it in no more. */
export function Entrance({ signIn, connection, onRetry, switchTo }: EntranceProps) {
  const words = common().entrance;
  if (connection?.state === 'refused') {
    return (
      <EntranceFrame title={words.refused} switchTo={switchTo}>
        <p>{refusalWords(connection.reason)}</p>
        {/* A revocation is final: trying again would only be refused again. */}
        {connection.reason !== 'revoked' && <RefusedActs reason={connection.reason} onRetry={onRetry} />}
        <Hotline />
      </EntranceFrame>
    );
  }
  if (signIn.kind === 'claiming') {
    return (
      <EntranceFrame title={words.signingIn} switchTo={switchTo}>
        {signIn.slow && <p>{words.signingInSlow}</p>}
      </EntranceFrame>
    );
  }
  if (signIn.kind === 'refused' || signIn.kind === 'absent') {
    return (
      <EntranceFrame title={signIn.kind === 'absent' ? words.notSignedIn : words.refused} switchTo={switchTo}>
        <p>{signIn.kind === 'absent' ? words.notSignedInHint : claimRefusal(signIn.error.kind)}</p>
        <div class="entrance-acts">
          <a class="btn primary" href="/">
            {words.toStart}
          </a>
        </div>
        <Hotline />
      </EntranceFrame>
    );
  }
  const away = connection?.state === 'waiting' || (connection?.state === 'connecting' && connection.attempt > 1);
  return (
    <EntranceFrame title={words.connecting} switchTo={switchTo}>
      {away && (
        <>
          <p>{words.waiting}</p>
          <div class="entrance-acts">
            <button type="button" class="btn" onClick={onRetry}>
              {common().retry}
            </button>
          </div>
        </>
      )}
    </EntranceFrame>
  );
}

interface RefusedActsProps {
  readonly reason: Refusal;
  readonly onRetry: () => void;
}

function RefusedActs({ reason, onRetry }: RefusedActsProps) {
  const words = common().entrance;
  return (
    <div class="entrance-acts">
      {reason === 'version-too-old' ? (
        <button type="button" class="btn primary" onClick={() => location.reload()}>
          {words.reload}
        </button>
      ) : (
        <button type="button" class="btn primary" onClick={onRetry}>
          {common().retry}
        </button>
      )}
      <a class="btn" href="/">
        {words.toStart}
      </a>
    </div>
  );
}

export function refusalWords(reason: Refusal): string {
  return reason === 'superseded' ? common().entrance.superseded : common().errors[reason];
}

/** Why a link or code was not taken. To the hub an unknown secret is nobody's; to a person it is a wrong one. */
export function claimRefusal(kind: ErrorKind): string {
  if (kind === 'unauthorized' || kind === 'not-found') return common().entrance.unknownSecret;
  return kind === 'revoked' ? common().entrance.replacedCard : common().errors[kind];
}
