import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { LivekitApi } from '@hub/server/media/livekit-api.ts';
import { ingressWord, type SeenIngress } from '@hub/server/media/seen.ts';
import { Witness } from '@hub/server/media/witness.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Ingress {
  readonly ingressId: string;
  readonly streamKey: string;
  readonly url: string;
  readonly roomName: string;
  readonly participantIdentity: string;
  state: object;
}

/**
 * LiveKit's API of its ingress service, which needs GStreamer and Redis and so is in no test run: an HTTP double of the two
 * calls, with the answers that LiveKit's protocol describes.
 */
class IngressService {
  readonly held: Ingress[] = [];
  isThere = true;
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.once('end', () => {
      const asked = (body === '' ? {} : JSON.parse(body)) as Record<string, string>;
      if (!this.isThere) {
        response.writeHead(503, { 'content-type': 'application/json' });
        return response.end(JSON.stringify({ code: 'unavailable', msg: 'ingress not connected (redis required)' }));
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.url?.endsWith('/CreateIngress') ? this.#make(asked) : this.#list(asked)));
    });
  });

  async open(): Promise<LivekitApi> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const apiSecret = '0123456789abcdef0123456789abcdef';
    return new LivekitApi({ apiUrl: `http://127.0.0.1:${String(port)}`, apiKey: 'devkey', apiSecret });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #list({ roomName = '' }: Record<string, string>): object {
    return { items: this.held.filter((one) => roomName === '' || one.roomName === roomName) };
  }

  #make({ roomName = '', participantIdentity = '' }: Record<string, string>): object {
    const n = String(this.held.length + 1);
    const made = {
      ingressId: `IN_${n}`,
      streamKey: `key-${n}`,
      url: 'rtmp://video.example/x',
      roomName,
      participantIdentity,
      state: { status: 'ENDPOINT_INACTIVE' },
    };
    this.held.push(made);
    return made;
  }
}

test('[L14] [X10] an address is made once for a meeting device, and where the service is absent the answer says so', async () => {
  const service = new IngressService();
  const api = await service.open();
  try {
    assert.ok(await api.hasIngress());
    const made = await api.ingress('room', 'p-1');
    const again = await api.ingress('room', 'p-1');
    const other = await api.ingress('room', 'p-2');
    assert.equal(made, again);
    assert.equal(made.ok && made.value, {
      url: 'rtmp://video.example/x',
      streamKey: 'key-1',
      status: 'inactive',
      error: '',
    });
    assert.is(other.ok && other.value.streamKey, 'key-2');
    service.isThere = false;
    assert.not.ok(await api.hasIngress());
    assert.not.ok((await api.ingress('room', 'p-1')).ok);
    assert.not.ok((await api.ingresses()).ok);
  } finally {
    await service.close();
  }
});

test('[X10] what the service measures of a stream becomes the word of its point', async () => {
  const service = new IngressService();
  const api = await service.open();
  const word = async (state: object): Promise<ReturnType<typeof ingressWord>> => {
    const [held] = service.held;
    if (held) held.state = state;
    const found = await api.ingresses();
    const [one] = found.ok ? found.value : [];
    return one ? ingressWord(one) : null;
  };
  const [video, audio] = [
    { averageBitrate: 900_000, width: 640, height: 360, framerate: 25 },
    { averageBitrate: 64_000 },
  ];
  const sends = { status: 'ENDPOINT_PUBLISHING', video, audio };
  try {
    await api.ingress('room', 'p-1');
    assert.is(await word({ status: 'ENDPOINT_INACTIVE' }), null);
    assert.is(await word({ status: 'ENDPOINT_ERROR', error: 'no such codec' }), null);
    const well = await word(sends);
    assert.equal(
      [well?.connection, well?.camera, well?.microphone, well?.fps, well?.width],
      ['connected', 'flowing', 'present', 25, 640],
    );
    assert.is((await word({ ...sends, status: 'ENDPOINT_BUFFERING' }))?.connection, 'reconnecting');
    assert.is((await word({ ...sends, audio: undefined }))?.microphone, 'missing');
    assert.is((await word({ ...sends, audio: { averageBitrate: 0 } }))?.microphone, 'silent');
    const still = await word({ ...sends, video: { ...video, averageBitrate: 0, framerate: 0 } });
    assert.is(still?.camera, 'frozen');

    const witness = new Witness();
    witness.bind('DC09', { identity: 'p-1', room: 'room' }, { status: 'none' }, null);
    const tracks = [
      { sid: 'TR_cam', source: 'camera', muted: false },
      { sid: 'TR_mic', source: 'microphone', muted: false },
    ] as const;
    const participant = { room: 'room', identity: 'p-1', sid: 'PA_1', joinedAt: 1, isActive: true, tracks };
    witness.listed({ askedAt: 0, rooms: new Set(['room']), participants: [participant], sure: true }, 0);
    if (still) witness.says('DC09', still, 10);
    const [told] = witness.changes(10);
    assert.is(told?.media.status === 'flowing' && told.media.camera, 'frozen');
  } finally {
    await service.close();
  }
});

const SILENT: SeenIngress = { room: 'r', identity: 'p-1', status: 'publishing', video: undefined, audio: undefined };

test('[X10] a stream without a picture has none', () => {
  assert.equal([ingressWord(SILENT)?.camera, ingressWord(SILENT)?.fps], ['missing', null]);
});

test.run();
