/**
 * What follows from a number, made once and kept in a slot of its own. It is made again when another number has come to the slot, or when
 * `stamp` has changed: the size of the tables it was made from.
 */
export function createKept<Value extends object>(slots: number, make: (number: number) => Value): (number: number, stamp: number) => Value {
  const values: (Value | undefined)[] = []
  const numbers = new Int32Array(slots).fill(-1)
  const stamps = new Float64Array(slots)
  return (number, stamp) => {
    const slot = number % slots
    const held = numbers[slot] === number && stamps[slot] === stamp ? values[slot] : undefined
    if (held !== undefined) return held
    const made = make(number)
    // Without holes: an array filled at any place becomes a hash table.
    while (values.length <= slot) values.push(undefined)
    values[slot] = made
    numbers[slot] = number
    stamps[slot] = stamp
    return made
  }
}
