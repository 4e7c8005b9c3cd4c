/** Why a camera or a microphone cannot be had, as far as a browser says. Closed: each has a sentence with what to do. */
export const DEVICE_FAULTS = [
  'insecure', // not over https: browsers give no device at all
  'unsupported', // a browser without the means
  'refused', // the person, or the browser's settings
  'refused-by-system', // the phone's or computer's own privacy settings
  'none', // nothing plugged in
  'busy', // another program has it
  'failed',
] as const;
export type DeviceFault = (typeof DEVICE_FAULTS)[number];
