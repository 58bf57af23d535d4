/** One violation, planted in a file of its own: `rule` must be reported there, in words that match `says`. */
export interface Plant {
  readonly name: string;
  /** Folder or file; in a folder the plant gets a file name of its own. */
  readonly in: string;
  readonly rule: string;
  readonly code: string;
  readonly says?: RegExp;
}

/** The file a plant is written to. */
export function fileOf(plant: Plant, index: number): string {
  return /\.[a-z]+$/.test(plant.in) ? plant.in : `${plant.in}/planted-${index}.ts`;
}
