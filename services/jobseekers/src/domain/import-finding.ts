import type { RefusalReason } from './refusal.ts'
import type { Spoilt } from './spoilt-number.ts'

/** What can be said of a cell beyond what a registration is refused for. */
export type ImportFindingCode =
  | RefusalReason
  | Spoilt
  | 'number_tidied'
  | 'contradicts_certificate'
  | 'certificate_differs'
  | 'not_understood'
  | 'no_formula_value'
  | 'missing'
  | 'missing_number'
  | 'duplicate_in_file'
  | 'registered_elsewhere'
  | 'consent_without_date'
  | 'disclosure_singly'

/** A finding as it is kept with its row: a place and a check, never what was sent. */
export interface ImportFinding {
  /** Letters of a column, a JSON pointer, or null for the row as a whole. */
  column: string | null
  code: ImportFindingCode | (string & {})
  /** The row was refused for it. */
  refuses: boolean
  /** What the sentence of a refusal is filled with: our own codes, nothing of the row. */
  values?: Readonly<Record<string, string>>
  /** Of checks whose sentence has a bound of the contract in it. */
  say?: { zh: string; en: string }
}

export const importSayings: Readonly<Record<Exclude<ImportFindingCode, RefusalReason>, readonly [zh: string, en: string]>> = {
  scientific_notation: [
    '号码被表格软件改成了科学计数法，末几位已丢失；请把该列设为“文本”，从原始材料重新填写。',
    'The spreadsheet turned the number into scientific notation and lost its end; format the column as text and enter it again from the source.',
  ],
  rounded_by_spreadsheet: [
    '号码是以数值保存的，表格软件只保留 15 位，末几位已变成 0；请把该列设为“文本”，从原始材料重新填写。若号码确实如此，请用 .xlsx 的文本格式上传，或单独登记。',
    'The number was kept as a value, of which a spreadsheet keeps 15 digits; format the column as text and enter it again from the source. If the number is really like this, send it as text in an .xlsx, or register her singly.',
  ],
  lost_last_character: [
    '少了一位，可能丢了末位的 X；请核对原始材料后补全。',
    'One character is missing, perhaps the X at its end; complete it from the source.',
  ],
  old_15_digits: ['是 15 位的旧号码，请填写 18 位号码。', 'It is an old number of 15 digits; enter the one of 18.'],
  is_a_certificate_number: [
    '这一格是残疾人证号，不是身份证号；请填到对应的列。',
    'This is the number of a certificate, not a citizen id number; put it into its own column.',
  ],
  is_an_id_number: [
    '这一格是身份证号，不是残疾人证号；请填到对应的列。',
    'This is a citizen id number, not the number of a certificate; put it into its own column.',
  ],
  number_tidied: [
    '号码前后有多余的符号或全角字符，已按规范读取，请核对。',
    'The number had marks around it or wide characters and was read without them; check it.',
  ],
  contradicts_certificate: [
    '与残疾人证号不一致，请核对证件后改正，或清空这一格（以证号为准）。',
    'It does not agree with the number of the certificate; correct one of them, or empty this cell: the number decides.',
  ],
  certificate_differs: [
    '与已登记的残疾人证号不同，未更改；如已换证，请用“登记新证”办理。',
    'It differs from the certificate we know and was not changed; register a renewed card by its own call.',
  ],
  not_understood: [
    '没有读懂，未采用；请改用常见写法，或留空。',
    'It was not understood and not taken; word it in a common way, or leave it empty.',
  ],
  no_formula_value: [
    '这一格是公式，但文件里没有算好的结果；请用 Excel 打开、保存后再上传。',
    'The cell has a formula without its result; open and save the file in Excel and send it again.',
  ],
  missing: ['缺少必填内容，请补充。', 'This is required; add it.'],
  missing_number: [
    '没有身份证号或残疾人证号，无法查重；请补充，或单独登记此人。',
    'There is neither a citizen id number nor a certificate, so the person could not be found again; add one, or register her singly.',
  ],
  duplicate_in_file: [
    '同一个人在文件中已出现过，只采用第一次；请合并。',
    'The person stands in this file before; the first row counts. Merge them.',
  ],
  registered_elsewhere: [
    '此人不在您的服务范围内，未作任何更改；如需转入，请联系上级残联。',
    'This person is not yours to change, and nothing was changed; ask the federation above you for a transfer.',
  ],
  consent_without_date: [
    '写了同意，但没有日期或文本版本，未记录同意；请补充同意日期与文本版本。',
    'It says yes without a date or the version of the text, so no consent was recorded; add both.',
  ],
  disclosure_singly: [
    '向用人单位提供信息的同意须逐人单独记录，请从文件中删去。',
    'A consent to disclose to an employer is recorded person by person; take it out of the file.',
  ],
}
