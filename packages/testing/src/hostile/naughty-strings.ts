/** Whether a text can be stored as it is: U+0000 and half a surrogate pair cannot. */
export function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at))
const around = (characters: readonly string[]) => characters.flatMap((character) => [character, `岗${character}位`])
const words = (list: string) => list.split('\n').filter((line) => line !== '')

const unkeepable = [
  '\u0000',
  '岗\u0000位',
  '岗位\u0000',
  '\u0000岗位',
  '\ud800',
  '\udbff',
  '\udc00',
  '\udfff',
  '岗\ud83d位',
  '岗\ude00位',
  '\ude00\ud83d',
  '\ud83d\ud83d\ude00',
  '😀\udc00',
  'x\ud800',
  '\udfffx',
  `${'x'.repeat(3000)}\ud800`,
]

const controls = [...around([...range(1, 0x1f), ...range(0x7f, 0x9f)])]
const invisible = around([
  ...range(0x200b, 0x200f),
  ...range(0x202a, 0x202e),
  ...range(0x2060, 0x2064),
  ...range(0x2066, 0x2069),
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u17b4',
  '\u180e',
  '\u3164',
  '\ufeff',
  '\uffa0',
])
const spaces = around(['\u00a0', '\u1680', ...range(0x2000, 0x200a), '\u2028', '\u2029', '\u202f', '\u205f', '\u3000', '\u0085'])
const noncharacters = around(['\ufdd0', '\ufdef', '\ufffe', '\uffff', '\u{1fffe}', '\u{10ffff}', '\ue000', '\u{f0000}', '\ufffd'])

const composed = [
  'é',
  'e\u0301',
  'Å',
  '\u212b',
  'ﬁ',
  '①②③',
  'ＡＢＣ１２３',
  'ｶﾅ',
  '가',
  '\u1100\u1161',
  '葛\u{e0100}',
  '龍龙竜',
  '𠮷野家',
  '㍻',
  '㎏',
  '﷽',
  'İıſK',
  'ß',
  'ŉ',
  `Z${'\u0301'.repeat(1000)}`,
  Array.from('招聘', (letter) => letter + '\u0335\u0489\u0360\u0303'.repeat(40)).join(''),
]

const pictures = ['😀', '👨‍👩‍👧‍👦', '👩🏿‍🦽', '🏳️‍🌈', '🇨🇳', '🇨', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '♿', '\u200d\u200d\u200d', '🧏‍♀️'.repeat(15), '\ufe0f']

const otherScripts = words(`عربي من اليمين
עברית מימין
\u202eمقلوب reversed
岗位 عربي 混排
ไทยที่ไม่มีวรรคตอน
हिन्दी में
ᠮᠣᠩᠭᠣᠯ
བོད་ཡིག
ئۇيغۇرچە
русский
Ελληνικά
日本語テキスト
한국어
ꆈꌠꉙ
𝔘𝔫𝔦𝔠𝔬𝔡𝔢
ｆｕｌｌｗｉｄｔｈ
ʇxǝʇ uʍop ǝpᴉsdn
⠃⠗⠁⠊⠇⠇⠑
𒀀𒁀𒂀
٠١٢٣٤
一二三四〇壹贰叁`)

const injections = words(`' OR 1=1 --
'; drop table postings.postings; --
" or ""="
1; select pg_sleep(10)
') or ('a'='a
\\'; shutdown --
$$; drop schema postings cascade; $$
E'\\x00'
admin'/*
union select null,null,null--
%' and 1=0 union all select 'x
{"$gt": ""}
{"$where": "sleep(1000)"}
*)(uid=*))(|(uid=*
' or count(/child::node())=1 or ''='
<script>alert(1)</script>
"><img src=x onerror=alert(1)>
<svg/onload=alert(1)>
javascript:alert(1)
<iframe src="data:text/html,x"></iframe>
<!--#exec cmd="ls"-->
<![CDATA[x]]>
<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>
&lt;b&gt; &amp;amp; &#0; &#x41; &nbsp;
</textarea><b>
<a href="\u0001javascript:x">
' onmouseover='x
\`rm -rf /\`
$(reboot)
; ls -la
| cat /etc/passwd
&& ping -c 1 127.0.0.1
> /dev/null
\${IFS}cat
$HOME
%PATH%
$(cat /proc/self/environ)
{{7*7}}
\${7*7}
#{7*7}
<%= 7*7 %>
{% raw %}
[[7*7]]
*{7*7}
{{constructor.constructor('return process')()}}
\${jndi:ldap://127.0.0.1/a}
%s%s%s%s%n
%x%d%p
%1$s %2$n
{0} {1} {name}
%%%
../../../../etc/passwd
..\\..\\..\\windows\\win.ini
/etc/passwd%00.xlsx
file:///etc/passwd
C:\\CON\\CON
\\\\127.0.0.1\\share
..%2f..%2f
%c0%ae%c0%ae/
http://127.0.0.1:22/
http://[::1]/
a\r\nSet-Cookie: x=1
a\r\n\r\nHTTP/1.1 200 OK
Content-Length: 0
=1+1
+1+1
-1+1
@SUM(1)
=cmd|' /C calc'!A0
=HYPERLINK("http://127.0.0.1","x")
＝1+1
\t=1+1
(a+)+$
^(([a-z])+.)+[A-Z]([a-z])+$
\\u0000
\\x00
\\0
%00
&#0;
\\ud800
"\\"\\\\"
\\
\\\\
"
'
''''''
\`\`\`
/
//
/*
*/
--
#
~0 ~1 ~2
/a~1b/c~0d
[object Object]
+ADw-script+AD4-
=?utf-8?b?eA==?=`)

