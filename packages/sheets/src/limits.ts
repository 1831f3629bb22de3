const mebibyte = 1_048_576

/** What a file may ask of us. All are refusals with a `SheetProblem`; none is silent. */
export interface SheetLimits {
  /** Workbooks and single JSON documents are held whole, packed as they came. */
  readonly maxFileBytes: number
  /** The old binary format is read by a library in a worker, whole. */
  readonly maxXlsBytes: number
  readonly xlsTimeoutMs: number
  /** CSV, NDJSON and JSON arrays flow through; this bounds the time, not the memory. */
  readonly maxTextBytes: number
  /** Of all parts of a package together, unpacked. */
  readonly maxUnpackedBytes: number
  /** Unpacked : packed, of one part, once it is over 16 MiB. Excel's own sheets stay under 100. */
  readonly maxRatio: number
  readonly maxSheets: number
  /** Rows that are not blank, over all sheets, titles and headings among them; JSON objects. */
  readonly maxRows: number
  readonly maxColumns: number
  /** UTF-16 units; 32,767 is Excel's own. */
  readonly maxCellCharacters: number
  readonly maxRowCharacters: number
  /** Of the shared strings together: the one table of a workbook that must be held. */
  readonly maxSharedCharacters: number
  /** Objects and arrays within each other. */
  readonly maxDepth: number
}

export const defaultLimits: SheetLimits = {
  maxFileBytes: 32 * mebibyte,
  maxXlsBytes: 8 * mebibyte,
  xlsTimeoutMs: 20_000,
  maxTextBytes: 256 * mebibyte,
  maxUnpackedBytes: 512 * mebibyte,
  maxRatio: 250,
  maxSheets: 64,
  maxRows: 5_000,
  maxColumns: 512,
  maxCellCharacters: 32_767,
  maxRowCharacters: mebibyte,
  maxSharedCharacters: 32 * mebibyte,
  maxDepth: 32,
}
