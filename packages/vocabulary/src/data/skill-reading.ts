/** Traits of character and general abilities: in the table so that they can be said of a person, never read as a skill a posting asks for. */
export const traits = [
  'time_management',
  'stress_resilience',
  'attention_to_detail',
  'learning_ability',
  'active_listening',
  'teamwork',
] as const

/**
 * Words that name a skill only inside a longer one or as an item of a list (招聘、考勤): inside a sentence they name a thing, a department
 * or a step of the hiring itself.
 */
export const tooWide =
  '说服能力 说服力 说服 管理 协调 保险 证券 信贷 售后 康复 宣传 后勤 测试 运维 收纳 皮具 动画 救生 呼入 简报 程式 录音 总务 庶务 复健 社工 乐器 皮革 有声书 保险推销 中控 店长 招聘 面试 培训 法律 法规 统计报表 物流 消防 电商 策划 办公 主播 客语 维修 采购 电源 监控 手工 编辑 测量 方言 调度 餐饮 直播 宾馆前台 表达 业务 登记 检测 出品 看守 报表 出库 入库 上课 书写 摩托车 电动车 收获 收盘 中餐 文书 会说话 指导 看门 检查 修理 门岗 折叠 播种 机床 演讲 管理经验 管理能力 与客户沟通 客户沟通 打印机 复印机 办公设备 组织管理 值守 巡检 安装'.split(
    ' ',
  )

/** Wordings in which a name of a skill stands and none is meant; they win because they are longer. */
export const notSkills =
  '有电动三轮车 有三轮车 自备三轮车 有电动车 自备电动车 自带电动车 有摩托车 有货车 有自备车 自备车辆 有车 欢迎投递 伙伴投递 投递简历 简历投递 请投递 有面包车 收费站 绿化工 养护工 庇护工场 庇护员工 复印件 身份证复印件 残疾证复印件 证件复印件 扫描件 复印件一份 接听电话 接听来电 电话接听 来电接听 接听热线 接电话 英文字母 英语字母 个字母 公文递送 公文传递 生活自理能力 自理能力 交通安全管理 道路交通安全管理 驾驶证优先 驾驶证 驾照 有驾照 清洁用品 清洁消耗用品 保洁用品 办公环境 绩效考核 考核合格 团队活动 带薪培训 岗前培训 免费培训 培训机会 提供培训 培训上岗 公司培训 专业培训 入职培训 法律规定 法律法规规定 相关法律 国家法律 社会保险 五险 生产工艺 物流公司 保洁公司 物业公司 家政公司 服装公司 电子商务公司 餐饮公司 保险公司 房产公司 销售公司 食品公司 包装公司 广告公司 设计公司 保安公司 装饰公司 咨询公司 服装厂 电子厂 食品厂 包装厂 印刷厂 制衣厂 鞋厂 销售提成 销售奖金 销售部 财务部 采购部 市场部 客服部 人事部 行政部 品质部 质检部 包装车间 装配车间 缝纫车间 视频面试 电话面试 电话联系 电话预约 联系电话 网上报名 现场面试 性格开朗善于 服务意识 医疗保险 商业保险 意外险 工伤保险 养老保险 保险福利 合同工 劳动合同 签订合同 签订劳动合同 消防要求 质量要求 设计院 驾驶员 销售额 维修费 管理费 服装费 工作服装 工作餐 员工餐厅 客户满意度 市场价 交通便利 保安亭 安全感 宿舍管理规定 出勤统计 统计上岗 会议室 编辑部 直播间环境 会计专业 会计学 统计学 统计专业 法律专业 英语专业 非英语专业 护理专业 计算机专业 计算机类 医学专业 机械专业 电气专业 化工类 检测类 设计专业 营销专业 市场营销专业 电子商务专业 中文专业 新闻专业 建筑专业 土木专业 土木工程专业 财务专业 财会专业 财会类 教育专业 文秘专业 会计类 统计类 法学 相关专业'.split(
    ' ',
  )

