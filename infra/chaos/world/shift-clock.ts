import { readFileSync } from 'node:fs'

// Loaded into a process before its own code (NODE_OPTIONS): its wall clock is off by the milliseconds in CLOCK_FILE, which may change at any moment, as
// when an administrator or a time server sets a clock. The monotonic clock goes on, as it does on a machine.
const file = process.env['CLOCK_FILE']
const lookEveryMs = 50
const RealDate = Date
let shiftMs = 0

function look(): void {
  try {
    shiftMs = Number(readFileSync(file ?? '', 'utf8'))
  } catch {
    // No file yet: the clock is right.
  }
}

class ShiftedDate extends RealDate {
  constructor(...given: [] | ConstructorParameters<typeof RealDate>) {
    if (given.length === 0) super(RealDate.now() + shiftMs)
    else super(...given)
  }

  static override now(): number {
    return RealDate.now() + shiftMs
  }
}

if (file !== undefined) {
  look()
  setInterval(look, lookEveryMs).unref()
  globalThis.Date = ShiftedDate as DateConstructor
}
