import * as fc from 'fast-check'
import { isStorable } from '../src/storable.ts'

const units = [
  'a',
  '岗',
  ' ',
  '\n',
  '\r',
  '\t',
  '\u0000',
  '\u0007',
  '\ufffe',
  '\ufeff',
  '\ud800',
  '\udc00',
  '𠮷',
  '<',
  '&',
  '"',
  "'",
  ']]>',
  '_x0041_',
  '_',
  '=',
  ',',
  '\u00a0',
]

/** Texts of what files get wrong: controls, halves of a pair, what XML and CSV write otherwise. */
export const strangeText = (maxLength: number) => fc.string({ unit: fc.constantFrom(...units), maxLength })

/** Those of them that can be kept as they are; a row with another one is told as a problem. */
export const keptText = (maxLength: number) => strangeText(maxLength).filter(isStorable)
