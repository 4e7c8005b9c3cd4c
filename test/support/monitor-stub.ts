/** Stands for the listener's process: what it is asked for tells it what to become. */
process.on('message', ({ kind, room }: { readonly kind: 'watch' | 'leave'; readonly room: string }) => {
  if (kind === 'leave') return;
  if (room === 'no-library') process.exit(69);
  if (room === 'dies') process.exit(1);
  process.send?.({ kind: 'joined', room });
  process.send?.({ kind: 'speaking', room, identities: ['p-1'] });
});
process.once('disconnect', () => process.exit());
