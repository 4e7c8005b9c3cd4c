import { execFileSync } from 'node:child_process';

const run = (program: string, args: readonly string[], input?: string): void => {
  execFileSync(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...(input === undefined ? {} : { input }) });
};

/** Drops everything in both directions and tells nobody: what a pulled cable does. */
const CUT = `table inet cut {
  chain input {
    type filter hook input priority 0; policy drop;
  }
  chain output {
    type filter hook output priority 0; policy drop;
  }
}
`;

const NO_UDP = `table inet strict {
  chain input {
    type filter hook input priority 0; policy accept;
    meta l4proto udp drop
  }
  chain output {
    type filter hook output priority 0; policy accept;
    meta l4proto udp drop
  }
}
`;

/** Another "machine" on this one: a network of its own, joined by one virtual cable that can be cut. Needs root. */
export class NetworkNamespace {
  readonly name: string;
  /** This machine, as seen from inside. */
  readonly hostAddress: string;
  readonly #outside: string;
  readonly #inside: string;

  constructor() {
    // Linux allows 15 characters for an interface name.
    const tag = Math.floor(Math.random() * 0xffff).toString(16);
    this.name = `hub-${tag}`;
    const net = `10.231.${String(Math.floor(Math.random() * 250) + 1)}`;
    this.hostAddress = `${net}.1`;
    const [outside, inside] = [`hubo-${tag}`, `hubi-${tag}`];
    [this.#outside, this.#inside] = [outside, inside];
    run('ip', ['netns', 'add', this.name]);
    try {
      run('ip', ['link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', this.name]);
      run('ip', ['addr', 'add', `${this.hostAddress}/24`, 'dev', outside]);
      run('ip', ['link', 'set', outside, 'up']);
      run('ip', ['-n', this.name, 'addr', 'add', `${net}.2/24`, 'dev', inside]);
      run('ip', ['-n', this.name, 'link', 'set', inside, 'up']);
      run('ip', ['-n', this.name, 'link', 'set', 'lo', 'up']);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** What to put before a command to run it inside. */
  get wrapper(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Reaches this machine at all of its addresses, not only at `hostAddress`. */
  routeByHost(): void {
    run('ip', ['-n', this.name, 'route', 'add', 'default', 'via', this.hostAddress]);
  }

  /** What a strict office network does: what is not TCP does not pass. */
  blockUdp(): void {
    run('ip', ['netns', 'exec', this.name, 'nft', '-f', '-'], NO_UDP);
  }

  cut(): void {
    run('ip', ['netns', 'exec', this.name, 'nft', '-f', '-'], CUT);
  }

  /**
   * A narrow line that loses packets, in both directions. Loss is at the receiving end of each: a packet dropped where
   * it is sent would be an error that the sender sees.
   */
  worsen({ kbps, lossPercent }: { readonly kbps: number; readonly lossPercent: number }): void {
    const queue = ['root', 'tbf', 'rate', `${String(kbps)}kbit`, 'burst', '2k', 'latency', '3s'];
    run('tc', ['qdisc', 'replace', 'dev', this.#outside, ...queue]);
    run('tc', ['-n', this.name, 'qdisc', 'replace', 'dev', this.#inside, ...queue]);
    const rule = (device: string): string => `table inet loss-${this.name} {
  chain input {
    type filter hook input priority 0; policy accept;
    iifname "${device}" meta l4proto tcp numgen random mod 100 < ${String(lossPercent)} drop
  }
}
`;
    if (lossPercent === 0) return;
    run('nft', ['-f', '-'], rule(this.#outside));
    run('ip', ['netns', 'exec', this.name, 'nft', '-f', '-'], rule(this.#inside));
  }

  /** TCP packets that the inside had to send again. */
  repeats(): number {
    const snmp = execFileSync('ip', ['netns', 'exec', this.name, 'cat', '/proc/net/snmp'], { encoding: 'utf8' });
    const [names = [], values = []] = snmp
      .split('\n')
      .flatMap((line) => (line.startsWith('Tcp: ') ? [line.split(' ')] : []));
    return Number(values[names.indexOf('RetransSegs')]);
  }

  /** What went over the cable, headers and repeats included, as the inside counts it. */
  traffic(): { readonly up: number; readonly down: number } {
    const count = (what: string): number =>
      Number(
        execFileSync('ip', ['netns', 'exec', this.name, 'cat', `/sys/class/net/${this.#inside}/statistics/${what}`], {
          encoding: 'utf8',
        }),
      );
    return { up: count('tx_bytes'), down: count('rx_bytes') };
  }

  heal(): void {
    run('ip', ['netns', 'exec', this.name, 'nft', 'delete', 'table', 'inet', 'cut']);
  }

  dispose(): void {
    run('ip', ['netns', 'del', this.name]);
    try {
      run('nft', ['delete', 'table', 'inet', `loss-${this.name}`]);
    } catch {
      // It was never made worse.
    }
  }
}

/** Why there can be no namespaces and rules here, or null when there can. */
export function whyNoNamespaces(): string | null {
  try {
    const network = new NetworkNamespace();
    try {
      network.cut();
    } finally {
      network.dispose();
    }
    return null;
  } catch (error) {
    return String(error);
  }
}
