import { inlineCell, sheetOf, workbookOf } from '@zhihe/testing/hostile/workbooks'
import { type PackedPart, packPart, zipOf } from '@zhihe/testing/hostile/zip'

const mebibyte = 1_048_576
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A file and what is to become of it. */
export interface HostileFile {
  what: string
  type: string
  name: string
  /** Built when it is sent: some are large. */
  file: () => Buffer | string
  /** Codes of the problem with the file as a whole, any of them; none where its rows are read. */
  refused?: readonly string[]
  /** Codes of the problems of its rows that must be told. */
  rowErrors?: readonly string[]
  /** Rows that become postings. */
  created?: number
}

const headings = ['岗位名称', '单位名称', '招聘人数', '薪资待遇', '工作地点', '岗位职责']
const good = ['保洁员', '杭州云客服有限公司', '3', '4500-6000元/月', '杭州市西湖区', '打扫办公室']
const cellsOf = (texts: readonly string[]) => texts.map(inlineCell).join('')
const goodRow = (title: string, duties = `${title}的日常事务`) => cellsOf([title, ...good.slice(1, -1), duties])
const book = (rows: readonly string[], others: readonly PackedPart[] = []) => workbookOf(sheetOf([cellsOf(headings), ...rows]), others)
const csvOf = (...lines: string[]) => [headings.join(','), ...lines].join('\r\n')
const csvRow = (title: string, duties = `${title}的日常事务`) => [title, ...good.slice(1, -1), duties].join(',')
const jsonRow = (title: string, more = {}) => ({ 岗位名称: title, 单位名称: good[1], 招聘人数: 2, 岗位职责: `${title}的日常事务`, ...more })

const sheetFile = (what: string, file: () => Buffer, outcome: Partial<HostileFile>): HostileFile => ({
  what,
  type: xlsx,
  name: '岗位.xlsx',
  file,
  ...outcome,
})
const csvFile = (what: string, file: () => Buffer | string, outcome: Partial<HostileFile>): HostileFile => ({
  what,
  type: 'text/csv',
  name: '岗位.csv',
  file,
  ...outcome,
})
const ndjsonFile = (what: string, file: () => string, outcome: Partial<HostileFile>): HostileFile => ({
  what,
  type: 'application/x-ndjson',
  name: '岗位.ndjson',
  file,
  ...outcome,
})

const spaces = (size: number) => Buffer.alloc(size, 0x20)
const doctyped = (declarations: string, cell: string) =>
  sheetOf([cellsOf(headings), inlineCell(cell)]).replace('<worksheet', `<!DOCTYPE worksheet [${declarations}]><worksheet`)