const meaningful = words(`null
undefined
true
false
nil
None
NaN
Infinity
-Infinity
0
-0
00
1
-1
1.0
1e3
1e309
-1e309
1E+2
0x10
0b11
1_000
1,000
1.000,00
９９９
½
4.5e-324
9007199254740993
18446744073709551616
99999999999999999999999999999999
2147483648
-2147483649
1/0
1;2
__proto__
constructor
prototype
hasOwnProperty
toString
valueOf
length
__defineGetter__
then
toJSON
CON
PRN
aux
.
..
...
*
?
-
_
_x0000_
_x0041_
$
@
!
,
;
:
|
()
[]
{}
<>
1970-01-01
0000-00-00
9999-12-31
2026-02-30
2026-11-20T25:61:61Z
24:00
00:00:00.000000001
019a0000-0000-7000-8000-000000000001
00000000-0000-0000-0000-000000000000
91990106MA0TETT2XY
某某某
测试
无
不限
同上
/
——
若干
N/A
#REF!
#N/A
#DIV/0!`)

const long = [
  ...[39, 40, 41, 59, 60, 61, 79, 80, 81, 99, 100, 101, 199, 200, 201, 499, 500, 501, 4_999, 5_000, 5_001].map((length) =>
    '长'.repeat(length),
  ),
  '𠮷'.repeat(40),
  '𠮷'.repeat(41),
  'a'.repeat(65_536),
  'x '.repeat(2_400),
  '\n'.repeat(4_000),
  ' '.repeat(100),
  `${' '.repeat(4_900)}x`,
  '('.repeat(5_000),
  '"'.repeat(2_500),
  '\\'.repeat(2_500),
  '，'.repeat(5_000),
  '要求'.repeat(2_500),
  '18-45周岁'.repeat(800),
  '4500-6000元'.repeat(700),
  '0'.repeat(5_000),
]

const blank = ['', ' ', '\t', '\n', '\r\n', '\u3000', ' \u200b ', '\ufeff']

/** Days and times at the edges of what calendars, `Date` and databases know. */
export const naughtyTimes: readonly string[] = words(`0000-01-01
0000-01-01T00:00:00Z
0000-12-31T23:59:59+08:00
0001-01-01
0001-01-01T00:00:00+14:00
0001-01-01T00:00:00+23:59
1582-10-10
1899-12-31T23:59:59Z
1970-01-01T00:00:00Z
2026-02-29
2026-02-29T00:00:00Z
2026-11-31
2026-11-20T24:00:00Z
2026-11-20T23:59:60Z
2026-11-20T09:00:00+24:00
2026-11-20T09:00:00+23:59
2026-11-20T09:00:00-23:59
2026-11-20T09:00:00-00:00
2026-11-20T09:00:00+0800
2026-11-20T09:00:00
2026-11-20 09:00:00Z
2026-11-20T09:00Z
2026-11-20T09Z
2026-11-20T09:00:00.1Z
2026-11-20T09:00:00.123456789Z
2026-11-20T09:00:00.123456789012345678901234567890Z
2026-11-20T09:00:00,5Z
2026-W47-5
2026-324
9999-12-31
9999-12-31T23:59:59.999999Z
9999-12-31T23:59:59-23:59
10000-01-01T00:00:00Z
+010000-01-01T00:00:00Z
-000001-01-01T00:00:00Z
１９９９-12-31
infinity
-infinity
epoch
now
today`)

/** Texts that break systems which were written for well-behaved ones: more than five hundred, each once. Some cannot be kept, which `isKeepable` tells. */
export const naughtyStrings: readonly string[] = [
  ...new Set([
    ...unkeepable,
    ...blank,
    ...controls,
    ...invisible,
    ...spaces,
    ...noncharacters,
    ...composed,
    ...pictures,
    ...otherScripts,
    ...injections,
    ...meaningful,
    ...long,
  ]),
]
