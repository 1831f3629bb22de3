/** Common family and given names; put together by chance they name nobody in particular. */
export const familyNames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'.split('')
export const givenNames =
  '小禾 明屿 静澜 建栎 晓岚 文澄 丽桐 志岫 秀禾 国栎 雨桐 子澜 思屿 佳禾 海岚 春澄 立栎 青岫 婉桐 君澜 一禾 若屿 晨岚 景澄 书栎 安岫 念桐 知澜 远禾 可屿 望岚 清澄 嘉栎 亦岫 星桐 云澜 月禾 冬屿 夏岚 秋澄'.split(
    ' ',
  )

/** Districts people live in, with how many parts of the whole live there. */
export const homes: readonly (readonly [string, number])[] = [
  ['330102', 10],
  ['330105', 12],
  ['330106', 12],
  ['330108', 7],
  ['330109', 13],
  ['330110', 13],
  ['330111', 6],
  ['330112', 5],
  ['330113', 9],
  ['330114', 5],
  ['330122', 2],
  ['330127', 1],
  ['330182', 2],
  ['330702', 2],
  ['330782', 1],
  ['310115', 1],
]