const laughs = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at} "${at === 0 ? 'ha' : `&l${at - 1};`.repeat(10)}">`).join('')

const packages: HostileFile[] = [
  sheetFile(
    'a sheet that unpacks to 1,000 times its size',
    () => workbookOf(Buffer.concat([Buffer.from(sheetOf([])), spaces(48 * mebibyte)])),
    {
      refused: ['zip_bomb'],
    },
  ),
  sheetFile(
    'forty parts that lie upon each other and unpack to 600 MiB together',
    () => {
      const bomb = packPart('xl/media/0.bin', spaces(15 * mebibyte))
      return book(
        [],
        Array.from({ length: 42 }, (_, at) => ({ ...bomb, name: `xl/media/${at}.bin` })),
      )
    },
    { refused: ['zip_bomb'] },
  ),
  sheetFile(
    'a sheet that is larger than its directory says',
    () => workbookOf('', [{ ...packPart('xl/worksheets/sheet1.xml', spaces(8 * mebibyte)), size: 100 }]),
    {
      refused: ['damaged'],
    },
  ),
  sheetFile('10,001 parts', () => zipOf(Array.from({ length: 10_001 }, (_, at) => ({ ...packPart('x', ''), name: `x${at}` }))), {
    refused: ['zip_bomb'],
  }),
  sheetFile(
    'a zip in a zip in a zip',
    () => zipOf([packPart('a.zip', zipOf([packPart('b.zip', zipOf([packPart('c.txt', spaces(mebibyte))]))]))]),
    {
      refused: ['not_a_workbook', 'damaged'],
    },
  ),
  sheetFile('a zip in place of a sheet', () => workbookOf(zipOf([packPart('sheet1.xml', 'x')])), {
    refused: ['damaged', 'wrong_encoding'],
  }),
  sheetFile(
    'a part whose name climbs out of the package',
    () => book([goodRow('攀岩')], [packPart('../../../../tmp/zhihe-escaped', 'x')]),
    {
      refused: ['damaged'],
    },
  ),
]

const entities: HostileFile[] = [
  sheetFile('an external entity that names a file', () => workbookOf(doctyped('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')), {
    refused: ['entities_refused'],
  }),
  sheetFile('an external entity that names a page', () => workbookOf(doctyped('<!ENTITY x SYSTEM "http://127.0.0.1:1/">', '&x;')), {
    refused: ['entities_refused'],
  }),
  sheetFile('a parameter entity', () => workbookOf(doctyped('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', 'a')), {
    refused: ['entities_refused'],
  }),
  sheetFile('a billion laughs', () => workbookOf(doctyped(laughs, '&l9;')), { refused: ['entities_refused'] }),
  sheetFile(
    'entities among the shared strings',
    () => book([goodRow('实体')], [packPart('xl/sharedStrings.xml', `<!DOCTYPE sst [${laughs}]><sst><si><t>&l9;</t></si></sst>`)]),
    {
      refused: ['entities_refused', 'damaged'],
      created: 1,
    },
  ),
  sheetFile(
    'entities in the workbook part',
    () => book([], [packPart('xl/workbook.xml', '<!DOCTYPE workbook SYSTEM "file:///etc/passwd"><workbook/>')]),
    {
      refused: ['entities_refused'],
    },
  ),
  sheetFile(
    'a sheet that lies at another address',
    () =>
      book(
        [],
        [
          packPart(
            'xl/_rels/workbook.xml.rels',
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" TargetMode="External" Target="http://127.0.0.1:1/sheet1.xml"/></Relationships>',
          ),
        ],
      ),
    {
      refused: ['needs_mapping'],
    },
  ),
]

const cells: HostileFile[] = [
  sheetFile('a cell of 10 MiB', () => book([goodRow('正常岗位一'), cellsOf(['长'.repeat(3_500_000)]), goodRow('正常岗位二')]), {
    rowErrors: ['cell_too_long'],
    created: 2,
  }),
  csvFile('a cell of 10 MiB', () => csvOf(csvRow('正常岗位三'), `"${'长'.repeat(3_500_000)}",x`, csvRow('正常岗位四')), {
    rowErrors: ['cell_too_long'],
    created: 2,
  }),
  sheetFile('a row of a million equal cells', () => book([goodRow('正常岗位五'), inlineCell('x').repeat(1_000_000)]), {
    refused: ['zip_bomb'],
  }),
  sheetFile(
    'a row of 50,000 cells that all differ',
    () => book([goodRow('正常岗位五'), Array.from({ length: 50_000 }, (_, at) => inlineCell(`${(at * 7919) % 50_021}`)).join('')]),
    { rowErrors: ['too_many_columns'], created: 1 },
  ),
  csvFile('a row of a million fields', () => csvOf(csvRow('正常岗位六'), 'x,'.repeat(1_000_000)), {
    rowErrors: ['too_many_columns', 'row_too_long'],
    created: 1,
  }),
  sheetFile(
    'a cell in a column that no sheet has',
    () => book([goodRow('正常岗位七'), '<c r="ZZZZZZZZ9" t="inlineStr"><is><t>x</t></is></c>']),
    {
      refused: ['damaged'],
    },
  ),
  sheetFile(
    'a row with a number that no sheet has',
    () => workbookOf(sheetOf([cellsOf(headings), goodRow('远行')]).replace(/<row>(?!.*<row>)/, '<row r="99999999999999">')),
    {
      refused: ['damaged', 'too_many_rows'],
      created: 1,
    },
  ),
  sheetFile(
    'formulas, with and without what they came to',
    () =>
      book([
        cellsOf([]) + `<c t="str"><f>CONCATENATE("公","式岗")</f><v>公式岗</v></c>${cellsOf(good.slice(1))}`,
        `<c><f>HYPERLINK("http://127.0.0.1:1")</f></c>${cellsOf(good.slice(1))}`,
      ]),
    {
      created: 1,
      rowErrors: ['formula_without_value'],
    },
  ),
  sheetFile('macros', () => book([goodRow('带宏的岗位')], [packPart('xl/vbaProject.bin', 'Attribute VB_Name = "x"')]), { created: 1 }),
  sheetFile(
    'NUL and half a pair, as Excel writes them',
    () => book([goodRow('坏字_x0000_岗'), goodRow('半字_xD800_岗'), goodRow('正常岗位八')]),
    { rowErrors: ['bad_character'], created: 1 },
  ),
]

const texts: HostileFile[] = [
  csvFile('one line of 32 MiB', () => Buffer.alloc(32 * mebibyte, 'x,好'), {
    refused: ['needs_mapping'],
    rowErrors: ['row_too_long', 'too_many_columns'],
  }),
  csvFile('a quotation mark that nobody closes, 16 MiB long', () => csvOf(csvRow('正常岗位九'), `"${'没有闭合\n'.repeat(1_300_000)}`), {
    rowErrors: ['unclosed_quote', 'cell_too_long'],
    created: 1,
  }),
  csvFile(
    'broken GB18030',
    () => Buffer.concat([Buffer.from([0xb8, 0xda, 0xce, 0xbb, 0xc3, 0xfb, 0xb3, 0xc6, 0x0a, 0x81, 0xff, 0xff, 0x0a])]),
    { refused: ['wrong_encoding'] },
  ),
  csvFile('broken UTF-8 behind a mark', () => Buffer.concat([Buffer.from('\ufeff岗位名称\n'), Buffer.from([0xe5, 0xb2, 0x0a])]), {
    refused: ['wrong_encoding'],
  }),
  csvFile(
    'NUL far behind the beginning',
    () =>
      csvOf(...Array.from({ length: 90 }, (_, at) => `备注：${'说明'.repeat(3_000)}${at}`), csvRow('空\u0000字符岗'), csvRow('正常岗位十')),
    { rowErrors: ['bad_character'], created: 1 },
  ),
  csvFile(
    'half a pair in UTF-16',
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csvOf(csvRow('半\ud800字岗'), csvRow('正常岗位十一')), 'utf16le')]),
    { refused: ['wrong_encoding'], rowErrors: ['bad_character'], created: 1 },
  ),
  ndjsonFile(
    'a line of 10 MiB',
    () => [jsonRow('甲子岗'), jsonRow('长'.repeat(3_500_000)), jsonRow('乙丑岗')].map((row) => JSON.stringify(row)).join('\n'),
    { rowErrors: ['row_too_long'], created: 2 },
  ),
  ndjsonFile(
    'NUL and half a pair in strings',
    () => [jsonRow('丙寅\u0000岗'), jsonRow('丁卯\ud800岗'), jsonRow('戊辰岗')].map((row) => JSON.stringify(row)).join('\n'),
    { rowErrors: ['bad_character'], created: 1 },
  ),
  ndjsonFile(
    'a key that is everybody’s prototype',
    () => `{"__proto__":{"岗位名称":"继承"},"constructor":{"prototype":{}},"单位名称":"${good[1]}"}\n${JSON.stringify(jsonRow('己巳岗'))}`,
    {
      rowErrors: ['missing_title'],
      created: 1,
    },
  ),
  {
    what: 'an array nested 10,000 deep',
    type: 'application/json',
    name: '岗位.json',
    file: () => '['.repeat(10_000) + ']'.repeat(10_000),
    rowErrors: ['too_deep'],
  },
  {
    what: 'an object nested 10,000 deep',
    type: 'application/json',
    name: '岗位.json',
    file: () => `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    refused: ['too_deep'],
  },
  {
    what: 'linked data that goes round in a circle',
    type: 'application/ld+json',
    name: '岗位.json',
    file: () =>
      '{"@context":"https://schema.org","@graph":[{"@id":"#a","@type":"JobPosting","title":{"@id":"#b"}},{"@id":"#b","name":{"@id":"#a"}}]}',
    rowErrors: ['missing_title', 'employer_unknown'],
  },
]

// In each field a text of pairs, and one where the pairs stand a place later: wherever a text is cut, one of the two is cut through a pair.
const allHeadings = [...headings, '残疾类别', '福利待遇', '上班时间', '任职要求', '单位地址', '技能要求', '备注', '学历要求']
const pairs = ['😀'.repeat(3_000), `x${'😀'.repeat(3_000)}`]
const acrossCuts = allHeadings.flatMap((heading, column) =>
  pairs.map((text, at) =>
    allHeadings.map((_, index) => (index === column ? text : index === 0 ? `成对岗${heading}${at}` : (good[index] ?? ''))).join(','),
  ),
)
texts.push(
  csvFile('pairs that lie across every place where a text is cut', () => [allHeadings.join(','), ...acrossCuts].join('\n'), {
    rowErrors: ['too_big', 'employer_unknown'],
    created: 24,
  }),
)

const strangers: HostileFile[] = [
  sheetFile(
    'a password',
    () =>
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(600),
        Buffer.from('EncryptedPackage', 'utf16le'),
        Buffer.alloc(600),
      ]),
    { refused: ['encrypted'] },
  ),
  sheetFile(
    'a Word file',
    () =>
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('WordDocument', 'utf16le'), Buffer.alloc(600)]),
    { refused: ['not_a_workbook'] },
  ),
  sheetFile('a PDF called .xlsx', () => Buffer.from('%PDF-1.7 not a workbook'), { refused: ['unknown_type'] }),
  sheetFile('a picture called .xlsx', () => Buffer.from('89504e470d0a1a0a0000', 'hex'), { refused: ['unknown_type'] }),
  {
    what: 'a web page called .xls',
    type: 'application/vnd.ms-excel',
    name: '岗位.xls',
    file: () => '<html><table><tr><td>岗位</td></tr></table></html>',
    refused: ['not_a_workbook'],
  },
  { what: 'a table called .xlsx', type: xlsx, name: '岗位.xlsx', file: () => csvOf(csvRow('庚午岗')), created: 1 },
  csvFile('a workbook called .csv', () => book([goodRow('辛未岗')]), { created: 1 }),
]

const whole = () => book(Array.from({ length: 40 }, (_, at) => goodRow(`截断${at}`)))
const cut: HostileFile[] = Array.from({ length: 15 }, (_, at) =>
  sheetFile(`a workbook cut off at ${at + 1}/16`, () => whole().subarray(0, Math.floor((whole().length * (at + 1)) / 16)), {
    refused: ['damaged'],
  }),
)

export const hostileFiles: readonly HostileFile[] = [...packages, ...entities, ...cells, ...texts, ...strangers, ...cut]
