import * as fc from 'fast-check'
import sax from 'sax'
import { describe, expect, it } from 'vitest'
import { SheetProblem } from './sheet-problem.ts'
import { xmlReader } from './xml.ts'

type Told = readonly unknown[] | string

/** What is told of a document by any cut; texts that come in pieces are put together. A string is the code of its problem. */
function tell(document: string, piece = document.length || 1): Told {
  const told = gatherer()
  try {
    const reader = xmlReader({
      open: ({ name, prefix, attributes }) => told.push(['open', prefix + name, { ...attributes }]),
      close: (name) => told.push(['close', name]),
      text: told.text,
    })
    for (let at = 0; at < document.length; at += piece) reader.write(document.slice(at, at + piece))
    reader.end()
    return told.all()
  } catch (error) {
    if (error instanceof SheetProblem) return error.code
    throw error
  }
}

/** The same by a general parser. */
function tellBySax(document: string): Told {
  const told = gatherer()
  const parser = sax.parser(true, {})
  let problem: string | null = null
  let depth = 0
  Object.assign(parser, {
    onerror: () => (problem ??= 'damaged'),
    ondoctype: () => (problem ??= 'entities_refused'),
    onsgmldeclaration: () => (problem ??= 'entities_refused'),
    onopentag: ({ name, attributes }: sax.Tag) => {
      depth += 1
      told.push(['open', name, { ...attributes }])
    },
    onclosetag: (name: string) => {
      depth -= 1
      told.push(['close', name.slice(name.indexOf(':') + 1)])
    },
    ontext: (piece: string) => depth > 0 && told.text(piece),
    oncdata: told.text,
  })
  try {
    parser.write(document)
    parser.close()
  } catch {
    problem ??= 'damaged'
  }
  return problem ?? told.all()
}

function gatherer() {
  const told: unknown[] = []
  let text = ''
  const flush = () => {
    if (text !== '') told.push(text)
    text = ''
  }
  return {
    push: (event: unknown) => {
      flush()
      told.push(event)
    },
    text: (piece: string) => {
      text += piece
    },
    all: () => told,
  }
}

const name = fc.constantFrom('a', 'x:row', 'c', '单元')
const text = fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ' ', '\n', '甲', 'x', ']'), maxLength: 8 })
const escaped = text.map((value) => value.replaceAll('&', '&amp;').replaceAll('<', '&#60;').replaceAll('"', '&quot;'))
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 4 },
    escaped,
    escaped.map((value) => `<![CDATA[${value}]${value}]]>`.replaceAll(']]>x', ']]')),
    fc.constant('<!-- - > " -->'),
    fc.constant('<?php >?>'),
    tie('element'),
  ),
  element: fc
    .tuple(
      name,
      fc.uniqueArray(fc.tuple(name, escaped), { selector: ([key]) => key, maxLength: 3 }),
      fc.array(tie('content'), { maxLength: 3 }),
    )
    .map(([tag, attributes, content]) => {
      const written = attributes.map(([key, value]) => `\n ${key} = "${value}"`).join('')
      return content.length === 0 ? `<${tag}${written} />` : `<${tag}${written}>${content.join('')}</${tag} >`
    }),
}))

describe('xmlReader', () => {
  it('tells what a general parser tells, by any cut', () => {
    fc.assert(
      fc.property(element, fc.integer({ min: 1, max: 9 }), (document, piece) => {
        const whole = `\ufeff<?xml version="1.0"?>\n${document}\n`

        expect(tell(whole, piece)).toEqual(tellBySax(whole))
        expect(tell(whole)).toEqual(tellBySax(whole))
      }),
      { numRuns: 300 },
    )
  })

  it('is never more lenient than a general parser', () => {
    const noise = fc.constantFrom('<', '>', '/', '"', "'", '=', '&', '&x;', '</a>', '<a', '<!', ' ', '')
    fc.assert(
      fc.property(element, fc.nat(), noise, fc.nat({ max: 3 }), (document, place, inserted, dropped) => {
        const at = place % document.length
        const broken = document.slice(0, at) + inserted + document.slice(at + dropped)
        const ours = tell(broken, 5)

        expect(typeof ours === 'string' ? 'refused' : ours).toEqual(typeof ours === 'string' ? 'refused' : tellBySax(broken))
      }),
      { numRuns: 600 },
    )
  })

  it('refuses what declares a type, and references to what was never declared', () => {
    expect(['<!DOCTYPE a [<!ENTITY b "c">]><a/>', '<a><!ENTITY b "c"></a>', '<!ELEMENT'].map((document) => tell(document, 3))).toEqual(
      Array(3).fill('entities_refused'),
    )
    expect(
      ['<a>&b;</a>', '<a b="&constructor;"/>', '<a>&#0;</a>', '<a>&#6;</a>', '<a>&#xD800;</a>', '<a>&#1114112;</a>', '<a>R&D</a>'].map(
        (document) => tell(document, 2),
      ),
    ).toEqual(Array(7).fill('damaged'))
  })

  it('refuses what is not one well-formed element', () => {
    const documents = [
      '',
      ' ',
      '<a>',
      '</a>',
      '<a></b>',
      '<a/><a/>',
      'x<a/>',
      '<a/>x',
      '<a b="1" b="2"/>',
      '<a b=1/>',
      '<a b="1"c="2"/>',
      '<a __proto__="1"/>',
      '<1/>',
      '< a/>',
      '<a',
      '<!-- ',
      '<a/><![CDATA[x]]>',
    ]

    expect(documents.map((document) => [document, tell(document, 2)])).toEqual(documents.map((document) => [document, 'damaged']))
  })

  it('bounds depth, attributes and the markup it holds', () => {
    expect(tell('<a>'.repeat(65))).toBe('too_deep')
    expect(tell(`<a ${Array.from({ length: 129 }, (_, index) => `b${index}="1"`).join(' ')}/>`)).toBe('damaged')
    expect(tell(`<a b="${'x'.repeat(70_000)}`, 1_000)).toBe('damaged')
  })

  it('says where each tag stands', () => {
    const document = '\ufeff<?xml?><a>甲&amp;<b c=">"/><!-- <b> --></a>'
    const spans: string[] = []
    const note = (_: unknown, { start, end }: { start: number; end: number }) => spans.push(document.slice(start, end))
    const reader = xmlReader({ open: note, close: note })
    for (const character of document) reader.write(character)
    reader.end()

    expect(spans).toEqual(['<a>', '<b c=">"/>', '<b c=">"/>', '</a>'])
  })
})
