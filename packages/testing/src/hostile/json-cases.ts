/** Bytes that claim to be JSON, and what a strict parser says of them: `either` where parsers may differ. */
export interface JsonCase {
  name: string
  bytes: Buffer
  verdict: 'valid' | 'invalid' | 'either'
}

const valid = String.raw`
0 -0 1 -1 10 1.5 -1.5 0.1 1e1 1E1 1e+1 1e-1 0e0 0E+1 -0.0e-0 123456789012345678 20e1 1.0e-2
"" "a" "\u0041" "\u0000" "\uD83D\uDE00" "\"" "\\" "\/" "\b\f\n\r\t" "\u00e9" "岗位" "😀" "a/*b*/c" "\\u0000" "/" "'" "\u2028" "\uFFFF" "\u0022" "\u005C" "\u200B"
true false null
[] {} [[]] [{}] {"a":[]} {"":0} {"a":{}} [1,2] [null] [true,false] ["a"] {"a":1,"b":2} {"\u0000":0} [[[[[[]]]]]] [0,-0,1e5] {"a":"b","c":[1,{"d":null}]} {"\uD83D\uDE00":1} {"title":"\u5c97\u4f4d"}`

const invalid = String.raw`
+1 01 -01 1. .1 -.1 1.e1 1e 1e+ 1e- 1eE2 0x1 0X1F 1_000 1,000 NaN Infinity -Infinity -NaN --1 - + 1a 1.2.3 0.e1 ９ １２ 1/2 ²
'a' "a "a"b" a" "\a" "\x41" "\u" "\u1" "\u12" "\u123" "\u12g4" "\U0041" "\0" "\'" "\é" "\
True TRUE False Null nul nulll tru fals undefined nan none t
[ ] [1 [1, [,1] [,] [1,,2] [1,] [1 2] [1;2] [1:2] ["a" ["a, [1}{ [}] [[] [][] [a] [*] [...] [1]] [- [+1] [.5] [5.] [1e] [NaN] ['a'] [// [#] [/**/1]
{ } {} {a:1} {'a':1} {"a" {"a": {"a":} {"a":1 {"a":1, {"a":1,} {,"a":1} {"a" 1} {"a","b"} {"a":1,,"b":2} {1:1} {null:1} {"a":1]} {"a":1}} {"a":1}{} {:1} {"a"::1} {"a":1;"b":2} {[]:1} {"a":"b} {"a":b} {"a":'b'} {{}} {"a"=1} {"a"=>1} {"a":1}#x {"a":1}//x {"a":1}/*x*/ /**/{} #{} <a/> <!-- ; , : "a",1 1,2 1;2 a ? $ ~ ^ \ \u0041 \n @ % & | ! ( ) = * (1) {}() {},{} []{} 1{} ""1 truefalse nulltrue`

const tokensOf = (text: string) => text.split(/[ \n]+/).filter((token) => token !== '')

// What the split by blanks cannot say.
const invalidTexts = [
  ' ',
  '\n',
  '"a\nb"',
  '"a\tb"',
  '"\u0001"',
  '"\u001f"',
  '{"a":"\u0000"}',
  '\u0000{}',
  '{}\u0000',
  '{"a" : 1 "b" : 2}',
  '[1\u000b2]',
  '\u000b{}',
  '\u000c[]',
  '\u00a0{}',
  '{}\u00a0',
  '\u2028{}',
  '\u3000{}',
  '{"a":1}\u200b',
  '{"a":1} x',
  '{"a":1}\n{"a":2}',
  '[1,\n2,\n',
  '{"a":/*comment*/1}',
  '{"a":1 // comment\n}',
  "{'a':'b'}",
  '{“a”:1}',
  '{"a"：1}',
  '{"a":1，"b":2}',
  '[1、2]',
  '{"a":１}',
  '﻿{',
  '{"a":"b\\"}',
  '["\\ud800\\"]',
]

