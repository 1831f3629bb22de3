import { type OpenOptions, openSheets } from '../src/open-sheets.ts'
import type { SheetEvent } from '../src/sheet-event.ts'
import { SheetProblem } from '../src/sheet-problem.ts'

/** Everything a file tells. `piece` cuts it, so that no reader can rely on getting it whole. */
export async function gather(
  file: Buffer | string,
  { piece = 65_536, ...options }: OpenOptions & { piece?: number } = {},
): Promise<SheetEvent[]> {
  return Array.fromAsync(openSheets(cut(Buffer.from(file), piece), options))
}

/** Only the rows' texts. */
export async function rowsOf(file: Buffer | string, options: OpenOptions & { piece?: number } = {}): Promise<(readonly string[])[]> {
  return (await gather(file, options)).flatMap((event) => (event.kind === 'row' ? [event.cells] : []))
}

/** The problem a file ends with; null when it is read to its end. Anything else that is thrown passes through. */
export async function problemOf(file: Buffer | string, options: OpenOptions & { piece?: number } = {}): Promise<SheetProblem | null> {
  try {
    await gather(file, options)
    return null
  } catch (error) {
    if (error instanceof SheetProblem) return error
    throw error
  }
}

async function* cut(bytes: Buffer, piece: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}
