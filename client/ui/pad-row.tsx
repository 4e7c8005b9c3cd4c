/** Holds the place of a table's rows that are not drawn, px. */
export function PadRow({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr class="pad" aria-hidden="true">
      <td style={{ height: `${height}px` }} />
    </tr>
  );
}
