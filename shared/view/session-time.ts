/** Moments as people of the session read them: in its time zone, whatever the machine's own (S5). */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', options);
    formats.set(key, format);
  }
  return format;
}

/** 08:12, or 08:12:40 with seconds. */
export function clockTime(at: number, timeZone: string, withSeconds = false): string {
  const second = withSeconds ? { second: '2-digit' as const } : {};
  return formatOf(`${timeZone}/${withSeconds}`, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...second,
  }).format(at);
}

/** A day as Vietnam writes it: 11/9/2022. */
export function calendarDay(at: number, timeZone: string): string {
  const parts = formatOf(`${timeZone}/day`, {
    timeZone,
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value);
  return `${part('day')}/${part('month')}/${part('year')}`;
}

/** A telephone number in groups a person can read out: 0900 000 001. Whatever is not ten digits stays as it is. */
export function phoneNumber(digits: string): string {
  return digits.replace(/^(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3');
}
