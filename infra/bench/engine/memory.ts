import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes held after a collection: objects and every buffer, shared ones included. */
export function heldBytes(): number {
  // Once finds what is dead; the buffers it held, outgrown ones among them, go with the next.
  for (let turn = 0; turn < 3; turn++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
