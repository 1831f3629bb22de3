export interface MinimumWage {
  /** Leading digits of a GB/T 2260 code. The longest that fits counts. */
  region: string
  /** First day in force, `YYYY-MM-DD`. */
  from: string
  /** Lowest tier of the region where tiers differ inside it, so that nothing lawful is found fault with. */
  monthYuan: number
  /** For part-time work by the hour; null where not known. */
  hourYuan: number | null
  tier: 'only' | 'first' | 'second' | 'third' | 'lowest'
  /** The text of the notice was read. */
  verified: boolean
  source: string
}

// No official table could be read while this was written: every row is secondary, remembered from the quarterly overview of the ministry
// (全国各地区最低工资标准情况). A figure in doubt was left at the older, lower one. Replace a row once the provincial notice was read.
const remembered = 'secondary: remembered from the ministry’s quarterly overview; provincial notice not read'

type Row = readonly [region: string, from: string, month: number, hour: number | null, tier: MinimumWage['tier']]

const rows: readonly Row[] = [
  ['11', '2023-09-01', 2420, 26.4, 'only'],
  ['11', '2025-09-01', 2540, 27.7, 'only'],
  ['12', '2023-11-01', 2320, 24.4, 'only'],
  ['13', '2023-01-01', 1800, 18, 'lowest'],
  ['14', '2023-01-01', 1780, null, 'lowest'],
  ['15', '2021-12-01', 1850, null, 'lowest'],
  ['21', '2024-05-01', 1700, null, 'lowest'],
  ['22', '2021-12-01', 1540, null, 'lowest'],
  ['23', '2021-04-01', 1450, null, 'lowest'],
  ['31', '2023-07-01', 2690, 24, 'only'],
  ['31', '2025-07-01', 2740, 25, 'only'],
  ['32', '2024-01-01', 2010, 20, 'lowest'],
  ['3201', '2024-01-01', 2490, 24, 'first'],
  ['3205', '2024-01-01', 2490, 24, 'first'],
  ['33', '2024-01-01', 2010, 20, 'lowest'],
  // The urban districts of 杭州; its counties and the other cities stay with the lowest tier of the province.
  ...['330102', '330105', '330106', '330108', '330109', '330110', '330113', '330114'].map(
    (region): Row => [region, '2024-01-01', 2490, 24, 'first'],
  ),
  ['34', '2023-03-01', 1780, 18, 'lowest'],
  ['35', '2022-04-01', 1660, null, 'lowest'],
  ['36', '2024-04-01', 1740, null, 'lowest'],
  ['37', '2023-10-01', 1820, 18, 'lowest'],
  ['41', '2024-01-01', 1800, null, 'lowest'],
  ['42', '2024-02-01', 1800, null, 'lowest'],
  ['43', '2022-04-01', 1550, null, 'lowest'],
  ['44', '2021-12-01', 1620, 16.1, 'lowest'],
  ['44', '2025-03-01', 1750, null, 'lowest'],
  ['4401', '2021-12-01', 2300, 22.2, 'first'],
  ['4401', '2025-03-01', 2500, 23.7, 'first'],
  ['4403', '2021-12-01', 2360, 22.2, 'first'],
  ['4403', '2025-03-01', 2520, 23.7, 'first'],
  ...['4404', '4406', '4419', '4420'].flatMap((region): Row[] => [
    [region, '2021-12-01', 1900, 18.1, 'second'],
    [region, '2025-03-01', 2080, 19.8, 'second'],
  ]),
  ...['4405', '4407', '4408', '4412', '4413'].flatMap((region): Row[] => [
    [region, '2021-12-01', 1720, 17, 'third'],
    [region, '2025-03-01', 1850, null, 'third'],
  ]),
  ['45', '2023-11-01', 1690, null, 'lowest'],
  ['46', '2023-12-01', 1850, null, 'lowest'],
  ['50', '2022-04-01', 2000, 20, 'lowest'],
  ['51', '2022-04-01', 1870, 19.6, 'lowest'],
  ['52', '2023-02-01', 1660, null, 'lowest'],
  ['53', '2023-10-01', 1690, null, 'lowest'],
  ['54', '2021-07-01', 1850, 18, 'only'],
  ['61', '2023-05-01', 1950, 19, 'lowest'],
  ['62', '2023-11-01', 1850, null, 'lowest'],
  ['63', '2023-02-01', 1880, 18, 'only'],
  ['64', '2021-09-01', 1750, 16, 'lowest'],
  ['65', '2021-04-01', 1540, 15.4, 'lowest'],
]

export const minimumWages: readonly MinimumWage[] = rows.map(([region, from, monthYuan, hourYuan, tier]) => ({
  region,
  from,
  monthYuan,
  hourYuan,
  tier,
  verified: false,
  source: remembered,
}))
