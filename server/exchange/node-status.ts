import type { NodeRole, NodesStatus, NodeStatus } from '@hub/shared/protocol/down.ts';
import type { NodeId } from '../log/node-store.ts';
import type { Beat, Member } from './carrier.ts';
import type { ClusterView } from './node.ts';

/** The members as they were last heard, and when. */
export interface Heard {
  readonly members: readonly Member[];
  readonly at: number;
}

export interface StatusPorts {
  readonly view: ClusterView;
  /** For whom something is kept, this node too. */
  readonly known: readonly NodeId[];
  readonly heard: Heard;
  readonly now: number;
  readonly lostAfterMs: number;
  /** This node as it is now, whether or not the carrier has heard it. */
  readonly own: Pick<Beat, 'url' | 'version' | 'sockets'>;
}

/** How each node fares, for the administrator: this one first, then by address. */
export function nodesStatus({ view, known, heard, now, lostAfterMs, own }: StatusPorts): NodesStatus {
  const since = Math.max(0, now - heard.at);
  const members = new Map(heard.members.map(({ beat, ageMs }) => [beat.node, { beat, ageMs: ageMs + since }]));
  const others = [...new Set([...known, ...members.keys()])].filter((id) => id !== view.node);
  const longest = Math.max(view.tail.index, ...[...members.values()].map(({ beat }) => beat.tail.index));
  const isReached = view.carrier === 'reached';

  const roleOf = (id: NodeId, member: Member | undefined): NodeRole => {
    if (!isReached) return 'unknown';
    if (member === undefined || member.ageMs > lostAfterMs) return 'lost';
    return view.lease?.node === id ? 'deciding' : 'following';
  };
  const other = (id: NodeId): NodeStatus => {
    const member = members.get(id);
    const beat = member?.beat;
    return {
      id,
      url: beat?.url ?? null,
      here: false,
      role: roleOf(id, member),
      heardMs: member?.ageMs ?? null,
      index: beat?.tail.index ?? 0,
      lag: longest - (beat?.tail.index ?? 0),
      undecided: beat?.undecided ?? 0,
      sockets: beat?.sockets ?? 0,
      version: beat?.version ?? '',
    };
  };
  const here: NodeStatus = {
    id: view.node,
    ...own,
    here: true,
    role: view.role,
    heardMs: 0,
    index: view.tail.index,
    lag: longest - view.tail.index,
    undecided: view.undecided,
  };
  const nodes = [here, ...others.map(other).sort((a, b) => (a.url ?? a.id).localeCompare(b.url ?? b.id))];
  return { cluster: { carrier: view.carrier, fence: isReached ? (view.lease?.fence ?? null) : null, nodes } };
}

/** Whether a member may be struck off: it is known, it is not this one, and it is not heard. Null: it may. */
export function whyNotForgotten(status: NodesStatus, id: NodeId): 'not-found' | 'conflict' | null {
  const node = status.cluster?.nodes.find((one) => one.id === id);
  if (node === undefined) return 'not-found';
  return node.role === 'lost' ? null : 'conflict';
}
