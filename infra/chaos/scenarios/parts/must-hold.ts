import { waitUntil } from '../../world/waiting.ts'

/** For what must come in the preparation of a fault: rejects with `what` when it does not. */
export async function mustHold(what: string, isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  if ((await waitUntil(isSo, { withinMs })) === null) throw new Error(`within ${withinMs} ms it did not come true that ${what}`)
}
