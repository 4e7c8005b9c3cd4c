import type { NodesStatus, NodeStatus } from '@hub/shared/protocol/down.ts';
import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { TRIANGLE_ALERT } from '../ui/icons.ts';
import { lasted, num } from '../ui/text.ts';
import type { AdminActions } from './admin-props.ts';
import { t } from './text.ts';

interface NodesPageProps {
  /** Null while it is being fetched. */
  readonly nodes: NodesStatus | null;
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'forgetNode'>;
}

/** Below this a word is of now: beats come each second. */
const NOW_BELOW_MS = 2_500;
const BAD: ReadonlySet<NodeStatus['role']> = new Set(['lost', 'refused']);

/** The hubs of the session, for whoever keeps them running. */
export function NodesPage({ nodes, offline, actions }: NodesPageProps) {
  const words = t().nodes;
  const [leaving, setLeaving] = useState<NodeStatus | null>(null);
  if (nodes === null) return <p class="empty">{t().loading}</p>;
  const { cluster } = nodes;
  if (cluster === null) return <p class="empty">{words.alone}</p>;
  const isRefused = cluster.nodes.some(({ here, role }) => here && role === 'refused');
  return (
    // Scrolled by keyboard too: on a healthy day nothing in it takes the focus.
    <section class="nodes" aria-label={words.heading} tabIndex={0}>
      <h2>
        {words.heading} <span class="dim">{words.count(num(cluster.nodes.length))}</span>
      </h2>
      {isRefused ? (
        <Trouble text={words.refusedHint} />
      ) : cluster.carrier === 'away' ? (
        <Trouble text={words.away} />
      ) : (
        cluster.fence === null && <Trouble text={words.nobody} />
      )}
      <ul>
        {cluster.nodes.map((node) => (
          <li key={node.id} class="panel">
            <h3>{nameOf(node)}</h3>
            <p class="dim">
              {words.node(shortId(node))}
              {node.here && `, ${words.here}`}
            </p>
            <p class={`node-role${BAD.has(node.role) ? ' t-lost' : ''}`}>
              {BAD.has(node.role) && <Icon of={TRIANGLE_ALERT} size={14} weight={2} />}
              {words.role[node.role]}
            </p>
            <Figures node={node} fence={node.role === 'deciding' ? cluster.fence : null} />
            {node.role === 'lost' && (
              <button
                type="button"
                class="btn"
                disabled={offline}
                aria-label={`${words.forget} ${nameOf(node)}`}
                onClick={() => setLeaving(node)}
              >
                {words.forget}
              </button>
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <ForgetDialog
          name={nameOf(leaving)}
          onForget={() => actions.forgetNode(leaving.id)}
          onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
}

function Trouble({ text }: { readonly text: string }) {
  return (
    <p class="node-trouble" role="status">
      <Icon of={TRIANGLE_ALERT} size={14} weight={2} />
      {text}
    </p>
  );
}

function Figures({ node, fence }: { readonly node: NodeStatus; readonly fence: number | null }) {
  const words = t().nodes;
  const { heardMs, here } = node;
  const heard =
    heardMs === null ? words.never : here || heardMs < NOW_BELOW_MS ? words.heardNow : words.heardAgo(lasted(heardMs));
  const rows: readonly (readonly [string, string])[] = [
    [words.heard, heard],
    [words.lag, words.entries(num(node.lag))],
    [words.undecided, num(node.undecided)],
    [words.sockets, num(node.sockets)],
    [words.version, node.version],
    ...(fence === null ? [] : [[words.fence, num(fence)] as const]),
  ];
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ForgetProps {
  readonly name: string;
  readonly onForget: () => void;
  readonly onClose: () => void;
}

/** Asked twice: the sentence is ticked, then the button pressed. */
function ForgetDialog({ name, onForget, onClose }: ForgetProps) {
  const words = t().nodes;
  const [sure, setSure] = useState(false);
  return (
    <Dialog
      title={words.forgetTitle(name)}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" data-autofocus onClick={onClose}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="btn danger"
            disabled={!sure}
            onClick={() => {
              onForget();
              onClose();
            }}
          >
            {words.forgetConfirm}
          </button>
        </>
      }
    >
      <p>{words.forgetBody}</p>
      <label class="node-sure">
        <input type="checkbox" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
        {words.forgetSure}
      </label>
    </Dialog>
  );
}

function nameOf(node: NodeStatus): string {
  return node.url?.replace(/^https?:\/\//, '') ?? t().nodes.node(shortId(node));
}

function shortId({ id }: NodeStatus): string {
  return id.slice(0, 6);
}
