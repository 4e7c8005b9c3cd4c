import type { MediaText } from './media-vi.ts';

export const mediaEn: MediaText = {
  trouble: {
    starting: 'Looking for the video system',
    unreachable: 'LiveKit cannot be reached. See whether it runs, and LIVEKIT_URL.',
    'wrong-key': 'LiveKit refuses the key. See LIVEKIT_API_KEY and LIVEKIT_API_SECRET.',
    'clock-off': "LiveKit's clock and this machine's differ. Set both.",
    'no-webhook': "LiveKit's webhooks do not arrive, so changes show up to 4 s late. See webhook.urls of LiveKit.",
  },
};
