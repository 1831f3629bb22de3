const decoder = new TextDecoder('gb18030')
let table: Map<string, Buffer> | null = null

/** Text in GB18030, by turning the decoder of the platform round: one, two and, for what has no shorter form, four bytes. */
export function gb18030(text: string): Buffer {
  table ??= twoByteTable()
  return Buffer.concat(Array.from(text, (character) => table?.get(character) ?? fourBytes(character)))
}

function twoByteTable(): Map<string, Buffer> {
  const codes = new Map<string, Buffer>()
  for (let first = 0; first < 0x80; first += 1) codes.set(String.fromCharCode(first), Buffer.from([first]))
  for (let first = 0x81; first < 0xff; first += 1) {
    for (let second = 0x40; second < 0xff; second += 1) {
      if (second === 0x7f) continue
      const bytes = Buffer.from([first, second])
      const character = decoder.decode(bytes)
      if (Array.from(character).length === 1 && character !== '\ufffd' && !codes.has(character)) codes.set(character, bytes)
    }
  }
  return codes
}

/** Beyond the basic plane the code is a plain count from 0x90308130. */
function fourBytes(character: string): Buffer {
  const index = (character.codePointAt(0) ?? 0) - 0x10000
  if (index < 0) throw new Error(`no code for ${character}`)
  return Buffer.from([
    0x90 + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1_260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ])
}
