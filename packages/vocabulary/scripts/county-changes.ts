interface Change {
  /** The counties of the map that today's county consists of, or the one it was cut out of. */
  from: readonly string[]
  /** Where its people go when that is not the seat of the first: degrees of longitude and latitude, to a few hundred metres, ours. */
  seat?: [number, number]
}

// Where the map (2017) and the region table (today) differ by more than a rank. A county cut out of another takes the whole shape of the
// old one: its circle is too large, and so the lower bound of a distance stays true.
export const changes: Readonly<Record<string, Change>> = {
  '130284': { from: ['130223'] },
  '130502': { from: ['130502'] },
  '130503': { from: ['130503', '130521'] },
  '130505': { from: ['130526'] },
  '140213': { from: ['140202', '140211'] },
  '140214': { from: ['140203', '140211'] },
  '140215': { from: ['140227'] },
  '140403': { from: ['140402', '140411'] },
  '140404': { from: ['140421'] },
  '220184': { from: ['220381'] },
  '330102': { from: ['330102', '330104'] },
  '330105': { from: ['330105', '330103'] },
  '330110': { from: ['330110'], seat: [119.9784, 30.2737] },
  '330113': { from: ['330110'], seat: [120.2994, 30.4188] },
  '330114': { from: ['330104', '330109'], seat: [120.4939, 30.3227] },
  '330383': { from: ['330327'], seat: [120.5532, 27.5783] },
  '340210': { from: ['340221'] },
  '350405': { from: ['350427'] },
  '360113': { from: ['360112'], seat: [115.8582, 28.6984] },
  '360404': { from: ['360421'] },
  '361104': { from: ['361121'] },
  '370116': { from: ['371202'] },
  '370117': { from: ['371203'] },
  '430212': { from: ['430221'] },
  '440311': { from: ['440306'], seat: [113.936, 22.749] },
  '450181': { from: ['450127'] },
  '500155': { from: ['500228'] },
  '500156': { from: ['500232'] },
  '511504': { from: ['511521'] },
  '520281': { from: ['520222'] },
  '540602': { from: ['542421'] },
  '540621': { from: ['542422'] },
  '540622': { from: ['542423'] },
  '540623': { from: ['542424'] },
  '540624': { from: ['542425'] },
  '540625': { from: ['542426'] },
  '540626': { from: ['542427'] },
  '540627': { from: ['542428'] },
  '540628': { from: ['542429'] },
  '540629': { from: ['542430'] },
  '540630': { from: ['542431'] },
  '610482': { from: ['610427'] },
}

/** Maps whose counties carry names only: the prefecture they belong to. */
export const prefectureOfMap: Readonly<Record<string, string>> = { 'he2_bei3_cang1_zhou1.geojson': '1309', 'shanghai.geojson': '3101' }
