/** What is wrong with a file of boundaries, or with one of its areas. */
export const AREA_FAULTS = [
  'json',
  'collection',
  'many',
  'name',
  'shape',
  'outline',
  'degrees',
  'coordinates',
] as const;
export type AreaFault = (typeof AREA_FAULTS)[number];

/** What is wrong with a file that was to be a base map. */
export const BASE_FAULTS = ['magic', 'version', 'cut', 'directory', 'packing', 'tiles', 'layers'] as const;
export type BaseFault = (typeof BASE_FAULTS)[number];

/** `feature`: which area, counted from 0; null for the file as a whole. */
export interface AreaFileFault {
  readonly feature: number | null;
  readonly fault: AreaFault;
}

/** As a refusal's `field` carries it: `file.json`, `features.3.degrees`. */
export function areaFaultField({ feature, fault }: AreaFileFault): string {
  return feature === null ? `file.${fault}` : `features.${feature}.${fault}`;
}

export function baseFaultField(fault: BaseFault): string {
  return `file.${fault}`;
}

/** Null for what no hub of this version says. */
export function areaFaultOf(field: string): AreaFileFault | null {
  const [part, middle, last] = field.split('.');
  const fault = AREA_FAULTS.find((known) => known === (part === 'file' ? middle : last));
  if (fault === undefined) return null;
  if (part === 'file') return { feature: null, fault };
  const feature = Number(middle);
  return part === 'features' && Number.isInteger(feature) ? { feature, fault } : null;
}

export function baseFaultOf(field: string): BaseFault | null {
  return BASE_FAULTS.find((known) => baseFaultField(known) === field) ?? null;
}