/** What a title that names plain work does not ask for as a skill: 保洁, 绿化, 客服 as titles say the job. */
export const plainWork = [
  'cleaning',
  'gardening',
  'customer_service',
  'phone_customer_service',
  'online_customer_service',
  'bank_teller',
  'security_guarding',
  'order_keeping',
  'reception',
  'front_desk',
  'administration',
  'secretarial_work',
  'hr_affairs',
  'warehouse_management',
  'loading',
  'site_watching',
  'gate_keeping',
  'public_area_cleaning',
  'equipment_maintenance',
  'nursing',
  'elderly_care',
  'hotpot_service',
  'community_work',
  'service_etiquette',
  'concierge',
  'promotion',
  'retail_sales',
  'security_check',
  'visitor_guiding',
  'hospital_care',
  'tax_filing',
  'smartphone_use',
  'wechat_shop',
  'ride_hailing',
  'transport_dispatch',
  'livestock_raising',
  'injection_moulding',
  'courier_delivery',
  'food_delivery',
  'pet_care',
  'parcel_station',
  'water_delivery',
] as const

/** How well: the words that stand before a skill, and the level from 1 (beginner) to 5 (expert). The first that fits counts. */
export const levelWords = [
  { words: '精通|专家级|资深', level: 5 },
  { words: '熟练|娴熟|擅长|善于|流利|标准|较强|优秀|扎实', level: 4 },
  { words: '熟悉|掌握|能够|具备|胜任|良好', level: 3 },
  { words: '了解|懂|略懂|基本|简单|基础|初步|一定', level: 2 },
] as const

/** In brackets behind a skill also the two lowest steps of sheets that grade skills: 入门, 会. */
export const remarkWords = [...levelWords, { words: '入门|初学', level: 1 }, { words: '(?<!不)会(?=$|[,、;])', level: 2 }] as const

interface CoreSkill {
  readonly skill: string
  readonly occupations: string
  /**
   * `title`: the name of a trade names the skill (焊工). `texts`: only where the posting says what it asks for.
   * `silent`: only where the posting says nothing more.
   * `experience`: only where it asks for experience in such work (相关工作经验).
   */
  readonly when: 'title' | 'texts' | 'silent' | 'experience'
}

