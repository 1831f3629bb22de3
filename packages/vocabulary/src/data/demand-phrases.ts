import type { IcfCode } from '../icf.ts'

interface DemandPhrase {
  icf: IcfCode
  tolerated: 0 | 1 | 2 | 3 | 4
  /** A regular expression over text without white space. */
  words: string
}

/** Plain wordings of postings, and the greatest difficulty at which the work they describe usually still goes. Earlier rows are stricter. */
export const demandPhrases = [
  { icf: 'd415', tolerated: 1, words: '久站|长时间站立|长期站立|站立工作|站着工作|全程站立|能站' },
  { icf: 'd415', tolerated: 2, words: '久坐|长时间坐|坐班|坐着(?:上班|工作)|站岗' },
  { icf: 'd410', tolerated: 1, words: '(?:频繁|经常|反复)(?:弯腰|下蹲|蹲下)' },
  { icf: 'd410', tolerated: 2, words: '弯腰|下蹲|俯身|蹲起' },
  { icf: 'd430', tolerated: 1, words: '重体力|体力活|搬重物|搬抬重物|搬运重物|负重|扛包' },
  { icf: 'd430', tolerated: 2, words: '搬运|搬货|搬抬|装卸|卸货|装车|码垛|码放|上货|捆扎|收、?发、?存' },
  { icf: 'd440', tolerated: 0, words: '精密装配|精密操作|显微镜下|微小零件' },
  {
    icf: 'd440',
    tolerated: 1,
    words: '精细装配|精细手工|精细操作|手指灵活|双手灵活|手脚灵活|动手能力强|穿珠|粘珠|刺绣|焊锡|缝纫|打字速度|去毛刺|水电维修',
  },
  {
    icf: 'd440',
    tolerated: 2,
    words: '打字|录入|键盘|手工制作|手工作业|手工活|贴标|贴价签|粘贴|点钞|装订|收银|手冲|制作(?:咖啡|奶茶|饮品)|零部件加工',
  },
  { icf: 'd445', tolerated: 1, words: '双手操作|双手健全|操作机器|操作设备|机台操作|使用工具|按摩|推拿' },
  {
    icf: 'd445',
    tolerated: 2,
    words: '打包|包装|擦拭|清扫|打扫|拖地|分拣|组装|装配|洗碗|清洗|择菜|摆菜|垃圾清理|废弃物清除|修剪|除草|整理货架|店面清洁|装订',
  },
  { icf: 'd450', tolerated: 1, words: '巡逻|巡查|长时间行走|走动较多|跑腿|步行|腿脚(?:灵便|灵活|方便)|送餐|送货上门' },
  { icf: 'd450', tolerated: 2, words: '来回走动|走动|传菜|导购|发传单' },
  { icf: 'd455', tolerated: 1, words: '登高|攀爬|爬高|爬梯|高空作业|高处作业|爬楼|不恐高' },
  { icf: 'd455', tolerated: 2, words: '上下楼|上楼梯|楼梯' },
  { icf: 'b455', tolerated: 1, words: '高强度|三班倒|三班三倒|备勤|两班倒|倒班|12小时|夜班|通宵|体力好|体力充沛' },
  { icf: 'b455', tolerated: 2, words: '吃苦耐劳|加班|轮班|户外作业|室外作业' },
  { icf: 'd230', tolerated: 1, words: '夜间倒班|值夜班|轮值|24小时值班|值班备勤' },
  { icf: 'd230', tolerated: 2, words: '按时出勤|全勤|早晚班|排班' },
  { icf: 'd475', tolerated: 0, words: '驾驶(?!证)|开车|驾车|出车|送货司机|货车司机' },
  { icf: 'd475', tolerated: 1, words: '骑车|骑电动车|电动车配送|开叉车|叉车作业' },
  { icf: 'd470', tolerated: 2, words: '出差|外勤|外出拜访|跑业务|跑客户' },
  {
    icf: 'd360',
    tolerated: 1,
    words: '接听电话|接听来电|电话接听|接打电话|打电话|拨打电话|呼入|电话沟通|电话销售|电话回访|外呼|接线|电话客服',
  },
  {
    icf: 'd360',
    tolerated: 2,
    words: '办公软件|电脑|计算机|office|excel|word(?![a-z])|操作系统|读屏|QQ|限时回复|在线沟通|文字沟通|在线回复|旺旺|微信沟通|使用手机',
  },
  { icf: 'd330', tolerated: 0, words: '主持|播音|配音|直播讲解|普通话二级甲等|朗诵|讲解员' },
  {
    icf: 'd330',
    tolerated: 1,
    words: '口齿清晰|口齿伶俐|普通话(?:标准|流利|准确)|语言表达(?:能力)?强|表达能力强|善于表达|口头表达|演讲|授课',
  },
  { icf: 'd330', tolerated: 2, words: '普通话|语言表达|讲解|沟通能力|沟通交流|说服|宣传教育' },
  { icf: 'd310', tolerated: 1, words: '接听来电|电话接听|接听电话|呼入|面对面沟通|口头交流|听力正常|接待客户|接待来访|接待顾客|同声' },
  { icf: 'd310', tolerated: 2, words: '服从指挥|听从安排|接待|点单|点菜' },
  { icf: 'd115', tolerated: 1, words: '听[^,。;]{0,6}录音|听(?:机器|设备|报警)声|警报声|音质判断|调音|听录音|录音质检' },
  { icf: 'd110', tolerated: 1, words: '监控值守|看监控|视频监控|监看|瞭望|目视检查|视力(?:良好|正常)' },
  { icf: 'b210', tolerated: 1, words: '外观检验|外观检查|目检|质检|检验产品|辨别颜色|无色盲|无色觉异常|色差|挑选次品|显微镜' },
  { icf: 'd166', tolerated: 1, words: '校对|审核文字|内容审核|阅读(?:文件|图纸|合同)|看懂图纸|识图|公文|文案|法规|招投标|文本标注' },
  { icf: 'd166', tolerated: 2, words: '识字|文字录入|填写表格|单据|登记台账|认识\\d+个英文?字母|会\\d+个英文字母' },
  { icf: 'd160', tolerated: 1, words: '注意力集中|高度集中|专注力强|细致入微' },
  { icf: 'd160', tolerated: 2, words: '细心|工作认真|安全维护|评分|认真细致|心细|耐心细致|做事认真|有耐心' },
  { icf: 'd175', tolerated: 1, words: '独立解决问题|分析(?:和)?解决问题|故障排除|应急处置|逻辑思维强|编程|调试' },
  { icf: 'd175', tolerated: 2, words: '应变能力|处理突发|灵活应变|解决问题' },
  { icf: 'd155', tolerated: 1, words: '学习能力强|快速学习|上手快' },
  { icf: 'd155', tolerated: 2, words: '培训上岗|接受培训|愿意学习|培训考核' },
  { icf: 'd220', tolerated: 1, words: '多任务|同时处理|一人多岗|统筹协调' },
  { icf: 'd240', tolerated: 1, words: '抗压(?:能力)?强|承受(?:较大)?(?:工作)?压力|高压|快节奏|处理投诉|客诉|限时回复|狼性' },
  { icf: 'd240', tolerated: 2, words: '抗压|应变能力|情绪稳定|心态好|压力' },
  {
    icf: 'd720',
    tolerated: 1,
    words: '沟通(?:能力)?强|较强的沟通|良好的?沟通|沟通协调|公关|应酬|谈判|投诉|纠纷|教学协助|接待|销售经验|客户开发|团队管理',
  },
  { icf: 'd720', tolerated: 2, words: '沟通能力|团队合作|团队协作|团队精神|亲和力|服务意识|与人沟通|性格(?:开朗|外向|活泼)' },
] as const satisfies readonly DemandPhrase[]