const validTexts = [
  ' {} ',
  '\t[\n]\r\n',
  '{ "a" : [ 1 , 2 ] }',
  '\r\n{"a":1}\r\n',
  '{"a":"\u007f"}',
  '"\u2028\u2029"',
  `"${'长'.repeat(100_000)}"`,
  `[${'1,'.repeat(9_999)}1]`,
  `{${Array.from({ length: 2_000 }, (_, at) => `"k${at}":${at}`).join(',')}}`,
  `${' '.repeat(10_000)}{}`,
  `[${'[],'.repeat(5_000)}[]]`,
]

const eitherTexts = [
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"b":1,"b":1}}',
  '[{"a":1},{"a":1,"a":1}]',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"a":{"__proto__":null}}',
  '"\\ud800"',
  '"\\udc00"',
  '"\\udc00\\ud800"',
  '"\\ud83d\\ud83d"',
  '{"\\ud800":1}',
  '\ufeff{}',
  '\ufeff\ufeff{}',
  '1e400',
  '-1e400',
  '1e-400',
  '[1e999999999]',
  '123123123123123123123123123123',
  '0.1e-9999999999999999999999999',
  '[9007199254740993]',
  '[-9223372036854775809]',
  `${'['.repeat(33)}${']'.repeat(33)}`,
  `${'['.repeat(500)}${']'.repeat(500)}`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `[${'9'.repeat(100_000)}]`,
  `{"a":1.${'0'.repeat(100_000)}1}`,
]

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const quoted = (hex: string) => Buffer.concat([Buffer.from('{"a":"'), bytes(hex), Buffer.from('"}')])

const brokenUtf8 = [
  '80',
  'bf',
  'c0',
  'c1',
  'c0af',
  'c080',
  'e080af',
  'e08080',
  'f08080af',
  'f0808080',
  'f880808080',
  'fc8080808080',
  'fe',
  'ff',
  'feff',
  'fffe',
  'e5',
  'e5b2',
  'e5b241',
  'f09f',
  'f09f98',
  'f09f9841',
  'eda080',
  'edbfbf',
  'eda0bdedb880',
  'f4908080',
  'f5808080',
  'b8da',
  'b8dacebb',
  'a4e9',
  'e9',
  'c3',
  'c328',
  'a0a1',
  'e228a1',
  'e28228',
  'f0288cbc',
  'f09028bc',
  'f0288c28',
  '8130',
  '8130ff30',
] as const

const otherEncodings: readonly Buffer[] = [
  Buffer.from('{"a":"岗位"}', 'utf16le'),
  Buffer.concat([bytes('fffe'), Buffer.from('{"a":1}', 'utf16le')]),
  Buffer.concat([bytes('feff'), Buffer.from('{"a":1}', 'utf16le').swap16()]),
  Buffer.from('{"a":1}', 'utf16le').swap16(),
  bytes('7b000000220000006100000022000000'),
  bytes('1f8b0800000000000003ab56'),
  bytes('504b0304'),
  Buffer.alloc(1_000),
  Buffer.alloc(1_000, 0xff),
]

// Everything that is valid, cut short in every place: none of it is JSON any more.
const whole = '{"title":"岗位","pay":{"minFen":450000,"unit":"month"},"skills":[{"text":"打字","level":3,"must":true}]}'
const cuts = Array.from({ length: whole.length - 1 }, (_, at) => whole.slice(0, at + 1))

const casesOf = (verdict: JsonCase['verdict'], texts: readonly (string | Buffer)[]): JsonCase[] =>
  texts.map((text) => ({ name: `${verdict} ${JSON.stringify(String(text).slice(0, 40))}`, bytes: Buffer.from(text), verdict }))

const isJson = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** More than three hundred texts and bytes, in the three classes that published corpora of this kind use. */
export const jsonCases: readonly JsonCase[] = [
  ...casesOf('valid', [...tokensOf(valid), ...validTexts]),
  ...casesOf(
    'invalid',
    [...tokensOf(invalid), ...invalidTexts, ...cuts].filter((text) => !isJson(text)),
  ),
  ...casesOf('either', eitherTexts),
  ...casesOf('invalid', [...brokenUtf8.map(quoted), ...otherEncodings]),
]