/** The skill that an occupation is, and when a posting for it asks for that skill without naming it. */
export const coreSkills = [
  { skill: 'welding', occupations: '6-18-02-04', when: 'title' },
  { skill: 'lathe_turning', occupations: '6-18-01-01', when: 'title' },
  { skill: 'cnc_operation', occupations: '6-18-01-07', when: 'title' },
  { skill: 'stamping', occupations: '6-18-01-12', when: 'title' },
  { skill: 'woodworking', occupations: '6-06-03-01', when: 'title' },
  { skill: 'sewing', occupations: '6-05-01-03', when: 'title' },
  { skill: 'laundry', occupations: '4-10-02-02', when: 'title' },
  { skill: 'wire_harness', occupations: '6-24-X-02', when: 'title' },
  { skill: 'livestock_raising', occupations: '5-03-02-01', when: 'title' },
  { skill: 'poultry_raising', occupations: '5-03-02-02', when: 'title' },
  { skill: 'food_delivery', occupations: '4-10-08-01', when: 'silent' },
  { skill: 'preschool_teaching', occupations: '2-08-X-04', when: 'title' },
  { skill: 'pet_care', occupations: '4-10-07-03', when: 'title' },
  { skill: 'bike_repair', occupations: '4-12-01-X02', when: 'title' },
  { skill: 'garment_cutting', occupations: '6-05-01-02', when: 'title' },
  { skill: 'linking', occupations: '6-05-01-X01', when: 'title' },
  { skill: 'shoe_making', occupations: '6-05-X-01', when: 'title' },
  { skill: 'alteration', occupations: '4-10-02-01', when: 'title' },
  { skill: 'handicraft', occupations: '6-09-03-X01', when: 'title' },
  { skill: 'handicraft', occupations: '6-09-X-02 6-99-00-X03', when: 'silent' },
  { skill: 'knitting', occupations: '6-09-03-X03', when: 'title' },
  { skill: 'intangible_heritage', occupations: '6-09-03-X04', when: 'title' },
  { skill: 'pottery', occupations: '6-09-03-03', when: 'title' },
  { skill: 'flower_arranging', occupations: '4-09-10-05', when: 'title' },
  { skill: 'forklift', occupations: '6-30-05-X01', when: 'title' },
  { skill: 'electrical_work', occupations: '6-31-01-03', when: 'title' },
  { skill: 'fitting', occupations: '6-31-01-02', when: 'title' },
  { skill: 'equipment_maintenance', occupations: '6-31-01-10', when: 'title' },
  { skill: 'car_repair', occupations: '4-12-01-01', when: 'title' },
  { skill: 'computer_repair', occupations: '4-12-02-01', when: 'title' },
  { skill: 'appliance_repair', occupations: '4-12-03-01', when: 'title' },
  { skill: 'lock_repair', occupations: '4-12-04-04', when: 'title' },
  { skill: 'shoe_repair', occupations: '4-12-04-X01', when: 'title' },
  { skill: 'piano_tuning', occupations: '4-12-05-02', when: 'title' },
  { skill: 'quality_inspection', occupations: '6-31-03-05 6-31-03-X01', when: 'title' },
  { skill: 'laboratory_testing', occupations: '2-02-X-02 6-31-03-01 2-05-X-06', when: 'title' },
  { skill: 'accounting', occupations: '2-06-03-00', when: 'title' },
  { skill: 'cashier_work', occupations: '2-06-X-01', when: 'title' },
  { skill: 'auditing', occupations: '2-06-X-02', when: 'title' },
  { skill: 'statistics', occupations: '2-06-X-03', when: 'title' },
  { skill: 'mechanical_design', occupations: '2-02-07-01', when: 'title' },
  { skill: 'engineering_technology', occupations: '2-02-07-02', when: 'experience' },
  { skill: 'equipment_management', occupations: '2-02-07-04', when: 'experience' },
  { skill: 'geology', occupations: '2-02-01-04', when: 'title' },
  { skill: 'programming', occupations: '2-02-10-03 4-04-05-01', when: 'title' },
  { skill: 'software_testing', occupations: '4-04-05-02', when: 'title' },
  { skill: 'network_maintenance', occupations: '2-02-10-04 2-02-10-08 4-04-04-01', when: 'title' },
  { skill: 'data_annotation', occupations: '4-04-05-05', when: 'title' },
  { skill: 'content_moderation', occupations: '4-04-05-X02', when: 'title' },
  { skill: 'graphic_design', occupations: '4-08-08-06 4-08-08-08 4-07-07-02', when: 'title' },
  { skill: 'interior_design', occupations: '4-08-08-X01', when: 'title' },
  { skill: 'video_editing', occupations: '4-13-01-05', when: 'title' },
  { skill: 'photography', occupations: '4-08-09-01', when: 'title' },
  { skill: 'drawing', occupations: '2-09-X-02', when: 'title' },
  { skill: 'translation', occupations: '2-10-X-02', when: 'title' },
  { skill: 'sign_interpreting', occupations: '2-10-X-03', when: 'title' },
  { skill: 'sign_language_teaching', occupations: '2-08-X-05', when: 'title' },
  { skill: 'proofreading', occupations: '2-10-X-06', when: 'title' },
  { skill: 'accessibility_testing', occupations: '2-10-X-05', when: 'title' },
  { skill: 'braille_proofreading', occupations: '2-10-X-07', when: 'title' },
  { skill: 'typing', occupations: '3-01-02-05', when: 'texts' },
  { skill: 'stenography', occupations: '3-01-02-06', when: 'title' },
  { skill: 'massage', occupations: '4-10-04-02', when: 'title' },
  { skill: 'medical_massage', occupations: '2-05-X-01', when: 'title' },
  { skill: 'foot_massage', occupations: '4-10-03-05', when: 'title' },
  { skill: 'beauty_care', occupations: '4-10-03-01', when: 'experience' },
  { skill: 'hairdressing', occupations: '4-10-03-02', when: 'title' },
  { skill: 'nail_art', occupations: '4-10-03-03', when: 'title' },
  { skill: 'nursing', occupations: '2-05-X-02', when: 'title' },
  { skill: 'rehabilitation', occupations: '4-14-03-07 2-08-X-07', when: 'title' },
  { skill: 'psychological_counselling', occupations: '2-05-X-04', when: 'title' },
  { skill: 'chinese_pastry', occupations: '4-03-02-02', when: 'title' },
  { skill: 'baking', occupations: '4-03-02-04', when: 'title' },
  { skill: 'cooking', occupations: '4-03-02-01 4-03-02-03', when: 'silent' },
  { skill: 'assembly', occupations: '6-20-X-01', when: 'silent' },
  { skill: 'packing', occupations: '6-31-05-00', when: 'silent' },
  { skill: 'coffee_making', occupations: '4-03-02-08', when: 'title' },
  { skill: 'drink_making', occupations: '4-03-02-10', when: 'title' },
  { skill: 'drink_making', occupations: '4-01-02-X02', when: 'silent' },
  { skill: 'tea_art', occupations: '4-03-02-07', when: 'title' },
  { skill: 'livestreaming', occupations: '4-01-06-02', when: 'silent' },
  { skill: 'disability_work', occupations: '2-07-X-03', when: 'texts' },
  { skill: 'community_work', occupations: '3-01-04-01', when: 'texts' },
  { skill: 'dubbing', occupations: '4-13-01-X01', when: 'title' },
  { skill: 'car_driving', occupations: '4-02-02-01', when: 'title' },
  { skill: 'truck_driving', occupations: '4-02-02-02', when: 'title' },
  { skill: 'sales', occupations: '4-01-02-01 4-06-02-01', when: 'title' },
  { skill: 'ecommerce_operation', occupations: '4-01-06-01', when: 'title' },
  { skill: 'security_guarding', occupations: '4-07-05-01 4-06-01-X01', when: 'texts' },
  { skill: 'deburring', occupations: '6-18-X-02', when: 'title' },
  { skill: 'debt_collection', occupations: '4-05-01-X01', when: 'title' },
  { skill: 'security_guarding', occupations: '3-02-02-X01', when: 'title' },
  { skill: 'cleaning', occupations: '4-09-08-01', when: 'texts' },
  { skill: 'room_cleaning', occupations: '4-03-01-02', when: 'experience' },
  { skill: 'gardening', occupations: '4-09-10-01', when: 'texts' },
  { skill: 'food_service', occupations: '4-03-02-05', when: 'experience' },
  { skill: 'cash_register', occupations: '4-01-02-04', when: 'title' },
  { skill: 'warehouse_management', occupations: '4-02-06-01', when: 'experience' },
  { skill: 'customer_service', occupations: '4-07-02-03', when: 'experience' },
  { skill: 'phone_customer_service', occupations: '4-04-05-03', when: 'texts' },
  { skill: 'online_customer_service', occupations: '4-04-05-X01', when: 'texts' },
  { skill: 'elderly_care', occupations: '4-10-01-05', when: 'title' },
  { skill: 'purchasing', occupations: '4-01-01-00', when: 'experience' },
  { skill: 'order_following', occupations: '2-06-X-05', when: 'experience' },
] as const satisfies readonly CoreSkill[]
