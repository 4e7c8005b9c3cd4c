import type { ErrorsText } from './errors-vi.ts';

export const errorsEn: ErrorsText = {
  invalid: 'What was sent is not valid. Check the field that is named and send again.',
  'unknown-event': 'The hub does not know this request. Reload the page.',
  unauthorized: 'Not signed in. Open your link again or scan the card of your point.',
  revoked: 'This access was revoked. Ask the control room for a new one.',
  expired: 'The link or code has expired. Ask the control room for a new one.',
  'already-used': 'This link or code was used on another device. Ask the control room for a new one.',
  forbidden: 'Your role may not do this.',
  waiting:
    'This device waits to be admitted to its point. Wait for the device that holds the point, or the control room.',
  'no-pen': 'This device may not report the headcount. Report on the device that may, or ask for the right to move.',
  'wrong-phase': 'The session is in a phase that does not allow this. After its end, call the control room.',
  'too-late': 'Too late to take it back. Send an amendment.',
  'not-found': 'There is no such thing any more. Look at the list again.',
  conflict: 'Somebody else has just changed this. Look again, and repeat it if it is still needed.',
  'floor-taken': 'Another point is on air. End its turn first.',
  'no-round': 'There is no such round in this session. Wait until the control room opens one.',
  'sum-mismatch':
    'Present and absent do not add up to the number summoned. Correct them, or give the new number and a reason.',
  'needs-confirmation': 'The number present is far from the last report. Look again, and confirm if it is right.',
  'roster-invalid': 'The list of points has bad rows, so none was imported. Correct the rows named and import again.',
  'rate-limited': 'Too fast. Wait a moment and send again.',
  'too-large': 'What was sent is too large. Split it or leave something out.',
  busy: 'The hub holds as many connections as it may. Wait a moment and try again.',
  'not-saved': 'Not saved yet. Your figures are still on your device; send them again in a few seconds.',
  undecided: 'Saved, waiting for confirmation',
  'hub-starting': 'The hub is starting. Wait a few seconds.',
  'hub-stopping': 'The hub is stopping or restarting. Wait a few seconds.',
  'version-too-old': 'This page is an old one. Reload it.',
  'foreign-origin': 'This web site may not connect to the hub. Open the address the control room gave you.',
  internal: 'Something failed in the hub. Try again in a few seconds; if it fails again, tell the control room.',
};
